import type { Diagnostic } from '../../errors.ts'
import type { Artifact } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { isReadable, parseYaml, type YamlFile } from '../yaml/file.ts'
import { entryOf, keyText, toValue, type YamlEntry, type YamlNode } from '../yaml/node.ts'
import { asMap, textAt, textsAt } from '../yaml/value.ts'
import { checkShape } from './shape.ts'

/** What is wrong with the `backfill.yaml` of an artifact. Dates are compared as texts, which sort as they follow each other. */
export function checkBackfills(project: Project, artifact: Artifact): readonly Diagnostic[] {
  const path = `${artifact.folder}/backfill.yaml`
  const file = parseYaml(project.source.read(path) ?? '', path)
  if (!isReadable(file)) return file.diagnostics
  const shape = checkShape('backfill', file, file.root)
  if (shape.length > 0 || file.root.kind !== 'mapping') return [...file.diagnostics, ...shape]
  const { entries } = file.root
  return [...file.diagnostics, ...checkOrder(file, entries), ...entries.flatMap((entry) => checkEntry(file, entry))]
}

/** Newest first, and one at most is still to run. */
function checkOrder(file: YamlFile, entries: readonly YamlEntry[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1]
    if (before && keyText(before.key) < keyText(entry.key)) {
      diagnostics.push(error(file, entry.key, 'backfill-order', 'entries stand in order of date, newest first'))
    }
  }
  const initiated = entries.filter(({ value }) => textAt(asMap(toValue(value)), 'status') === 'Initiate')
  for (const entry of initiated.slice(1)) {
    diagnostics.push(error(file, entry.key, 'backfill-status', 'only one entry can have the status Initiate'))
  }
  return diagnostics
}

function checkEntry(file: YamlFile, { key, value }: YamlEntry): Diagnostic[] {
  const map = asMap(toValue(value))
  const [start = '', end = ''] = [textAt(map, 'start_date'), textAt(map, 'end_date')]
  const entryDate = keyText(key)
  const at = (name: string): YamlNode => entryOf(value, name)?.value ?? key
  const diagnostics: Diagnostic[] = []
  if (start > end)
    diagnostics.push(
      error(file, at('start_date'), 'backfill-dates', `the backfill starts (${start}) after it ends (${end})`),
    )
  if (end > entryDate)
    diagnostics.push(
      error(
        file,
        at('end_date'),
        'backfill-dates',
        `the backfill ends (${end}) after the date of its entry (${entryDate})`,
      ),
    )
  const excluded = textsAt(map, 'excluded_dates')
  const outside = excluded.filter((date) => date <= start || date >= end)
  if (outside.length > 0)
    diagnostics.push(
      error(
        file,
        at('excluded_dates'),
        'backfill-dates',
        `excluded dates lie between start and end, not so: ${outside.join(', ')}`,
      ),
    )
  if (excluded.some((date, index) => index > 0 && date <= excluded[index - 1]!)) {
    diagnostics.push(error(file, at('excluded_dates'), 'backfill-dates', 'excluded dates stand in order, each once'))
  }
  const watchers = textsAt(map, 'watchers')
  if (new Set(watchers).size < watchers.length)
    diagnostics.push(error(file, at('watchers'), 'backfill-watchers', 'a watcher is named twice'))
  return diagnostics
}

function error(file: YamlFile, node: YamlNode, code: string, message: string): Diagnostic {
  return diagnosticAt(file, node, { severity: 'error', code, message })
}
