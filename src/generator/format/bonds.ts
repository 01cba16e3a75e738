import type { Piece } from './piece.ts'
import { mayTouch } from './scan.ts'
import { statementKind, statementName } from './template-token.ts'

/** First and last index. */
type Range = readonly [number, number]

/**
 * Makes one piece of what a template puts together without blanks (`name_{% if x %}a{% else %}b{% endif %}`): a line break beside
 * such a statement would split a word.
 */
export function bindStatements(pieces: readonly Piece[]): readonly Piece[] {
  const blocks = blockRanges(pieces)
  const ranges: Range[] = []
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'statement' || !joinsWords(pieces, index, blocks)) continue
    const [first, last] = blocks.get(index) ?? [index, index]
    ranges.push([isWordBefore(pieces, first) ? first - 1 : first, isWordAt(pieces, last + 1) ? last + 1 : last])
  }
  return ranges.length === 0 ? pieces : merge(pieces, ranges)
}

/** The block that a statement begins or ends. */
function blockRanges(pieces: readonly Piece[]): ReadonlyMap<number, Range> {
  const ranges = new Map<number, Range>()
  const open: number[] = []
  for (const [index, { kind, text }] of pieces.entries()) {
    if (kind !== 'statement') continue
    const role = statementKind(text)
    if (role === 'templateStart') open.push(index)
    if (role !== 'templateEnd' || open.length === 0) continue
    const range: Range = [open.pop()!, index]
    ranges.set(range[0], range).set(range[1], range)
  }
  return ranges
}

/** Whether words touch through a statement, also from one round of a loop to the next. */
function joinsWords(pieces: readonly Piece[], index: number, blocks: ReadonlyMap<number, Range>): boolean {
  if (statementKind(pieces[index]!.text) === 'templateMiddle') return false
  if (touches(pieces, index) && touchesBehind(pieces, index)) return true
  const [first, last] = blocks.get(index) ?? [index, index]
  return statementName(pieces[first]!.text) === 'for' && touchesBehind(pieces, first) && touches(pieces, last)
}

/** Whether a word ends directly before a piece, other statements left out. */
function touches(pieces: readonly Piece[], index: number): boolean {
  let at = index
  while (pieces[at]?.before === '' && isTransparent(pieces[at - 1])) at -= 1
  return isWordBefore(pieces, at)
}

function touchesBehind(pieces: readonly Piece[], index: number): boolean {
  let at = index + 1
  while (pieces[at]?.before === '' && isTransparent(pieces[at])) at += 1
  return isWordAt(pieces, at)
}

function isWordBefore(pieces: readonly Piece[], index: number): boolean {
  return index > 0 && pieces[index]?.before === '' && mayTouch(pieces[index - 1]!)
}

function isWordAt(pieces: readonly Piece[], index: number): boolean {
  return pieces[index]?.before === '' && mayTouch(pieces[index]!)
}

function isTransparent(piece: Piece | undefined): boolean {
  return (
    piece?.kind === 'templateComment' || (piece?.kind === 'statement' && statementKind(piece.text) !== 'templateMiddle')
  )
}

function merge(pieces: readonly Piece[], ranges: readonly Range[]): Piece[] {
  const merged: Piece[] = []
  let at = 0
  for (const [first, last] of united(pieces, ranges)) {
    merged.push(...pieces.slice(at, first), asOne(pieces.slice(first, last + 1)))
    at = last + 1
  }
  return [...merged, ...pieces.slice(at)]
}

/** Ranges that overlap, or follow each other without a blank, as one. */
function united(pieces: readonly Piece[], ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const [first, last] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const previous = result.at(-1)
    const isNext = previous !== undefined && first === previous[1] + 1 && pieces[first]!.before === ''
    if (previous && (isNext || first <= previous[1]))
      result[result.length - 1] = [previous[0], Math.max(previous[1], last)]
    else result.push([first, last])
  }
  return result
}

function asOne(pieces: readonly Piece[]): Piece {
  const text = pieces.map((piece, index) => (index === 0 ? piece.text : piece.before + piece.text)).join('')
  return { ...pieces[0]!, kind: 'mixed', word: '', end: pieces.at(-1)!.end, text }
}
