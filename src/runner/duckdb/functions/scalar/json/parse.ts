import { type Json, printNumber } from './value.ts'

/** What to do with a number that FLOAT64 cannot carry to the digit. */
export type WideNumbers = 'exact' | 'round'

/**
 * Reads strict JSON as PARSE_JSON does.
 * @throws when the text is no JSON, or with `exact` when a number would change on the way
 */
export function parseJson(text: string, wideNumbers: WideNumbers = 'round'): Json {
  const reader = new JsonReader(text, wideNumbers)
  return reader.document()
}

/** JSON that this engine has written itself, so that only the meaning matters. */
export function readJson(text: string): Json {
  return parseJson(text)
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON takes none of them bare
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class JsonReader {
  readonly #text: string
  readonly #wideNumbers: WideNumbers
  #at: number

  constructor(text: string, wideNumbers: WideNumbers) {
    this.#text = text
    this.#wideNumbers = wideNumbers
    this.#at = text.startsWith('\ufeff') ? 1 : 0
  }

  document(): Json {
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('expected end of input')
    return value
  }

  #value(): Json {
    this.#skipSpace()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(): Json {
    const members = new Map<string, Json>()
    this.#at++
    if (this.#take('}')) return members
    do {
      this.#skipSpace()
      if (this.#text[this.#at] !== '"') this.#fail('expected a key between double quotes')
      const key = this.#string()
      if (!this.#take(':')) this.#fail('expected a colon')
      const value = this.#value()
      if (!members.has(key)) members.set(key, value)
    } while (this.#take(','))
    if (!this.#take('}')) this.#fail('expected "," or "}"')
    return members
  }

  #array(): Json {
    const items: Json[] = []
    this.#at++
    if (this.#take(']')) return items
    do items.push(this.#value())
    while (this.#take(','))
    if (!this.#take(']')) this.#fail('expected "," or "]"')
    return items
  }

  #string(): string {
    let text = ''
    for (this.#at++; ; ) {
      PLAIN.lastIndex = this.#at
      const plain = PLAIN.exec(this.#text)![0]
      text += plain
      this.#at += plain.length
      if (this.#text[this.#at] === '"') break
      if (this.#text[this.#at] !== '\\') this.#fail('expected the end of a string')
      text += this.#escape()
    }
    this.#at++
    return text
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? ''
    this.#at += 2
    if (letter !== 'u') return ESCAPES[letter] ?? this.#fail('expected an escape sequence')
    const unit = this.#hex()
    if (unit >= 0xdc00 && unit < 0xe000) this.#fail('a low surrogate without its high one')
    if (unit < 0xd800 || unit >= 0xe000) return String.fromCharCode(unit)
    if (!this.#text.startsWith('\\u', this.#at)) this.#fail('a high surrogate without its low one')
    this.#at += 2
    const low = this.#hex()
    if (low < 0xdc00 || low >= 0xe000) this.#fail('a high surrogate without its low one')
    return String.fromCharCode(unit, low)
  }

  #hex(): number {
    const digits = this.#text.slice(this.#at, this.#at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('expected four hexadecimal digits')
    this.#at += 4
    return Number.parseInt(digits, 16)
  }

  #number(): bigint | number {
    NUMBER.lastIndex = this.#at
    const match = NUMBER.exec(this.#text) ?? this.#fail('expected a value')
    this.#at += match[0].length
    if (/[\d.]/.test(this.#text[this.#at] ?? '')) this.#fail('expected the end of a number')
    return readNumber(match[0], match[1] === undefined && match[2] === undefined, this.#wideNumbers)
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail(`expected ${word}`)
    this.#at += word.length
    return value
  }

  #take(character: string): boolean {
    this.#skipSpace()
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#at++
    }
  }

  #fail(problem: string): never {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text.slice(this.#at, this.#at + 10)) : 'the end'
    throw new Error(`not JSON: ${problem} at character ${this.#at + 1}, found ${found}`)
  }
}

function readNumber(text: string, whole: boolean, wideNumbers: WideNumbers): bigint | number {
  if (whole) {
    const value = BigInt(text)
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return value
  }
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Error(`not JSON: the number ${text} is too large`)
  if (wideNumbers === 'exact' && !sameDecimal(text, printNumber(value))) {
    throw new Error(`the number ${text} cannot be kept in a FLOAT64 without change; see wide_number_mode`)
  }
  return value
}

/** Whether two spellings of a JSON number mean the same decimal. */
export function sameDecimal(a: string, b: string): boolean {
  return decimalOf(a) === decimalOf(b)
}

/** Digits and power of ten, in a form that is the same for equal decimals. */
function decimalOf(text: string): string {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!
  const digits = (whole! + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`
}
