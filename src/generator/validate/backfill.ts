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
  const backfill: Backfill = {
    entryDate: keyText(key),
    start: textAt(map, 'start_date') ?? '',
    end: textAt(map, 'end_date') ?? '',
    excluded: textsAt(map, 'excluded_dates'),
    watchers: textsAt(map, 'watchers'),
  }
  return RULES.flatMap(({ field, code, complaint }) => {
    const message = complaint(backfill)
    return message === undefined ? [] : [error(file, entryOf(value, field)?.value ?? key, code, message)]
  })
}

interface Backfill {
  readonly entryDate: string
  readonly start: string
  readonly end: string
  readonly excluded: readonly string[]
  readonly watchers: readonly string[]
}

interface EntryRule {
  /** Where the mistake stands. */
  readonly field: string
  readonly code: string
  /** Undefined where all is well. */
  readonly complaint: (backfill: Backfill) => string | undefined
}

const RULES: readonly EntryRule[] = [
  {
    field: 'start_date',
    code: 'backfill-dates',
    complaint: ({ start, end }) => (start > end ? `the backfill starts (${start}) after it ends (${end})` : undefined),
  },
  {
    field: 'end_date',
    code: 'backfill-dates',
    complaint: ({ end, entryDate }) =>
      end > entryDate ? `the backfill ends (${end}) after the date of its entry (${entryDate})` : undefined,
  },
  {
    field: 'excluded_dates',
    code: 'backfill-dates',
    complaint: ({ start, end, excluded }) => {
      const outside = excluded.filter((date) => date <= start || date >= end)
      return outside.length > 0 ? `excluded dates lie between start and end, not so: ${outside.join(', ')}` : undefined
    },
  },
  {
    field: 'excluded_dates',
    code: 'backfill-dates',
    complaint: ({ excluded }) =>
      excluded.some((date, index) => index > 0 && date <= excluded[index - 1]!)
        ? 'excluded dates stand in order, each once'
        : undefined,
  },
  {
    field: 'watchers',
    code: 'backfill-watchers',
    complaint: ({ watchers }) => (new Set(watchers).size < watchers.length ? 'a watcher is named twice' : undefined),
  },
]

function error(file: YamlFile, node: YamlNode, code: string, message: string): Diagnostic {
  return diagnosticAt(file, node, { severity: 'error', code, message })
}
