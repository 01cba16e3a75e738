/** A whole number as an answer holds it: beyond 2^53 its digits. */
export type Whole = number | string

/** The length from which a whole number may be beyond 2^53 = 9007199254740992. */
const LONG_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d{16,}/g

/** Reads JSON of whole numbers; one that JavaScript would round is kept as the text of its digits. */
export function parseExactly(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json)
  return JSON.parse(json.replace(LONG_NUMBERS, (token) => (token.startsWith('"') ? token : `"${token}"`)))
}
