/** A text is no JSON; `offset` counts UTF-16 units from 0. */
export class JsonSyntaxError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/**
 * `JSON.parse` that loses no digit: an integer beyond 2^53 comes as bigint.
 *
 * @throws {JsonSyntaxError} no JSON, or a number that no FLOAT64 can hold
 */
export function parseJson(text: string): unknown {
  // Only a number of sixteen digits, or one with an exponent, can be one that JSON.parse would change. Most texts have neither.
  if (!/(?:^|[:,[\s])-?(?:\d{16}|\d[\d.]*[eE])/.test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      // read it again for the place of the mistake
    }
  }
  return new JsonReader(text).document()
}

/** `JSON.stringify` that also knows bigint. */
export function stringifyJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(stringifyJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${stringifyJson(item)}`).join(',')}}`
}

/** Sets a member of an object read from outside, which may well be named `__proto__`. */
export function putMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows no control character in a text
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const BLANK = /[ \t\r\n]*/y
const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])
const DEEPEST = 500

class JsonReader {
  readonly #text: string
  #offset = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): unknown {
    const value = this.#value()
    this.#match(BLANK)
    if (this.#offset < this.#text.length) this.#fail('text after the end of the JSON value')
    return value
  }

  #value(): unknown {
    this.#match(BLANK)
    const first = this.#text[this.#offset]
    if (first === '{') return this.#nested(() => this.#object())
    if (first === '[') return this.#nested(() => this.#array())
    if (first === '"') return this.#string()
    if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) return this.#number()
    return this.#word()
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1
    if (this.#depth > DEEPEST) this.#fail(`nested more than ${DEEPEST} deep`)
    this.#offset += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): Record<string, unknown> {
    const entries: Record<string, unknown> = {}
    if (this.#take('}')) return entries
    do {
      this.#match(BLANK)
      const key = this.#string()
      if (!this.#take(':')) this.#fail('expected ":"')
      putMember(entries, key, this.#value())
    } while (this.#take(','))
    if (!this.#take('}')) this.#fail('expected "," or "}"')
    return entries
  }

  #array(): unknown[] {
    const items: unknown[] = []
    if (this.#take(']')) return items
    do items.push(this.#value())
    while (this.#take(','))
    if (!this.#take(']')) this.#fail('expected "," or "]"')
    return items
  }

  #string(): string {
    const text = this.#match(STRING)
    return text === undefined ? this.#fail('expected a text in double quotes') : JSON.parse(text)
  }

  #number(): number | bigint {
    const start = this.#offset
    const text = this.#match(NUMBER) ?? this.#fail('not a number')
    const value = Number(text)
    if (!Number.isFinite(value)) {
      this.#offset = start
      this.#fail(`${text} is beyond what FLOAT64 can hold`)
    }
    return Number.isSafeInteger(value) || /[.eE]/.test(text) ? value : BigInt(text)
  }

  #word(): boolean | null {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#offset)) continue
      this.#offset += word.length
      return value
    }
    return this.#fail(this.#offset < this.#text.length ? 'expected a JSON value' : 'the text ends too early')
  }

  #take(character: string): boolean {
    this.#match(BLANK)
    if (this.#text[this.#offset] !== character) return false
    this.#offset += 1
    return true
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset
    const found = pattern.exec(this.#text)
    if (found) this.#offset = pattern.lastIndex
    return found?.[0]
  }

  #fail(message: string): never {
    throw new JsonSyntaxError(message, this.#offset)
  }
}
