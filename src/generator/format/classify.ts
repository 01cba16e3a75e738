import { isReserved } from '../../googlesql/keywords.ts'
import { functionEnd, nameEnd } from './chain.ts'
import { BARE_FUNCTIONS, PSEUDO_COLUMNS } from './function-names.ts'
import { type Phrase, phrasesFrom } from './keywords.ts'
import { mayBeCapitals } from './letters.ts'
import type { Piece } from './piece.ts'
import { commentToken, statementKind } from './template-token.ts'
import type { Token, TokenKind } from './token.ts'

/** Says of every piece what it does to the layout; words of one phrase and parts of one name become one token. */
export function classify(pieces: readonly Piece[]): Token[] {
  const classifier: Classifier = {
    pieces,
    tokens: [],
    at: 0,
    blocks: [],
    angles: 0,
    afterAngleWord: false,
    afterNameSign: false,
  }
  while (classifier.at < pieces.length) classifyNext(classifier, pieces[classifier.at]!)
  return classifier.tokens
}

interface Classifier {
  readonly pieces: readonly Piece[]
  readonly tokens: Token[]
  at: number
  /** The open blocks, whether each is a CASE. */
  readonly blocks: boolean[]
  /** How many `<` are open as brackets. */
  angles: number
  afterAngleWord: boolean
  /** After `.` and AS a word is a name. */
  afterNameSign: boolean
}

function classifyNext(classifier: Classifier, piece: Piece): void {
  switch (piece.kind) {
    case 'lineComment':
    case 'blockComment':
    case 'templateComment':
      classifier.tokens.push(commentToken(piece))
      classifier.at += 1
      break
    case 'statement':
      push(classifier, statementKind(piece.text), 1)
      break
    case 'expression':
      push(classifier, 'expression', 1)
      break
    case 'symbol':
      classifySymbol(classifier, piece)
      break
    case 'word':
      if (!classifyKeyword(classifier, piece)) classifyName(classifier, piece)
      break
    case 'quoted':
      push(classifier, 'operand', nameEnd(classifier.pieces, classifier.at, namesTable(classifier)) - classifier.at)
      break
    default:
      push(classifier, 'operand', 1)
  }
}

/** Makes the next pieces one token, laid out as `text` or as they are. */
function push(classifier: Classifier, kind: TokenKind, count: number, text?: string): void {
  const { pieces, at } = classifier
  const { before, isJoined } = pieces[at]!
  const source = count === 1 ? pieces[at]!.text : sourceOf(pieces.slice(at, at + count))
  classifier.at += count
  pushToken(classifier, { kind, text: text ?? source, source, before, isJoined })
}

function sourceOf(pieces: readonly Piece[]): string {
  return pieces.map((piece, index) => (index === 0 ? piece.text : piece.before + piece.text)).join('')
}

function pushToken(classifier: Classifier, token: Token): void {
  classifier.tokens.push(token)
  classifier.afterAngleWord = token.kind === 'angleWord'
  classifier.afterNameSign = token.kind === 'dot' || token.kind === 'alias'
}

// ---------------------------------------------------------------- words

function classifyKeyword(classifier: Classifier, piece: Piece): boolean {
  const phrase = phraseAt(classifier, piece)
  if (phrase === undefined) return false
  const kind =
    phrase.kind === 'thenOrElse' ? thenOrElse(classifier) : phrase.words[0] === 'AS' ? asKind(classifier) : phrase.kind
  if (kind === 'blockEnd' || kind === 'blockMiddle') classifier.blocks.pop()
  if (kind === 'blockStart' || kind === 'blockMiddle') classifier.blocks.push(phrase.words[0] === 'CASE')
  push(classifier, kind, phrase.words.length, phrase.words.join(' '))
  return true
}

function phraseAt(classifier: Classifier, piece: Piece): Phrase | undefined {
  const { pieces, at } = classifier
  if (classifier.afterNameSign && piece.kind === 'word') return undefined
  const next = pieces[at + 1]
  // `date.x`, but `FROM` is no name
  if (next?.word === '.' && !isReserved(piece.word)) return undefined
  const found = phrasesFrom(piece.word).find(
    (phrase) => fits(pieces, at, phrase) && isAllowed(phrase, pieces[at + phrase.words.length]),
  )
  const isName = found?.words.length === 1 && piece.kind === 'word' && !mayBeCapitals(pieces, at)
  return isName ? undefined : found
}

function fits(pieces: readonly Piece[], at: number, { words }: Phrase): boolean {
  return words.every((word, index) => index === 0 || pieces[at + index]?.word === word)
}

