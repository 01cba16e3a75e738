import { nearestNames } from '../spelling.ts'
import { entryOf, keyText, type YamlEntry, type YamlNode } from '../yaml/node.ts'
import { present } from '../yaml/value.ts'
import { HISTOGRAM_KINDS } from './definition.ts'
import { commonFields, membersOf, type ProbeReader, report, required, wholeNumber } from './fields.ts'

/**
 * Reads a file in the form of Histograms.json: an object of objects by name, with `kind` and what the kind needs.
 *
 * @see https://firefox-source-docs.mozilla.org/toolkit/components/telemetry/collection/histograms.html
 */
export function readHistograms(reader: ProbeReader, root: YamlNode): void {
  for (const entry of membersOf(reader, root, 'the document')) {
    if (membersOf(reader, entry.value, keyText(entry.key)).length > 0) readHistogram(reader, entry)
  }
}

function readHistogram(reader: ProbeReader, entry: YamlEntry): void {
  const kind = kindOf(reader, entry)
  if (kind === undefined) return
  for (const name of HISTOGRAM_KINDS.get(kind)!) required(reader, entry, name)
  const bounds = boundsOf(reader, entry)
  const labels = labelsOf(reader, entry)
  const name = keyText(entry.key)
  reader.probes.push({ name, type: 'histogram', kind, ...bounds, labels, ...commonFields(reader, entry) })
}

function kindOf(reader: ProbeReader, entry: YamlEntry): string | undefined {
  const node = required(reader, entry, 'kind')
  if (node === undefined) return undefined
  const kind = node.kind === 'scalar' ? String(node.value) : ''
  if (HISTOGRAM_KINDS.has(kind)) return kind
  const [nearest] = nearestNames(kind, HISTOGRAM_KINDS.keys())
  const hint = nearest ? `did you mean ${nearest}?` : `the kinds are ${[...HISTOGRAM_KINDS.keys()].join(', ')}`
  report(reader, node, { code: 'invalid-value', message: `no kind of histogram is called ${kind || 'so'}`, hint })
  return undefined
}

function boundsOf(reader: ProbeReader, entry: YamlEntry) {
  const low = wholeNumber(reader, entry, 'low', 1)
  const high = wholeNumber(reader, entry, 'high', 2)
  const bucketCount = wholeNumber(reader, entry, 'n_buckets', 3)
  const valueCount = wholeNumber(reader, entry, 'n_values', 1)
  if (high !== undefined && high <= (low ?? 1)) {
    const message = `high of ${keyText(entry.key)} is not above its low`
    report(reader, entryOf(entry.value, 'high')!.value, { code: 'invalid-value', message })
  }
  return present({ low, high, bucketCount, valueCount })
}

/** Texts, none of them twice: the order says which bucket each is. */
function labelsOf(reader: ProbeReader, { key, value }: YamlEntry): readonly string[] {
  const node = entryOf(value, 'labels')?.value
  if (node === undefined) return []
  const labels = node.kind === 'sequence' ? node.items.map((item) => (item.kind === 'scalar' ? item.value : null)) : []
  const texts = labels.filter((label): label is string => typeof label === 'string')
  const isFit = texts.length > 0 && texts.length === labels.length && new Set(texts).size === texts.length
  if (isFit) return texts
  const message = `labels of ${keyText(key)} are no list of different texts`
  report(reader, node, { code: 'invalid-value', message })
  return []
}
