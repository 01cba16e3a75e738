import { arrayOf, BOOL, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { rememberingLast } from './json/path.ts'
import { scriptRegexp } from './regexp-script.ts'
import { regexpShape } from './regexp-shape.ts'

/** REGEXP_INSTR(text, position, occurrence, after): the pattern stands in the name, so that it is translated once. */
export function regexpInstr(pattern: string, regexp: RegExp): ScalarFunction {
  return {
    name: `regexp_instr ${pattern}`,
    parameters: [STRING, INT64, INT64, INT64],
    returns: INT64,
    evaluate: (text, position, occurrence, after) => {
      if ((position as bigint) <= 0n) throw new Error('the position of REGEXP_INSTR must be positive')
      if ((occurrence as bigint) <= 0n) throw new Error('the occurrence of REGEXP_INSTR must be positive')
      if (after !== 0n && after !== 1n) throw new Error('the last argument of REGEXP_INSTR must be 0 or 1')
      const characters = Array.from(text as string)
      const skipped = Math.min(Number(position) - 1, characters.length)
      const rest = characters.slice(skipped).join('')
      const match = nthMatch(rest, regexp, Number(occurrence))
      const place = match?.indices?.[1] ?? (match && match.length > 1 ? undefined : match?.indices?.[0])
      return place ? BigInt(skipped + Array.from(rest.slice(0, place[Number(after)])).length + 1) : 0n
    },
  }
}

function nthMatch(text: string, regexp: RegExp, occurrence: number): RegExpMatchArray | undefined {
  let left = occurrence
  for (const match of text.matchAll(regexp)) if (--left === 0) return match
  return undefined
}

/**
 * REGEXP_EXTRACT_ALL(text, pattern): for patterns that can match the empty text. NULL stands for a group that took no part.
 * @throws where JavaScript might match something else
 */
export const regexpExtractAll: ScalarFunction = {
  name: 'regexp_extract_all',
  parameters: [STRING, STRING],
  returns: arrayOf(STRING),
  evaluate: (text, pattern) =>
    allMatches(text as string, scriptOf(pattern as string)).map((match) =>
      match.length > 1 ? (match[1] ?? null) : match[0],
    ),
}

const scriptOf = rememberingLast((pattern) => {
  const regexp = scriptRegexp(pattern)
  if (!regexp)
    throw new Error(`the pattern ${JSON.stringify(pattern)}, which can match the empty text, is not supported here`)
  return regexp
})

/** The search goes on one character behind an empty match; it does not begin at the end of a text that is not empty. */
function allMatches(text: string, regexp: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = []
  for (let at = 0; at < text.length || (at === 0 && matches.length === 0); ) {
    regexp.lastIndex = at
    const match = regexp.exec(text)
    if (!match) break
    matches.push(match)
    const end = match.index + match[0].length
    at = match[0] === '' ? end + (text.codePointAt(end)! > 0xffff ? 2 : 1) : end
  }
  return matches
}

/** How many groups a pattern has that is not known before. @throws when there is more than one */
export const regexpGroups: ScalarFunction = {
  name: 'regexp_groups',
  parameters: [STRING],
  returns: INT64,
  evaluate: rememberingLast((pattern) => {
    const { groups } = regexpShape(pattern)
    if (groups > 1) throw new Error('a regular expression that extracts must not have more than one capturing group')
    return BigInt(groups)
  }) as ScalarFunction['evaluate'],
}

/** Whether a pattern that is not known before can match the empty text. */
export const regexpMatchesEmpty: ScalarFunction = {
  name: 'regexp_matches_empty',
  parameters: [STRING],
  returns: BOOL,
  evaluate: rememberingLast((pattern) => regexpShape(pattern).emptyMatch) as ScalarFunction['evaluate'],
}

/** The replacement again. @throws when a `\` in it stands before neither a digit nor a `\`, or asks for a group that is not there */
export const regexpRewrite: ScalarFunction = {
  name: 'regexp_rewrite',
  parameters: [STRING, STRING],
  returns: STRING,
  evaluate: (pattern, rewrite) => {
    const fault = rewriteFault(rewrite as string, regexpShape(pattern as string).groups)
    if (fault) throw new Error(fault)
    return rewrite!
  },
}

/** What is wrong with a replacement for a pattern with so many groups. */
export function rewriteFault(rewrite: string, groups: number): string | undefined {
  for (const [, follower] of rewrite.matchAll(/\\(.?)/gsu)) {
    if (!/^[0-9\\]$/.test(follower!))
      return 'in the replacement of REGEXP_REPLACE, a backslash must be followed by a digit or a backslash'
    if (follower !== '\\' && Number(follower) > groups)
      return `the replacement of REGEXP_REPLACE asks for group ${follower}, the pattern has ${groups}`
  }
  return undefined
}
