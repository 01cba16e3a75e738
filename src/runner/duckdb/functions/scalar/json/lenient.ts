import { indexNamed, quoteForText, unitText } from './lenient-text.ts'
import type { PathStep } from './path.ts'

/**
 * Reads JSON in a STRING as BigQuery's JSON_VALUE, JSON_QUERY and JSON_EXTRACT… do: from the left, only as far as the first
 * match, and forgiving. Single quotes, control characters, C's escapes, commas too many and what follows the value are taken;
 * numbers keep their spelling. Text that breaks before the match is as if it matched nothing. (Asked of the reference evaluator.)
 */
export class LenientReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Moves to the first value that `steps` name; false where there is none. */
  find(steps: readonly PathStep[], depth = 0): boolean {
    this.#skipSpace()
    const step = steps[depth]
    if (step === undefined) return true
    if (this.#peek() === '{') return this.#findInObject(steps, depth, step)
    if (this.#peek() === '[') return this.#findInArray(steps, depth, step)
    this.#skip()
    return false
  }

  /** The scalar here as text; NULL for null, an object or an array. */
  scalar(): string | null {
    const first = this.#peek()
    if (first === '{' || first === '[' || first === 'n' || first === ',') return null
    if (first === '"' || first === "'") return this.#string()
    return this.#token()
  }

  /** The value here as compact JSON. */
  json(): string {
    this.#skipSpace()
    const first = this.#peek()
    if (first === '"' || first === "'") return quoteForText(this.#string())
    if (first === '{') return `{${this.#members((key) => `${quoteForText(key)}:${this.json()}`).join(',')}}`
    if (first === '[') return `[${this.#elements(() => this.json()).join(',')}]`
    return this.#token()
  }

  /** The value here as it is written. */
  raw(): string {
    const start = this.#at
    this.#skip()
    return this.#text.slice(start, this.#at)
  }

  /** The elements of the array here, each as `read` gives it; undefined where there is no array. */
  elements<T>(read: (reader: LenientReader) => T): T[] | undefined {
    return this.#peek() === '[' ? this.#elements(() => read(this)) : undefined
  }

  /** Whether the value here is an object or an array. */
  nested(): boolean {
    return this.#peek() === '{' || this.#peek() === '['
  }

  isNull(): boolean {
    return this.#peek() === 'n' || this.#peek() === ','
  }

  skip(): void {
    this.#skip()
  }

  #findInObject(steps: readonly PathStep[], depth: number, step: PathStep): boolean {
    let found = false
    this.#members(
      (key) => {
        if (key === step.name) found = this.find(steps, depth + 1)
        else this.#skip()
        return found
      },
      () => found,
    )
    return found
  }

  #findInArray(steps: readonly PathStep[], depth: number, step: PathStep): boolean {
    const wanted = indexNamed(step.name)
    let [position, found] = [0, false]
    this.#elements(
      () => {
        if (position++ === wanted) found = this.find(steps, depth + 1)
        else this.#skip()
      },
      () => found,
    )
    return found
  }

  #members<T>(read: (key: string) => T, done: () => boolean = never): T[] {
    const members: T[] = []
    this.#at++
    while (!this.#take('}')) {
      const quote = this.#peek()
      if (quote !== '"' && quote !== "'") throw MALFORMED
      const key = this.#string()
      if (!this.#take(':')) throw MALFORMED
      this.#skipSpace()
      members.push(read(key))
      if (done()) break
      if (!this.#take(',') && this.#peekAfterSpace() !== '}') throw MALFORMED
    }
    return members
  }

  #elements<T>(read: () => T, done: () => boolean = never): T[] {
    const elements: T[] = []
    this.#at++
    while (!this.#take(']')) {
      elements.push(read())
      if (done()) break
      if (!this.#take(',') && this.#peekAfterSpace() !== ']') throw MALFORMED
      this.#skipSpace()
    }
    return elements
  }

  #skip(): void {
    this.#skipSpace()
    const first = this.#peek()
    if (first === '"' || first === "'") this.#string()
    else if (first === '{') this.#members(() => this.#skip())
    else if (first === '[') this.#elements(() => this.#skip())
    else this.#token()
  }

  /** A number, true, false or null; a value left out before a comma is null. */
  #token(): string {
    if (this.#peek() === ',') return 'null'
    TOKEN.lastIndex = this.#at
    const match = TOKEN.exec(this.#text)
    if (!match) throw MALFORMED
    this.#at += match[0].length
    const [token, fraction, exponent] = match
    const next = this.#text[this.#at]
    const unfinished = next === 'e' || next === 'E' || (next === '.' && fraction === undefined)
    if (unfinished && exponent === undefined && !/[a-z]$/.test(token)) throw MALFORMED
    return token
  }

  #string(): string {
    const quote = this.#text[this.#at]!
    const plain = quote === '"' ? PLAIN_DOUBLE : PLAIN_SINGLE
    let text = ''
    for (this.#at++; ; ) {
      plain.lastIndex = this.#at
      const piece = plain.exec(this.#text)![0]
      text += piece
      this.#at += piece.length
      const next = this.#text[this.#at]
      if (next === undefined) throw MALFORMED
      if (next === quote) break
      text += this.#escape()
    }
    this.#at++
    return text
  }

  #escape(): string {
    ESCAPE.lastIndex = this.#at
    const match = ESCAPE.exec(this.#text)
    if (!match) throw MALFORMED
    this.#at += match[0].length
    const [, unit, byte, octal, other] = match
    if (unit !== undefined) return unitText(Number.parseInt(unit, 16))
    if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    return CONTROL[other!] ?? other!
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #peekAfterSpace(): string | undefined {
    this.#skipSpace()
    return this.#text[this.#at]
  }

  #take(character: string): boolean {
    if (this.#peekAfterSpace() !== character) return false
    this.#at++
    this.#skipSpace()
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit !== 0x20 && (unit < 0x09 || unit > 0x0d || Number.isNaN(unit))) return
      this.#at++
    }
  }
}

/** Reads `text` with `read`; NULL where the text breaks. */
export function readLeniently<T>(text: string, read: (reader: LenientReader) => T | null): T | null {
  try {
    return read(new LenientReader(text))
  } catch (error) {
    if (error === MALFORMED) return null
    throw error
  }
}

const MALFORMED = new Error('malformed JSON')
const TOKEN = /true|false|null|-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const PLAIN_DOUBLE = /[^"\\]*/y
const PLAIN_SINGLE = /[^'\\]*/y
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|([^ux]))/suy
const CONTROL: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function never(): boolean {
  return false
}
