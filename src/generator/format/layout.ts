import { formattingSwitch } from './template-token.ts'
import type { Token, TokenKind } from './token.ts'

/** A line of the layout before short brackets are joined. */
export interface Line {
  /** The line break with the indent, or an own-line comment; empty before the first line. */
  readonly lead: string
  body: string
  /** The author's, not to be touched. */
  isFixed: boolean
  /** The body begins with a closing bracket. */
  closes: boolean
  /** The body ends with an opening bracket. */
  opens: boolean
  /** That bracket belongs to `AS (`, of a table expression or window. */
  opensDefinition: boolean
  endsInLineComment: boolean
}

/** What a kind of token does; a rule that is not named does not hold. */
interface Rule {
  readonly breakBefore?: true
  readonly breakAfter?: true
  /** A blank stands before a bracket that follows. */
  readonly spaceBracket?: true
  /** What it closes: levels are dropped through the innermost of this name. */
  readonly closes?: Level
  /** What is indented from here on. */
  readonly opens?: Level
}

type Level = 'bracket' | 'clause' | 'pipe' | 'block' | 'case' | 'template'

const RULES: Readonly<Record<TokenKind, Rule>> = {
  comment: { breakAfter: true },
  expression: {},
  statement: { breakAfter: true },
  templateStart: { breakBefore: true, breakAfter: true, opens: 'template' },
  templateMiddle: { breakBefore: true, breakAfter: true, closes: 'template', opens: 'template' },
  templateEnd: { breakBefore: true, breakAfter: true, closes: 'template' },
  clause: { breakBefore: true, breakAfter: true, spaceBracket: true, opens: 'clause' },
  newline: { breakBefore: true, spaceBracket: true },
  blockStart: { breakBefore: true, breakAfter: true, opens: 'block' },
  blockMiddle: { breakBefore: true, breakAfter: true, closes: 'block', opens: 'block' },
  blockEnd: { breakBefore: true, breakAfter: true, closes: 'block' },
  caseClause: { breakBefore: true, spaceBracket: true, opens: 'case' },
  thenOrElse: {},
  alias: { spaceBracket: true },
  spaced: { spaceBracket: true },
  angleWord: {},
  keyword: {},
  operand: {},
  operator: { spaceBracket: true },
  dot: { spaceBracket: true },
  pipe: { breakBefore: true, breakAfter: true, spaceBracket: true, opens: 'pipe' },
  open: { breakAfter: true, opens: 'bracket' },
  close: { breakBefore: true, closes: 'bracket' },
  comma: { breakAfter: true },
  semicolon: { breakAfter: true },
  loose: {},
}

/** Breaks a text into lines: one for every clause, condition, item and bracket. */
export function layOut(tokens: readonly Token[]): Line[] {
  const layout: Layout = { lines: [], levels: [], isOff: false, isUnary: true, isUnaryOperator: false }
  startLine(layout, '')
  for (const token of tokens) {
    place(layout, token)
    layout.previous = token
  }
  return layout.lines
}

interface Layout {
  readonly lines: Line[]
  readonly levels: Level[]
  /** After `format: off`. */
  isOff: boolean
  /** No argument stands before: an operator is a sign. */
  isUnary: boolean
  isUnaryOperator: boolean
  previous?: Token
}

function place(layout: Layout, token: Token): void {
  if (token.kind === 'comment') placeComment(layout, token)
  else {
    leaveLevels(layout.levels, token)
    if (layout.isOff) writeAsIs(layout, token)
    else {
      writeSpace(layout, token)
      write(layout, token, token.text)
    }
    enterLevel(layout.levels, token)
    layout.isUnaryOperator =
      layout.isUnary && (RULES[token.kind] === RULES.operator || token.kind === 'dot' || token.kind === 'pipe')
    layout.isUnary = token.kind !== 'operand' && token.kind !== 'close'
  }
}

// ---------------------------------------------------------------- levels

function leaveLevels(levels: Level[], { kind, text }: Token): void {
  const { closes } = RULES[kind]
  if (closes !== undefined) while (levels.length > 0 && levels.pop() !== closes);
  else if (kind === 'clause') drop(levels, 'clause')
  else if (kind === 'pipe') {
    drop(levels, 'clause')
    drop(levels, 'pipe')
  } else if (kind === 'caseClause' && text !== 'THEN') while (drop(levels, 'case'));
}

