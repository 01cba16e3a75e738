/** Escapes of one character that Python's string literals know. */
const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g

/**
 * The value of a Jinja string literal, given without its quotes: the escapes are Python's, one that Python does not know
 * keeps its backslash. Undefined where an escape is cut off or names no character; `\N{…}` counts as such.
 */
export function decodeString(body: string): string | undefined {
  let broken = false
  const value = body.replace(ESCAPE, (all, octal, byte, short, long, other: string | undefined) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    const code = Number.parseInt(byte ?? short ?? long ?? '', 16)
    if (!Number.isNaN(code)) {
      if (code <= 0x10ffff) return String.fromCodePoint(code)
      broken = true
    }
    if (other !== undefined && 'xuUN'.includes(other)) broken = true
    return other === undefined ? '' : (SIMPLE[other] ?? all)
  })
  return broken ? undefined : value
}
