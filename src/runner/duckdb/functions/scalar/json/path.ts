/**
 * A step of a JSONPath. A name and a number are matched alike when reading (`$.0` finds the first element, `$[0]` a key "0");
 * functions that change JSON take `index` at its word.
 */
export interface PathStep {
  readonly name: string
  /** Written in brackets, as a number. */
  readonly index: boolean
}

export interface JsonPath {
  readonly steps: readonly PathStep[]
  readonly lax: boolean
  readonly recursive: boolean
}

/** `standard`: `$.a."b c"[0]` (JSON_VALUE, JSON_QUERY); `legacy`: `$.a['b c'][0]` (JSON_EXTRACT…); `change`: standard without negative indexes. */
export type PathSyntax = 'standard' | 'legacy' | 'change'

const KEY = String.raw`\.([\p{L}\p{N}_\-:\t\n\f\r ]+)`
const STEPS: Readonly<Record<PathSyntax, RegExp>> = {
  standard: new RegExp(String.raw`${KEY}|\."((?:[^"\\]|\\.)*)"|\[[\t\n\f\r ]*(-*\d+)[\t\n\f\r ]*\]`, 'suy'),
  legacy: new RegExp(
    String.raw`${KEY}|\[[\t\n\f\r ]*'((?:[^'\\]|\\.)*)'[\t\n\f\r ]*\]|\[[\t\n\f\r ]*([\p{L}\p{N}_\-]+)[\t\n\f\r ]*\]`,
    'suy',
  ),
  change: new RegExp(String.raw`${KEY}|\."((?:[^"\\]|\\.)*)"|\[[\t\n\f\r ]*(\d+)[\t\n\f\r ]*\]`, 'suy'),
}
const PREFIX = /^((?:(?:lax|recursive) +)*)\$/i

/** @throws when the path is not one */
export function parsePath(text: string, syntax: PathSyntax, modifiers = false): JsonPath {
  const prefix = PREFIX.exec(text)
  if (!prefix || (prefix[1] !== '' && !modifiers))
    throw new Error(`a JSONPath must start with '$', not ${JSON.stringify(text)}`)
  const words = prefix[1]!.toLowerCase().split(' ').filter(Boolean)
  if (new Set(words).size < words.length || (words.length > 0 && !words.includes('lax'))) {
    throw new Error(`invalid modifiers in JSONPath ${JSON.stringify(text)}: write lax, or lax recursive`)
  }
  // a point without a name may end a path of the old syntax
  const rest = syntax === 'legacy' ? text.slice(prefix[0].length).replace(/\.$/, '') : text.slice(prefix[0].length)
  return { steps: parseSteps(rest, syntax, text), lax: words.length > 0, recursive: words.includes('recursive') }
}

function parseSteps(rest: string, syntax: PathSyntax, whole: string): PathStep[] {
  const steps: PathStep[] = []
  const pattern = STEPS[syntax]
  for (let at = 0; at < rest.length; ) {
    pattern.lastIndex = at
    const match = pattern.exec(rest)
    if (!match) throw new Error(`invalid JSONPath ${JSON.stringify(whole)} at ${JSON.stringify(rest.slice(at))}`)
    const quote = syntax === 'legacy' ? /\\'/g : /\\"/g
    const name = match[1] ?? match[2]?.replace(quote, syntax === 'legacy' ? "'" : '"') ?? match[3]!
    steps.push({ name, index: match[3] !== undefined })
    at = pattern.lastIndex
  }
  return steps
}

/** A function of one argument that remembers its last answer: paths hardly ever change from row to row. */
export function rememberingLast<T>(compute: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly answer: T } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, answer: compute(text) }
    return last.answer
  }
}
