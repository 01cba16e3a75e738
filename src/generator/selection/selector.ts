import { UsageError } from '../../errors.ts'

/** One word of a selection: some tables, and what they read or what reads them. */
export interface Selector {
  readonly base: SelectorBase
  /** `+x`: and everything above, however far. */
  readonly withUpstream: boolean
  /** `x+`: and everything below. */
  readonly withDownstream: boolean
}

export type SelectorBase =
  /** A name, a pattern or a path, as every command takes them. */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'dataset'; readonly text: string }
  /** Tables of a DAG. */
  | { readonly kind: 'dag'; readonly text: string }
  /** Tables whose DAG has the tag, or that bear it as a label (`key`, or `key=value`). */
  | { readonly kind: 'tag'; readonly text: string }
  /** Tables that mean something else than in another revision. */
  | { readonly kind: 'state'; readonly text: 'changed' }

const KINDS = ['dataset', 'dag', 'tag', 'state'] as const

/**
 * Reads `[+]BASE[+]`, where BASE is a NAME or `dataset:X`, `dag:X`, `tag:X`, `state:changed`.
 *
 * @throws {UsageError} `invalid-selector`
 */
export function parseSelector(text: string): Selector {
  const [, above, word = '', below] = /^(\+?)(.*?)(\+?)$/s.exec(text) ?? []
  return { base: parseBase(word, text), withUpstream: above === '+', withDownstream: below === '+' }
}

function parseBase(word: string, text: string): SelectorBase {
  const [, prefix, value = ''] = /^([a-z]+):(.*)$/s.exec(word) ?? []
  const kind = KINDS.find((known) => known === prefix)
  if (word === '' || (prefix !== undefined && (kind === undefined || value === ''))) throw invalid(text)
  if (kind === undefined) return { kind: 'name', text: word }
  if (kind !== 'state') return { kind, text: value }
  if (value === 'changed') return { kind, text: value }
  throw invalid(text)
}

function invalid(text: string): UsageError {
  return new UsageError('invalid-selector', `"${text}" selects nothing that bqetl knows`, {
    hint: 'write a NAME, dataset:X, dag:X, tag:X or state:changed, with + before it for what it reads and + behind it for what reads it',
  })
}
