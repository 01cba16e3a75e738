import type { StoredAggregate } from './aggregate-store.ts'

/**
 * The aggregates of a use counter: its own, with the documents that did not use the feature in the first bucket. A date on which
 * documents were counted but the feature was not used counts too; a date without documents has what is stored.
 *
 * @param rows of the counter and of the documents, in order of date
 * @see spec/seeds.md §4.6
 */
export function withDocuments(
  rows: readonly StoredAggregate[],
  counter: string,
  documents: string,
): readonly StoredAggregate[] {
  const byKey = new Map<string, { counter?: StoredAggregate; documents?: StoredAggregate }>()
  for (const row of rows) {
    const key = JSON.stringify([row.date, row.label])
    const known = byKey.get(key) ?? {}
    byKey.set(key, { ...known, [row.metric === documents ? 'documents' : 'counter']: row })
  }
  return [...byKey.values()].map((pair) => merge(pair.counter, pair.documents, counter)!)
}

function merge(
  counter: StoredAggregate | undefined,
  documents: StoredAggregate | undefined,
  metric: string,
): StoredAggregate | undefined {
  if (documents === undefined) return counter
  if (counter === undefined) return { ...documents, metric, sum: '0', histogram: [documents.sum, '0', '0'] }
  const [, used = '0', more = '0'] = counter.histogram
  const unused = BigInt(documents.sum) - BigInt(used) - BigInt(more)
  return { ...counter, histogram: [String(unused), used, more] }
}
