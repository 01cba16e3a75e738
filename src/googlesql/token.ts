import type { Span } from './syntax.ts'

export type TokenKind = 'word' | 'quoted' | 'integer' | 'float' | 'string' | 'bytes' | 'symbol' | 'end'

/** One token of GoogleSQL. What stands between two tokens is trivia: see `triviaBetween`. */
export interface Token extends Span {
  readonly kind: TokenKind
  /** The word in upper case, or the symbol; empty for everything else, so a quoted name never looks like a keyword. */
  readonly word: string
  /** A name without its back-quotes, a number as written; empty for strings and symbols. */
  readonly text: string
  /** A word that must be back-quoted to be a name. */
  readonly reserved: boolean
  /** The meaning of a string or bytes literal. */
  readonly value?: string | Uint8Array
}
