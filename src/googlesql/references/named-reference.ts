import type { Path, Span } from '../syntax.ts'

/** A name as written. `span` is its place in the text; of a name inside EXECUTE IMMEDIATE's text, the place of that text. */
export interface NamedReference {
  readonly path: Path
  readonly span: Span
}
