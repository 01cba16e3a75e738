import type { Diagnostic } from '../../errors.ts'
import { readSchedule } from '../schedule/schedule.ts'
import { readCalendarDate } from '../time/calendar-date.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import type { YamlFile } from '../yaml/file.ts'
import { entryOf, keyText, type YamlEntry, type YamlNode, type YamlScalar } from '../yaml/node.ts'
import { checkShape } from './shape.ts'

/** What is wrong with the content of `dags.yaml`. */
export function checkDags(file: YamlFile): readonly Diagnostic[] {
  const entries = file.root.kind === 'mapping' ? file.root.entries : []
  return [...checkShape('dags', file, file.root), ...entries.flatMap((entry) => checkDag(file, entry))]
}

function checkDag(file: YamlFile, { key, value }: YamlEntry): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const report = (node: YamlNode, code: string, message: string, hint?: string) =>
    diagnostics.push(
      diagnosticAt(file, node, { severity: 'error', code, message, ...(hint !== undefined && { hint }) }),
    )
  const schedule = scalarAt(value, 'schedule_interval')
  const read = schedule?.type === 'string' ? readSchedule(String(schedule.value), '') : undefined
  if (schedule && read?.kind === 'invalid') {
    report(schedule, 'invalid-schedule', `${keyText(key)}: ${read.message}`, read.hint)
  }
  const defaults = entryOf(value, 'default_args')?.value
  const start = defaults && scalarAt(defaults, 'start_date')
  const end = defaults && scalarAt(defaults, 'end_date')
  for (const date of [start, end]) {
    if (date && WRITTEN_DATE.test(String(date.value)) && readCalendarDate(String(date.value)) === undefined) {
      report(date, 'invalid-dates', `${keyText(key)}: there is no day ${date.value}`)
    }
  }
  if (start && end && String(end.value) < String(start.value)) {
    report(end, 'invalid-dates', `${keyText(key)} ends (${end.value}) before it starts (${start.value})`)
  }
  return diagnostics
}

/** What has another form is told by the schema. */
const WRITTEN_DATE = /^\d{4}-\d\d-\d\d$/

function scalarAt(node: YamlNode, key: string): YamlScalar | undefined {
  const value = entryOf(node, key)?.value
  return value?.kind === 'scalar' ? value : undefined
}
