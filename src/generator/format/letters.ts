import { isReserved } from '../../googlesql/keywords.ts'
import { BARE_FUNCTIONS, PSEUDO_COLUMNS } from './function-names.ts'
import { phrasesFrom } from './keywords.ts'
import type { Piece } from './piece.ts'

/**
 * Whether a word that the formatter knows may get capital letters: it is reserved, or stands where only a function, type, part of a
 * date or statement can. Else it may be a name, whose letters count: a result's column is called as it is written.
 */
export function mayBeCapitals(pieces: readonly Piece[], at: number): boolean {
  const { word } = pieces[at]!
  const next = pieces[following(pieces, at)]
  if (isReserved(word)) return true
  if (next?.word === '(' || next?.kind === 'string' || BARE_FUNCTIONS.has(word)) return true
  if (PSEUDO_COLUMNS.has(word)) return !isSelected(pieces, at)
  const kind = phrasesFrom(word).find(({ words }) => words.length === 1)?.kind
  if (kind !== 'keyword') return kind !== undefined && !isOperand(pieces, at)
  return isType(pieces, at) || isDatePart(pieces, at)
}

// ---------------------------------------------------------------- neighbours

function isComment({ kind }: Piece): boolean {
  return kind === 'lineComment' || kind === 'blockComment' || kind === 'templateComment'
}

/** The next piece that is no comment. */
function following(pieces: readonly Piece[], at: number): number {
  let index = at + 1
  while (index < pieces.length && isComment(pieces[index]!)) index += 1
  return index
}

function preceding(pieces: readonly Piece[], at: number): number {
  let index = at - 1
  while (index >= 0 && isComment(pieces[index]!)) index -= 1
  return index
}

/** The bracket, or the `<` of a type, around a piece; -1 where there is none. `visit` sees what stands beside it in there. */
function bracketAround(pieces: readonly Piece[], at: number, visit?: (piece: Piece) => boolean): number {
  let [round, angle] = [0, 0]
  for (let index = at - 1; index >= 0; index -= 1) {
    const piece = pieces[index]!
    const opensType = piece.word === '<' && TYPES_WITH_PARTS.has(pieces[index - 1]?.word ?? '')
    if (piece.word === ')' || piece.word === ']') round += 1
    else if (piece.word === '(' || piece.word === '[') {
      if (round === 0) return index
      round -= 1
    } else if (round === 0 && opensType) {
      if (angle === 0) return index
      angle -= 1
    } else if (round === 0 && /^>+$/.test(piece.word)) angle += piece.word.length
    else if (round === 0 && visit?.(piece)) return -1
  }
  return -1
}

const TYPES_WITH_PARTS: ReadonlySet<string> = new Set(['ARRAY', 'STRUCT', 'RANGE'])

// ---------------------------------------------------------------- names

/** A whole item of a SELECT list, which gets its name. */
function isSelected(pieces: readonly Piece[], at: number): boolean {
  let clause = ''
  bracketAround(pieces, at, ({ word }) => {
    if (CLAUSES.has(word)) clause = word
    return clause !== ''
  })
  return clause === 'SELECT' && isOperand(pieces, at) && pieces[following(pieces, at)]?.word !== 'AS'
}

const CLAUSES: ReadonlySet<string> = new Set('SELECT FROM WHERE BY HAVING QUALIFY ON USING SET VALUES WITH'.split(' '))

/** Whether an operand is expected before a word and over behind it. */
function isOperand(pieces: readonly Piece[], at: number): boolean {
  const [before, behind] = [pieces[preceding(pieces, at)], pieces[following(pieces, at)]]
  return before !== undefined && expectsOperand(before) && (behind === undefined || endsOperand(behind))
}

function expectsOperand({ kind, word }: Piece): boolean {
  if (kind === 'symbol') return word !== ')' && word !== ']' && word !== ';' && word !== '|>' && word !== '*'
  return kind === 'word' && BEFORE_OPERAND.has(word)
}

const BEFORE_OPERAND: ReadonlySet<string> = new Set(
  'SELECT ALL DISTINCT WHERE BY HAVING QUALIFY ON SET AND OR NOT WHEN CASE IN LIKE BETWEEN FROM'.split(' '),
)

