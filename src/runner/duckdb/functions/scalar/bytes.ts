import { arrayOf, BOOL, BYTES, INT64 } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { bytesOfLatin1, latin1 } from './latin1.ts'
import { editDistance, likePattern, nthIndex, translate } from './text-search.ts'

/* Functions on BYTES, of which DuckDB has few. */

export const substrBytes: ScalarFunction = {
  name: 'substr_bytes',
  parameters: [BYTES, INT64, INT64],
  returns: BYTES,
  evaluate: (bytes, position, length) => {
    if ((length as bigint) < 0n) throw new Error('the length of SUBSTR must not be negative')
    const given = bytes as Uint8Array
    const from = Number(position)
    const start = from > 0 ? from - 1 : from < 0 ? Math.max(given.length + from, 0) : 0
    return given.slice(start, start + Number(length))
  },
}

export const padBytes: ScalarFunction = {
  name: 'pad_bytes',
  parameters: [BYTES, INT64, BYTES, BOOL],
  returns: BYTES,
  evaluate: (bytes, length, pattern, left) => {
    const [text, size, fill] = [latin1(bytes!), Number(length), latin1(pattern!)]
    if (size < 0) throw new Error('LPAD and RPAD cannot pad to a negative length')
    if (fill === '') throw new Error('LPAD and RPAD need something to pad with')
    const cut = text.slice(0, size)
    return bytesOfLatin1(left ? cut.padStart(size, fill) : cut.padEnd(size, fill))
  },
}

export const trimBytes: ScalarFunction = {
  name: 'trim_bytes',
  parameters: [BYTES, BYTES, BOOL, BOOL],
  returns: BYTES,
  evaluate: (bytes, set, left, right) => {
    const [given, unwanted] = [bytes as Uint8Array, new Set(set as Uint8Array)]
    let [start, end] = [0, given.length]
    while (left && start < end && unwanted.has(given[start]!)) start++
    while (right && end > start && unwanted.has(given[end - 1]!)) end--
    return given.slice(start, end)
  },
}

export const upperBytes = mapping('upper_bytes', (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()))
export const lowerBytes = mapping('lower_bytes', (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()))
export const reverseBytes = mapping('reverse_bytes', (text) => Array.from(text).reverse().join(''))

function mapping(name: string, map: (text: string) => string): ScalarFunction {
  return { name, parameters: [BYTES], returns: BYTES, evaluate: (bytes) => bytesOfLatin1(map(latin1(bytes!))) }
}

export const repeatBytes: ScalarFunction = {
  name: 'repeat_bytes',
  parameters: [BYTES, INT64],
  returns: BYTES,
  evaluate: (bytes, times) => {
    if ((times as bigint) < 0n) throw new Error('REPEAT needs a count that is not negative')
    return bytesOfLatin1(latin1(bytes!).repeat(Number(times)))
  },
}

export const replaceBytes: ScalarFunction = {
  name: 'replace_bytes',
  parameters: [BYTES, BYTES, BYTES],
  returns: BYTES,
  evaluate: (bytes, from, to) =>
    (from as Uint8Array).length === 0 ? bytes! : bytesOfLatin1(latin1(bytes!).split(latin1(from!)).join(latin1(to!))),
}

export const splitBytes: ScalarFunction = {
  name: 'split_bytes',
  parameters: [BYTES, BYTES],
  returns: arrayOf(BYTES),
  evaluate: (bytes, delimiter) => {
    const text = latin1(bytes!)
    return text === '' ? [new Uint8Array()] : text.split(latin1(delimiter!)).map(bytesOfLatin1)
  },
}

export const instrBytes: ScalarFunction = {
  name: 'instr_bytes',
  parameters: [BYTES, BYTES, INT64, INT64],
  returns: INT64,
  evaluate: (bytes, part, position, occurrence) =>
    BigInt(nthIndex(bytes as Uint8Array, part as Uint8Array, Number(position), Number(occurrence)) + 1),
}

export const startsWithBytes: ScalarFunction = {
  name: 'starts_with_bytes',
  parameters: [BYTES, BYTES],
  returns: BOOL,
  evaluate: (bytes, prefix) => latin1(bytes!).startsWith(latin1(prefix!)),
}

export const endsWithBytes: ScalarFunction = {
  name: 'ends_with_bytes',
  parameters: [BYTES, BYTES],
  returns: BOOL,
  evaluate: (bytes, suffix) => latin1(bytes!).endsWith(latin1(suffix!)),
}

export const translateBytes: ScalarFunction = {
  name: 'translate_bytes',
  parameters: [BYTES, BYTES, BYTES],
  returns: BYTES,
  evaluate: (bytes, from, to) =>
    Uint8Array.from(translate([...(bytes as Uint8Array)], [...(from as Uint8Array)], [...(to as Uint8Array)])),
}

export const editDistanceBytes: ScalarFunction = {
  name: 'edit_distance_bytes',
  parameters: [BYTES, BYTES, INT64],
  returns: INT64,
  evaluate: (a, b, most) => editDistance(a as Uint8Array, b as Uint8Array, most as bigint),
}

export const likeBytes: ScalarFunction = {
  name: 'like_bytes',
  parameters: [BYTES, BYTES],
  returns: BOOL,
  evaluate: (bytes, pattern) => likePattern(latin1(pattern!)).test(latin1(bytes!)),
}
