import { DAY_NAMES, MONTH_NAMES } from '../../../../googlesql/calendar-names.ts'

/** What readers throw: one for all, since making an error takes longer than parsing, and SAFE.PARSE_DATE may meet millions. */
export const MISMATCH = new Error('the text does not match the format')

/** A place in a text that is being parsed. */

export class TimeReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    return this.#at >= this.#text.length
  }

  skipBlanks(): void {
    while (!this.ended && isBlank(this.#text[this.#at]!)) this.#at++
  }

  literal(character: string): void {
    if (this.#text[this.#at] !== character) throw MISMATCH
    this.#at++
  }

  /** As many digits as the width and the greatest value allow, at least one. */
  number(width: number, least: number, most: number): number {
    const start = this.#at
    let value = 0
    while (this.#at - start < width) {
      const digit = digitOf(this.#text[this.#at])
      if (digit === undefined || value * 10 + digit > most) break
      value = value * 10 + digit
      this.#at++
    }
    if (this.#at === start || value < least) throw MISMATCH
    return value
  }

  /** What a sticky expression matches here. */
  match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (!match) throw MISMATCH
    this.#at += match[0].length
    return match
  }

  /** The position of a name, or of its first three letters, in any case. */
  name(names: readonly string[]): number {
    const rest = this.#text.slice(this.#at, this.#at + 9).toLowerCase()
    const lengths = names.map((name) =>
      rest.startsWith(name.toLowerCase()) ? name.length : rest.startsWith(name.slice(0, 3).toLowerCase()) ? 3 : 0,
    )
    const index = lengths.findIndex((length) => length > 0)
    if (index < 0) throw MISMATCH
    this.#at += lengths[index]!
    return index
  }

  month(): number {
    return this.name(MONTH_NAMES) + 1
  }

  weekday(): number {
    return this.name(DAY_NAMES)
  }
}

export function isBlank(character: string): boolean {
  return /[ \t\n\v\f\r]/.test(character)
}

function digitOf(character: string | undefined): number | undefined {
  return character !== undefined && character >= '0' && character <= '9' ? Number(character) : undefined
}
