/** One piece of FORMAT's pattern: text to copy, or a conversion. */
export type PatternPiece = string | Conversion

export interface Conversion {
  readonly flags: string
  /** A number, `*` (from an argument) or absent. */
  readonly width?: number | '*'
  readonly precision?: number | '*'
  /** `d i o x X f F e E g G s t T p P`. */
  readonly letter: string
}

/** What FORMAT may at most pad to. */
const MAX_WIDTH = 1_048_576

/** @throws when the pattern is not one of FORMAT's */
export function parsePattern(pattern: string): PatternPiece[] {
  const pieces: PatternPiece[] = []
  const next = /%%|%([-+ #0']*)(\d+|\*)?(?:\.(\d*|\*))?([dioxXfFeEgGstTpP])|%|[^%]+/g
  for (const [piece, flags, width, precision, letter] of pattern.matchAll(next)) {
    if (piece === '%') throw new Error(`invalid FORMAT string: ${JSON.stringify(pattern)}`)
    if (letter === undefined) pieces.push(piece === '%%' ? '%' : piece)
    else
      pieces.push({
        flags: flags!,
        letter,
        ...size('width', width),
        ...size('precision', precision === '' ? '0' : precision),
      })
  }
  return pieces
}

function size<Name extends string>(name: Name, text: string | undefined): { [key in Name]?: number | '*' } {
  if (text === undefined) return {}
  if (text === '*') return { [name]: '*' } as { [key in Name]?: '*' }
  if (Number(text) > MAX_WIDTH) throw new Error(`FORMAT cannot pad to ${text}; the limit is ${MAX_WIDTH}`)
  return { [name]: Number(text) } as { [key in Name]?: number }
}
