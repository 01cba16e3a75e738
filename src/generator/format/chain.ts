import { FUNCTION_NAMES } from './function-names.ts'
import type { Piece } from './piece.ts'

/** The end of the function's name that begins at a piece: `COUNT`, `SAFE.SUBSTR`, `NET.HOST`; undefined where none does. */
export function functionEnd(pieces: readonly Piece[], at: number): number | undefined {
  let name = ''
  for (let index = at; pieces[index]?.kind === 'word'; index += 2) {
    name += pieces[index]!.word
    const next = pieces[index + 1]
    if (next?.word === '(') return FUNCTION_NAMES.has(name.replace(/^SAFE\./, '')) ? index + 1 : undefined
    if (partEnd(pieces, index + 1) === undefined) return undefined
    name += '.'
  }
  return undefined
}

/**
 * The end of a name with dots that begins at a piece, without blanks: `a.b`, `` `a`.b ``, `my-project.dataset.table`; the piece alone
 * where no dot follows. A dash is a minus, but in a table's name, and before two dots.
 */
export function nameEnd(pieces: readonly Piece[], at: number, isTable: boolean): number {
  const dashed = dashedEnd(pieces, at)
  const isDashed = dashed > at + 1 && (isTable || partEnd(pieces, partEnd(pieces, dashed) ?? -1) !== undefined)
  let end = isDashed ? dashed : at + 1
  for (let next = partEnd(pieces, end); next !== undefined; next = partEnd(pieces, next))
    end = isTable ? Math.max(next, dashedEnd(pieces, next - 1)) : next
  return end
}

/** Where `.name` ends that begins at a piece; a name behind a dot may begin with digits. */
function partEnd(pieces: readonly Piece[], at: number): number | undefined {
  const name = pieces[at + 1]
  if (!isGlued(pieces[at], '.') || name === undefined || name.before !== '') return undefined
  if (name.kind === 'word' || name.kind === 'quoted') return at + 2
  const next = pieces[at + 2]
  return name.kind === 'number' ? at + (next?.kind === 'word' && next.before === '' ? 3 : 2) : undefined
}

function dashedEnd(pieces: readonly Piece[], at: number): number {
  let end = at + 1
  if (pieces[at]!.kind !== 'word') return end
  while (isGlued(pieces[end], '-') && isNamePart(pieces[end + 1])) end += 2
  return end
}

/** A word or whole number directly behind a dash. */
function isNamePart(piece: Piece | undefined): boolean {
  return piece?.before === '' && (piece.kind === 'word' || piece.kind === 'number')
}

function isGlued(piece: Piece | undefined, word: string): boolean {
  return piece?.word === word && piece.before === ''
}
