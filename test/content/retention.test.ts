import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bqetl, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')

test('the histogram aggregates keep two years, and a week of days to come', () => {
  // 2024-01-10 less 730 days is 2022-01-10, the first that stays; 2024-01-17 is the first that is too far ahead.
  const days = ['2022-01-09', '2022-01-10', '2024-01-10', '2024-01-16', '2024-01-17']
  const rows = days.map((submission_date) => `${JSON.stringify({ submission_date })}\n`).join('')
  using place = temporaryFolder({ 'rows.ndjson': rows })
  const run = (...args: readonly string[]) => {
    const { code, out, err } = bqetl(place, [...args, '--project-dir', ROOT, '--database', 'warehouse'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return out
  }
  const tables = ['telemetry_aggregates_v1', 'telemetry_aggregates_counters_v1']
  for (const table of tables) run('load', `telemetry_derived.${table}`, 'rows.ndjson', '--replace')
  run('query', 'run', 'telemetry_derived.telemetry_aggregates_retention_v1', '--date', '2024-01-10')
  const kept = tables.map((table) => `SELECT '${table}' AS source, submission_date FROM telemetry_derived.${table}`)
  const { rows: left } = JSON.parse(run('sql', `${kept.join(' UNION ALL ')} ORDER BY 1, 2`, '--format', 'json'))
  expect(left).toEqual(
    [...tables].sort().flatMap((table) => ['2022-01-10', '2024-01-10', '2024-01-16'].map((day) => [table, day])),
  )
})
