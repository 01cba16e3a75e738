import { regexpShape } from './regexp-shape.ts'

/**
 * A regular expression of RE2 as one of JavaScript that matches the same at the same places: for what DuckDB's RE2 cannot be
 * asked (where a match stands; matches of the empty text). Undefined where the two languages may differ.
 */
export function scriptRegexp(pattern: string): RegExp | undefined {
  const flags = /^(?:\(\?([is]+)\))?/.exec(pattern)!
  const [ignoreCase, dotAll] = [flags[1]?.includes('i') ?? false, flags[1]?.includes('s') ?? false]
  const source: string[] = []
  for (let at = flags[0].length; at < pattern.length; ) {
    const [piece, script] = translateAt(pattern, at, dotAll)
    // classes and word boundaries fold cases in their own ways
    if (script === undefined || (ignoreCase && /\\[bBwWdDsS]/.test(piece))) return undefined
    source.push(script)
    at += piece.length
  }
  const text = source.join('')
  if (repeatsGroup(text)) return undefined
  return compile(text, ignoreCase ? 'dgiu' : 'dgu')
}

function translateAt(
  pattern: string,
  at: number,
  dotAll: boolean,
): readonly [piece: string, script: string | undefined] {
  const piece = PIECE.exec(pattern.slice(at))?.[0]
  if (piece === undefined) return [pattern.slice(at), undefined]
  if (piece === '.') return [piece, dotAll ? '[^]' : '[^\\n]']
  if (piece.startsWith('[')) return [piece, translateClass(piece)]
  if (piece.startsWith('(?P<')) return [piece, piece.replace('P', '')]
  return [piece, ESCAPES[piece] ?? (/^\\[^A-Za-z0-9]$/u.test(piece) ? escapeLiteral(piece.slice(1)) : piece)]
}

/** All that is translated; anything else is refused. */
const PIECE =
  /^(?:\[\^?(?:\\[dwstnrf\\\][^.*+?(){}|/$-]|[^\\\][])+\]|\\[dDwWsSbBAznrtf]|\\[^A-Za-z0-9]|\(\?:|\(\?P?<\w+>|\((?!\?)|[)|^$.]|[*+?]\??(?![*+?{])|\{\d+(?:,\d*)?\}\??(?![*+?{])|[^\\[\](){}*+?|^$.])/u

const ESCAPES: Readonly<Record<string, string>> = {
  '\\d': '[0-9]',
  '\\D': '[^0-9]',
  '\\w': '[0-9A-Za-z_]',
  '\\W': '[^0-9A-Za-z_]',
  '\\s': '[\\t\\n\\f\\r ]',
  '\\S': '[^\\t\\n\\f\\r ]',
  '\\A': '^',
  '\\z': '$',
}

function translateClass(text: string): string {
  return text.replace(/\\d/g, '0-9').replace(/\\w/g, '0-9A-Za-z_').replace(/\\s/g, '\\t\\n\\f\\r ')
}

function escapeLiteral(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

/** JavaScript forgets what a group held when a repetition comes round again, and ends empty rounds in its own way. */
function repeatsGroup(source: string): boolean {
  const open: number[] = []
  for (const { 0: piece, index } of source.matchAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|[()]/g)) {
    if (piece === '(') open.push(index)
    if (piece !== ')') continue
    const group = source.slice(open.pop(), index + 1)
    const repeated = /^(?:[*+]|\{)/.test(source.slice(index + 1))
    if (repeated && (regexpShape(group).groups > 0 || regexpShape(group).emptyMatch)) return true
  }
  return false
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}