function endsOperand({ kind, word }: Piece): boolean {
  if (kind === 'symbol') return !'([{@'.includes(word)
  return kind === 'statement' || (kind === 'word' && BEHIND_OPERAND.has(word))
}

const BEHIND_OPERAND: ReadonlySet<string> = new Set(
  `AS FROM WHERE GROUP HAVING QUALIFY ORDER LIMIT WINDOW UNION INTERSECT EXCEPT AND OR IN IS NOT LIKE BETWEEN ASC DESC THEN ELSE END
  WHEN OVER NULLS JOIN LEFT RIGHT FULL INNER CROSS`.split(/\s+/),
)

// ---------------------------------------------------------------- types

function isType(pieces: readonly Piece[], at: number): boolean {
  const before = preceding(pieces, at)
  const previous = pieces[before]
  if (previous?.word === 'RETURNS') return true
  const open = bracketAround(pieces, at)
  const followsName = previous?.kind === 'quoted' || (previous?.kind === 'word' && !isReserved(previous.word))
  const next = pieces[following(pieces, at)]
  const goesOn = next?.kind === 'word' && !isReserved(next.word)
  // of two words the first is the field's name, or a parameter's mode
  if (pieces[open]?.word === '<') return !goesOn
  if (open >= 0 && definesColumns(pieces, open)) return followsName || MODES.has(pieces[at]!.word)
  return open < 0 && followsName && isDeclaration(pieces, before)
}

const MODES: ReadonlySet<string> = new Set(['OUT', 'INOUT'])

/** `CREATE TABLE name (`, `CREATE FUNCTION name(` */
function definesColumns(pieces: readonly Piece[], open: number): boolean {
  let index = preceding(pieces, open)
  while (index > 0 && pieces[index]!.kind !== 'symbol' && !isDefined(pieces[index]!) && open - index < 20)
    index = preceding(pieces, index)
  while (pieces[index]?.word === '.') index = preceding(pieces, preceding(pieces, index))
  return index >= 0 && isDefined(pieces[index]!)
}

function isDefined({ word }: Piece): boolean {
  return word === 'TABLE' || word === 'FUNCTION' || word === 'PROCEDURE' || word === 'EXISTS'
}

/** `DECLARE a, b` or ALTER TABLE before a name. */
function isDeclaration(pieces: readonly Piece[], at: number): boolean {
  let found = ''
  bracketAround(pieces, at, ({ word }) => {
    if (word === ';' || word === 'SELECT' || word === 'DECLARE' || word === 'ALTER') found = word
    return found !== ''
  })
  return found === 'DECLARE' || found === 'ALTER'
}

// ---------------------------------------------------------------- parts of dates

function isDatePart(pieces: readonly Piece[], at: number): boolean {
  const before = preceding(pieces, at)
  const previous = pieces[before]
  if (previous === undefined) return false
  if (previous.word === 'TO') return true
  if (pieces[at]!.word === 'PERCENT') return previous.kind === 'number'
  if (isInterval(pieces, before)) return true
  const open = bracketAround(pieces, at)
  const name = open < 0 ? '' : (pieces[preceding(pieces, open)]?.word ?? '')
  if (name === 'EXTRACT') return before === open
  if (!/(?:_TRUNC|_DIFF|LAST_DAY)$/.test(name) || previous.word !== ',') return false
  return commasBefore(pieces, at) === (name.endsWith('_DIFF') ? 2 : 1)
}

/** Whether `INTERVAL` and its amount end at a piece. */
function isInterval(pieces: readonly Piece[], end: number): boolean {
  let start = end
  if (pieces[end]!.word === ')') {
    start = bracketAround(pieces, end)
    // a function's name stands before its bracket
    const name = preceding(pieces, start)
    if (pieces[name]?.kind === 'word' && pieces[name]!.word !== 'INTERVAL') start = name
  }
  while (pieces[preceding(pieces, start)]?.word === '.') start = preceding(pieces, preceding(pieces, start))
  if (pieces[preceding(pieces, start)]?.word === '-' || pieces[preceding(pieces, start)]?.word === '@')
    start = preceding(pieces, start)
  return pieces[preceding(pieces, start)]?.word === 'INTERVAL'
}

function commasBefore(pieces: readonly Piece[], at: number): number {
  let count = 0
  bracketAround(pieces, at, ({ word }) => {
    if (word === ',') count += 1
    return false
  })
  return count
}
