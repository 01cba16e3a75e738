/** A number as it was written, where JavaScript would print it otherwise: `1.0`, `12345678901234567.5`. */
export class WrittenNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Outside of texts: a fraction that ends in 0, an exponent, more digits than FLOAT64 keeps. Finds too much rather than too little. */
const SUSPECT = /[:,[\s]-?\d+\.\d*0[,\]}\s]|[:,[\s]-?\d+(?:\.\d+)?[eE]|[:,[\s]-?\d[\d.]{15}|[:,[\s]-0[,\]}\s]/
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** No text of anybody else begins like this. */
const MARK = `\u0000${Math.random().toString(36).slice(2)}:`

/** Whether the text, which is JSON, may hold a number that `JSON.parse` does not keep as it is written. */
export function holdsInexactNumbers(text: string): boolean {
  return SUSPECT.test(text)
}

/** The value of a JSON text with every number that JavaScript would print otherwise as a `WrittenNumber`. */
export function parseExactly(text: string): unknown {
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token
    return JSON.stringify(MARK + token)
  })
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new WrittenNumber(value.slice(MARK.length)) : value,
  )
}