function enterLevel(levels: Level[], { kind, text }: Token): void {
  const { opens } = RULES[kind]
  if (kind === 'semicolon') {
    drop(levels, 'clause')
    drop(levels, 'pipe')
  } else if (opens !== undefined && text !== 'WITH') levels.push(opens)
}

function drop(levels: Level[], level: Level): boolean {
  if (levels.at(-1) !== level) return false
  levels.pop()
  return true
}

// ---------------------------------------------------------------- white space

function writeSpace(layout: Layout, token: Token): void {
  const { previous } = layout
  if (previous === undefined || token.kind === 'semicolon' || token.isJoined) return
  const afterStatement = previous.kind === 'semicolon' && RULES[token.kind].closes !== 'block'
  if (afterStatement) startLine(layout, '\n')
  if (afterStatement || RULES[token.kind].breakBefore || needsBreakAfter(previous, token))
    startLine(layout, `\n${'  '.repeat(layout.levels.length)}`)
  else if (needsBlank(layout, previous, token)) append(layout, ' ')
}

const CONTINUES: ReadonlySet<TokenKind> = new Set(['alias', 'comma', 'dot'])

/** What goes on behind END or a template stays on its line. */
function needsBreakAfter(previous: Token, token: Token): boolean {
  if (!RULES[previous.kind].breakAfter || isWith(previous)) return false
  if (!CONTINUES.has(token.kind)) return true
  const isBlockEnd = RULES[previous.kind].closes === 'block'
  return !(isBlockEnd || previous.source.endsWith('%}') || previous.source.endsWith('#}'))
}

/** The first table expression stands beside WITH. */
function isWith({ kind, text }: Token): boolean {
  return kind === 'clause' && text === 'WITH'
}

function needsBlank({ isUnaryOperator }: Layout, previous: Token, token: Token): boolean {
  if (previous.kind === 'loose' || token.kind === 'loose') return token.before !== ''
  if (previous.kind === 'dot' || token.kind === 'dot' || token.kind === 'comma') return false
  if (isUnaryOperator && token.kind === 'operand') return false
  return token.kind !== 'open' || RULES[previous.kind].spaceBracket === true
}

// ---------------------------------------------------------------- text

function placeComment(layout: Layout, token: Token): void {
  const change = formattingSwitch(token.text)
  if (layout.isOff) writeBlanks(layout, token.before)
  if (change !== undefined) layout.isOff = change === 'off'
  const isMarker = /^\s*#(?:fail|warn)$/.test(token.text)
  const isOwnLine = token.text.startsWith('\n')
  const isSet = !layout.isOff && layout.previous !== undefined
  if (isSet && (isMarker || (isOwnLine && layout.previous!.kind === 'semicolon'))) startLine(layout, '\n')
  write(layout, token, isSet && isMarker && !isOwnLine ? `\n${token.text}` : token.text)
  layout.lines.at(-1)!.isFixed ||= change === 'off'
}

function writeAsIs(layout: Layout, token: Token): void {
  writeBlanks(layout, token.before)
  write(layout, token, token.source)
}

/** Blanks that the author wants; a line break begins a line. */
function writeBlanks(layout: Layout, blanks: string): void {
  for (const piece of blanks.split(/(?=\n)/)) {
    if (piece.startsWith('\n')) startLine(layout, piece)
    else append(layout, piece)
  }
}

function write(layout: Layout, token: Token, text: string): void {
  if (text.startsWith('\n')) {
    startLine(layout, text)
    layout.lines.at(-1)!.isFixed = true
    return
  }
  const line = layout.lines.at(-1)!
  line.closes ||= line.body === '' && token.kind === 'close'
  line.body += text
  line.opens = token.kind === 'open'
  line.opensDefinition = token.kind === 'open' && layout.previous?.kind === 'alias'
  line.endsInLineComment = token.kind === 'comment' && /^\s*(#|--)/.test(text)
}

function append(layout: Layout, blanks: string): void {
  const line = layout.lines.at(-1)!
  line.body += blanks
}

function startLine({ lines, isOff }: Layout, lead: string): void {
  lines.push({
    lead,
    body: '',
    isFixed: isOff,
    closes: false,
    opens: false,
    opensDefinition: false,
    endsInLineComment: false,
  })
}
