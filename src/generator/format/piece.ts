/** A piece of a template that is no white space, as written. */
export interface Piece {
  readonly kind: PieceKind
  readonly start: number
  readonly end: number
  readonly text: string
  /** The white space before it. */
  readonly before: string
  /** Of a word in upper case, of a symbol as written; else empty. */
  readonly word: string
  /** Nothing may come between it and the piece before: template and text make one word. */
  readonly isJoined: boolean
}

export type PieceKind =
  | 'word'
  | 'quoted'
  | 'number'
  | 'string'
  | 'symbol'
  | 'lineComment'
  | 'blockComment'
  | 'templateComment'
  /** `{{ }}`, alone */
  | 'expression'
  /** `{% %}` */
  | 'statement'
  /** Text and template in one, without a blank between: `prefix_{{ name }}`. */
  | 'mixed'