/** Whether a phrase means what it says, seeing what follows. */
function isAllowed({ kind, words }: Phrase, next: Piece | undefined): boolean {
  const opens = next?.word === '('
  switch (words.length === 1 || words[0] === 'HAVING' ? words[0] : undefined) {
    // the function, not the statement
    case 'IF':
      return kind !== 'blockStart' || !opens
    case 'REPEAT':
      return !(opens && next?.before === '')
    // the type or the function, not the frame of a window
    case 'RANGE':
      return kind !== 'clause' || !((opens || next?.word === '<') && next?.before === '')
    // the function MAX in a HAVING clause, not the one inside of an aggregate
    case 'HAVING':
      return words.length === 1 || !opens
    default:
      return true
  }
}

function thenOrElse({ blocks }: Classifier): TokenKind {
  return blocks.at(-1) ? 'caseClause' : 'blockMiddle'
}

const NO_ALIAS: ReadonlySet<string> = new Set(['WITH', 'SELECT', 'STRUCT', 'ARRAY'])

/** AS names something, or a statement goes on behind it. */
function asKind({ pieces, at }: Classifier): TokenKind {
  const next = pieces[at + 1]
  if (next === undefined) return 'clause'
  if (next.kind === 'word') return NO_ALIAS.has(next.word) ? 'clause' : 'alias'
  return /^[`({A-Za-z_]/.test(next.text) ? 'alias' : 'clause'
}

function classifyName(classifier: Classifier, piece: Piece): void {
  const { pieces, at } = classifier
  const end = functionEnd(pieces, at)
  if (end !== undefined) push(classifier, 'operand', end - at, pieces.slice(at, end).map(upperCase).join(''))
  else {
    const count = nameEnd(pieces, at, namesTable(classifier)) - at
    const isKnown = count === 1 && (PSEUDO_COLUMNS.has(piece.word) || BARE_FUNCTIONS.has(piece.word))
    const isWritten = isKnown && mayBeCapitals(pieces, at)
    push(classifier, 'operand', count, isWritten && !classifier.afterNameSign ? piece.word : undefined)
  }
}

function upperCase({ text }: Piece): string {
  return text.toUpperCase()
}

/** Whether a table's name is expected. */
function namesTable({ tokens }: Classifier): boolean {
  const previous = tokens.findLast(({ kind }) => kind !== 'comment')
  return previous?.kind === 'clause' && BEFORE_TABLE.test(previous.text)
}

const BEFORE_TABLE = /(?:FROM|JOIN|INTO|INSERT|MERGE|UPDATE|DELETE|TABLE|VIEW|EXISTS|CLONE)$/

// ---------------------------------------------------------------- symbols

const SYMBOLS: Readonly<Record<string, TokenKind>> = {
  '(': 'open',
  '[': 'open',
  ')': 'close',
  ']': 'close',
  ',': 'comma',
  ';': 'semicolon',
  '.': 'dot',
  '|>': 'pipe',
  '?': 'operand',
}
for (const operator of '<< >> >= <= => -> <> != || += -= - * / & ^ + < = > | ~'.split(' '))
  (SYMBOLS as Record<string, TokenKind>)[operator] = 'operator'

function classifySymbol(classifier: Classifier, piece: Piece): void {
  const isBracket = classifier.angles > 0 || classifier.afterAngleWord
  if (isBracket && (piece.word[0] === '<' || piece.word[0] === '>')) pushAngles(classifier, piece)
  else push(classifier, ...symbolToken(classifier, piece))
}

/** The kind and number of pieces of the token that begins with a symbol, and the text of a keyword. */
function symbolToken(classifier: Classifier, piece: Piece): [kind: TokenKind, count: number, text?: string] {
  const { pieces, at } = classifier

  if (piece.word === '*') {
    const phrase = phraseAt(classifier, piece)
    if (phrase !== undefined) return ['spaced', phrase.words.length, phrase.words.join(' ')]
  }
  if (piece.word === '@' || piece.word === '@@') {
    const end = parameterEnd(pieces, at)
    if (end > at + 1) return ['operand', end - at]
  }
  return [SYMBOLS[piece.word] ?? 'loose', 1]
}

/** `<`, `>` and `>>` in a type; the lexer gives two that stand together as one. */
function pushAngles(classifier: Classifier, piece: Piece): void {
  classifier.at += 1
  for (const [index, text] of [...piece.word].entries()) {
    const isBracket = classifier.angles > 0 || classifier.afterAngleWord
    const kind = !isBracket || (text !== '<' && text !== '>') ? 'operator' : text === '<' ? 'open' : 'close'
    classifier.angles += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
    pushToken(classifier, {
      kind,
      text,
      source: text,
      before: index === 0 ? piece.before : '',
      isJoined: piece.isJoined,
    })
  }
}

/** `@name`, `@@system.variable` */
function parameterEnd(pieces: readonly Piece[], at: number): number {
  const name = pieces[at + 1]
  if (name === undefined || name.before !== '') return at + 1
  if (name.kind === 'word') return pieces[at]!.word === '@@' ? nameEnd(pieces, at + 1, false) : at + 2
  return name.kind === 'quoted' || name.kind === 'mixed' || name.kind === 'expression' ? at + 2 : at + 1
}
