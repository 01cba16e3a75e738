import type { Relation } from './relation.ts'

/** A WITH entry as its references see it. */
export interface Cte {
  /** Unique in the analysis; what `withReference` names. */
  readonly name: string
  /** The shape; resolves the entry's query when it is first asked for, where WITH is RECURSIVE. */
  readonly shape: () => CteShape
}

export type CteShape = Pick<Relation, 'columns' | 'valueTable'>
