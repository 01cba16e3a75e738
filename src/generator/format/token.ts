/** What a token does to the layout. */
export type TokenKind =
  | 'comment'
  | 'expression'
  | 'statement'
  /** `{% if %}` and other statements that have a body */
  | 'templateStart'
  /** `{% else %}` */
  | 'templateMiddle'
  | 'templateEnd'
  /** SELECT, FROM, …: a line of its own, what follows is indented */
  | 'clause'
  /** AND, ON, …: begins a line */
  | 'newline'
  /** CASE, LOOP, … */
  | 'blockStart'
  | 'blockMiddle'
  | 'blockEnd'
  /** WHEN, and in a CASE also THEN and ELSE */
  | 'caseClause'
  /** Not decided yet: a part of a CASE or of a block */
  | 'thenOrElse'
  /** AS before an alias */
  | 'alias'
  /** IN, OVER, …: a blank before the bracket that follows */
  | 'spaced'
  /** ARRAY, STRUCT, RANGE: `<` behind it is a bracket */
  | 'angleWord'
  | 'keyword'
  /** A name, literal, parameter or function */
  | 'operand'
  | 'operator'
  | 'dot'
  | 'pipe'
  | 'open'
  | 'close'
  | 'comma'
  | 'semicolon'
  /** A symbol that no rule is about keeps the blanks beside it, or none */
  | 'loose'

export interface Token {
  readonly kind: TokenKind
  /** As it is laid out: keywords in upper case, a comment with the line break and blanks before it on its line. */
  readonly text: string
  /** As it was written. */
  readonly source: string
  /** The white space before it, of a comment without what its text has. */
  readonly before: string
  /** Nothing may come between it and the token before. */
  readonly isJoined: boolean
}
