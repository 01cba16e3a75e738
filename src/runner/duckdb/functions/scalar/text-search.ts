import { arrayOf, BOOL, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** INSTR(text, part, position, occurrence); a negative position searches backwards from that far before the end. */
export const instrText: ScalarFunction = {
  name: 'instr',
  parameters: [STRING, STRING, INT64, INT64],
  returns: INT64,
  evaluate: (text, part, position, occurrence) =>
    BigInt(nthIndex(Array.from(text as string), Array.from(part as string), Number(position), Number(occurrence)) + 1),
}

/**
 * Where the n-th match starts, from 0; -1 where there is none. Matches may overlap.
 * @throws when position is 0 or occurrence not positive
 */
export function nthIndex(
  text: ArrayLike<unknown>,
  part: ArrayLike<unknown>,
  position: number,
  occurrence: number,
): number {
  if (position === 0) throw new Error('the position of INSTR must not be 0')
  if (occurrence <= 0) throw new Error('the occurrence of INSTR must be positive')
  const step = position > 0 ? 1 : -1
  const last = text.length - part.length
  // backwards, the end of the text is a place for the empty part
  const backwards = Math.min(text.length + position + (part.length === 0 ? 1 : 0), last)
  let left = occurrence
  for (let at = position > 0 ? position - 1 : backwards; at >= 0 && at <= last; at += step) {
    if (startsAt(text, part, at) && --left === 0) return at
  }
  return -1
}

function startsAt(text: ArrayLike<unknown>, part: ArrayLike<unknown>, at: number): boolean {
  for (let index = 0; index < part.length; index++) if (text[at + index] !== part[index]) return false
  return true
}

/** TRANSLATE(text, from, to); what `from` has more than `to` is left out. @throws when `from` names a character twice */
export const translateText: ScalarFunction = {
  name: 'translate',
  parameters: [STRING, STRING, STRING],
  returns: STRING,
  evaluate: (text, from, to) =>
    translate(Array.from(text as string), Array.from(from as string), Array.from(to as string)).join(''),
}

export function translate<T>(text: readonly T[], from: readonly T[], to: readonly T[]): T[] {
  const targets = new Map<T, T | undefined>()
  from.forEach((character, index) => {
    if (targets.has(character))
      throw new Error(`TRANSLATE has ${JSON.stringify(character)} twice among its source characters`)
    targets.set(character, to[index])
  })
  return text
    .map((character) => (targets.has(character) ? targets.get(character) : character))
    .filter((character) => character !== undefined) as T[]
}

/** EDIT_DISTANCE(text, text, max_distance): Levenshtein's, at most the given one. */
export const editDistanceText: ScalarFunction = {
  name: 'edit_distance',
  parameters: [STRING, STRING, INT64],
  returns: INT64,
  evaluate: (a, b, most) => editDistance(Array.from(a as string), Array.from(b as string), most as bigint),
}

export function editDistance(a: ArrayLike<unknown>, b: ArrayLike<unknown>, most: bigint): bigint {
  if (most < 0n) throw new Error('max_distance of EDIT_DISTANCE must not be negative')
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  const distance = BigInt(row[b.length]!)
  return distance < most ? distance : most
}

/** `x LIKE ANY UNNEST(patterns)` and LIKE ALL, with the logic of NULL. */
export function likeEach(quantifier: 'any' | 'all'): ScalarFunction {
  const decisive = quantifier === 'any'
  return {
    name: `like_${quantifier}`,
    parameters: [STRING, arrayOf(STRING)],
    returns: BOOL,
    evaluate: (text, patterns) => {
      let answer: boolean | null = !decisive
      for (const pattern of patterns as readonly (string | null)[]) {
        const matches = pattern === null ? null : likePattern(pattern).test(text as string)
        if (matches === decisive) return decisive
        if (matches === null) answer = null
      }
      return answer
    },
  }
}

/** @throws when the pattern ends with a backslash */
export function likePattern(pattern: string): RegExp {
  if (/^(?:[^\\]|\\.)*\\$/s.test(pattern)) throw new Error('a LIKE pattern must not end with a backslash')
  const source = pattern.replace(/\\(.)|[%_]|[.*+?^${}()|[\]\\/]/gsu, (piece, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
    return piece === '%' ? '.*' : piece === '_' ? '.' : `\\${piece}`
  })
  return new RegExp(`^${source}$`, 'su')
}
