import { tokenize, triviaBetween } from '../../googlesql/lexer.ts'
import type { Token, TokenKind } from '../../googlesql/token.ts'
import { type TemplatePart, templateParts } from '../jinja/lexer.ts'
import type { Piece, PieceKind } from './piece.ts'

/**
 * Cuts a template into pieces. GoogleSQL's own lexer reads it, with an expression in place of a word and a statement in place of
 * blanks, so that literals, comments and names that hold parts of templates stay whole.
 *
 * @param text with `\n` as its only line end
 * @throws {SqlError} what is no GoogleSQL, at its offset in the text
 * @throws {JinjaError} what is no template
 */
export function scanTemplate(text: string): readonly Piece[] {
  return text.includes('{') ? joinWords(scan(text, templateParts(text))) : scan(text, [])
}

/** The same for a text in which braces mean nothing. */
export function scanSql(text: string): readonly Piece[] {
  return scan(text, [])
}

function scan(text: string, parts: readonly TemplatePart[]): Piece[] {
  const masked = mask(text, parts)
  const scanner: Scanner = { text, masked, parts, nextPart: 0, pieces: [] }
  for (const token of tokenize(masked)) {
    readGap(scanner, token.start)
    if (token.kind !== 'end') addToken(scanner, token)
  }
  return scanner.pieces
}

interface Scanner {
  readonly text: string
  readonly masked: string
  readonly parts: readonly TemplatePart[]
  readonly pieces: Piece[]
  nextPart: number
}

/** The same text, as long, without templates. `a` is a part of a word, of a number and of every escape. */
function mask(text: string, parts: readonly TemplatePart[]): string {
  let masked = ''
  let end = 0
  for (const part of parts) {
    masked += text.slice(end, part.start) + (part.kind === 'expression' ? 'a' : ' ').repeat(part.end - part.start)
    end = part.end
  }
  return masked + text.slice(end)
}

/** Comments and statements up to the next token. */
function readGap(scanner: Scanner, end: number): void {
  const { masked, text } = scanner
  const start = scanner.pieces.at(-1)?.end ?? 0
  if (scanner.nextPart >= scanner.parts.length && isBlank(masked, start, end)) return
  for (const trivia of triviaBetween(masked, start, end)) {
    if (trivia.kind === 'blank') addParts(scanner, trivia.start, trivia.end)
    else if (text.startsWith('/*', trivia.start)) addPiece(scanner, 'blockComment', trivia.start, trivia.end)
    else
      addPiece(
        scanner,
        'lineComment',
        trivia.start,
        trivia.start + text.slice(trivia.start, trivia.end).trimEnd().length,
      )
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  let at = start
  while (at < end && text.charCodeAt(at) <= 32) at += 1
  return at === end
}

function addParts(scanner: Scanner, start: number, end: number): void {
  for (
    let part = partFrom(scanner, start);
    part !== undefined && part.start < end;
    part = scanner.parts[++scanner.nextPart]
  )
    addPiece(scanner, part.kind === 'comment' ? 'templateComment' : 'statement', part.start, part.end)
}

/** The first part that does not end before an offset. */
function partFrom(scanner: Scanner, offset: number): TemplatePart | undefined {
  while (scanner.nextPart < scanner.parts.length && scanner.parts[scanner.nextPart]!.end <= offset)
    scanner.nextPart += 1
  return scanner.parts[scanner.nextPart]
}

const KINDS: Readonly<Record<TokenKind, PieceKind>> = {
  word: 'word',
  quoted: 'quoted',
  integer: 'number',
  float: 'number',
  string: 'string',
  bytes: 'string',
  symbol: 'symbol',
  end: 'symbol',
}

function addToken(scanner: Scanner, token: Token): void {
  const part = scanner.parts.length === 0 ? undefined : partFrom(scanner, token.start)
  const holdsTemplate = part !== undefined && part.kind === 'expression' && part.start < token.end
  if (!holdsTemplate || KINDS[token.kind] === 'string' || token.kind === 'quoted')
    addPiece(scanner, KINDS[token.kind], token.start, token.end, token.word)
  else addPiece(scanner, isExpression(scanner, token) ? 'expression' : 'mixed', token.start, token.end)
}

/** Whether nothing but parts fills a token. */
function isExpression({ parts, nextPart }: Scanner, token: Token): boolean {
  let end = token.start
  for (let index = nextPart; parts[index]?.start === end && end < token.end; index += 1) end = parts[index]!.end
  return end === token.end
}

function addPiece(scanner: Scanner, kind: PieceKind, start: number, end: number, word = ''): void {
  const before = scanner.text.slice(scanner.pieces.at(-1)?.end ?? 0, start)
  scanner.pieces.push({ kind, start, end, text: scanner.text.slice(start, end), before, word, isJoined: false })
}

/**
 * Next to an expression a blank could split a word, whatever the expression gives, so what stands around it without blanks stays
 * together: `{{ project }}-{{ number }}`, `@{{ name }}`.
 */
function joinWords(pieces: readonly Piece[]): readonly Piece[] {
  const joined = new Set<Piece>()
  for (const [index, { kind }] of pieces.entries()) {
    if (kind !== 'expression' && kind !== 'mixed') continue
    for (let at = index; areGlued(pieces, at); at -= 1) joined.add(pieces[at]!)
    for (let at = index + 1; areGlued(pieces, at); at += 1) joined.add(pieces[at]!)
  }
  return joined.size === 0 ? pieces : pieces.map((piece) => (joined.has(piece) ? { ...piece, isJoined: true } : piece))
}

/** A piece with the one before it. */
function areGlued(pieces: readonly Piece[], at: number): boolean {
  const [previous, piece] = [pieces[at - 1], pieces[at]]
  return previous !== undefined && piece?.before === '' && mayTouch(previous) && mayTouch(piece)
}

const WORD_KINDS: ReadonlySet<PieceKind> = new Set(['word', 'quoted', 'number', 'string', 'expression', 'mixed'])

/** Whether it could be the beginning or end of a word. */
export function mayTouch({ kind, word }: Piece): boolean {
  return WORD_KINDS.has(kind) || (kind === 'symbol' && '-@$'.includes(word))
}
