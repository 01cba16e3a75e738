import { statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type FileSource, folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { findQueryTests } from '../../src/generator/query-test/find-tests.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { openSandboxPool } from '../../src/runner/duckdb/sandbox.ts'
import { parseJson, stringifyJson } from '../../src/runner/load/json.ts'
import { readFixtureRows } from '../../src/runner/query-test/fixture-rows.ts'
import type { QueryTestResult } from '../../src/runner/query-test/run-test.ts'
import { runQueryTests } from '../../src/runner/query-test/run-tests.ts'
import { corpusTree } from './corpus.ts'

const TREE = corpusTree('main')

/** Tests that BigQuery passes and we do not, though nothing of them is refused. */
const KNOWN_FAILURES: Readonly<Record<string, string>> = {
  'telemetry_derived/error_aggregates_v1/test_aggregation': 'wants a clock that is days later than its date parameter',
  'telemetry_derived/error_aggregates_v1/test_stable_date_filter': 'the same',
  'firefox_desktop_derived/widgets_visit_daily_v1/test_same_widget_multiple_sizes':
    'its input’s schema is in another repository',
  'firefox_desktop_derived/widgets_visit_daily_v1/test_widget_visit_aggregation': 'the same',
  'glam_etl/org_mozilla_fenix_glam_nightly__clients_scalar_aggregates_v1/test_minimal':
    'an array in the order of a GROUP BY',
  'search_derived/search_clients_last_seen_v1/test_single_day':
    'DuckDB cannot bind a FULL JOIN inside a correlated subquery',
  'search_derived/mobile_search_clients_last_seen_v1/test_day_bit_shifting': 'the same',
}

async function runAll(source: FileSource, only?: ReadonlySet<string>): Promise<readonly QueryTestResult[]> {
  const project = loadProject(source)
  await using pool = await openSandboxPool({ threads: 1 })
  const tests = findQueryTests(project).filter(({ name }) => only === undefined || only.has(name))
  return await runQueryTests(tests, { project, pool, declared: renderedCatalog(project) }, { parallelism: 4 })
}

function namesOf(results: readonly QueryTestResult[], status: QueryTestResult['status']): string[] {
  return results.filter((result) => result.status === status).map((result) => result.test.name)
}

function modified(source: FileSource): readonly number[] {
  return source.list('tests/sql').map((path) => statSync(join(TREE, path)).mtimeMs)
}

/** The tree with every expectation changed in one place. */
function withChanged(change: (rows: unknown[]) => unknown[]): FileSource {
  const source = folderSource(TREE)
  return {
    ...source,
    read: (path) => {
      const text = source.read(path)
      if (text === undefined || !/^tests\/sql\/.*\/expect\.(yaml|ndjson)$/.test(path)) return text
      const rows = readFixtureRows(text, path, path.endsWith('.yaml') ? 'yaml' : 'ndjson').map((row) =>
        parseJson(row.text),
      )
      const changed = change(rows).map(stringifyJson)
      return path.endsWith('.yaml') ? `[${changed.join(',\n')}]\n` : changed.join('\n')
    },
  }
}

/** The first row with another value in one of its columns: another column for every file. */
function changeValue(rows: unknown[]): unknown[] {
  const [first = {}, ...rest] = rows as Record<string, unknown>[]
  const names = Object.keys(first).filter((name) => first[name] !== null)
  const name = names[stringifyJson(rows).length % names.length] ?? 'no_such_column'
  return [{ ...first, [name]: otherValue(first[name]) }, ...rest]
}

function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'boolean') return !value
  if (Array.isArray(value)) return value.length > 0 ? [otherValue(value[0]), ...value.slice(1)] : [1]
  if (typeof value === 'object' && value !== null) {
    const [[key, inner] = ['no_such_field', 1]] = Object.entries(value).filter(([, item]) => item !== null)
    return { ...value, [key]: otherValue(inner) }
  }
  const text = String(value)
  return /^\d{4}-\d\d-\d\d/.test(text) ? `1971-02-03${text.slice(10)}` : `${text}x`
}

describe('the tests of mozilla/bigquery-etl', () => {
  let results: readonly QueryTestResult[]
  let before: readonly number[]

  beforeAll(async () => {
    const source = folderSource(TREE)
    before = modified(source)
    results = await runAll(source)
  })

  test('pass, 90 or more of the 113 that have their SQL in the tree', () => {
    expect(results.length).toBe(130)
    expect(namesOf(results, 'passed').length).toBeGreaterThanOrEqual(90)
  })

  test('fail only for known reasons; all others are refused, and say why', () => {
    const failed = namesOf(results, 'failed').map((name) => name.split('/').slice(1).join('/'))
    expect(failed.filter((name) => !(name in KNOWN_FAILURES))).toEqual([])
    const refused = results.filter(({ status }) => status === 'skipped')
    expect(refused.filter(({ message }) => !/^(?:unsupported|unsupported-template|no-query): ./.test(message))).toEqual(
      [],
    )
  })

  test('are read and never written', () => {
    expect(modified(folderSource(TREE))).toEqual(before)
  })

  test.each([
    ['has another value', changeValue],
    ['has a row less, or one where there was none', (rows: unknown[]) => (rows.length > 0 ? rows.slice(1) : [{}])],
    ['has a row twice', (rows: unknown[]) => (rows.length > 0 ? [...rows, rows[0]] : [{}])],
  ])('fail when their expectation %s', async (_, change) => {
    const passed = new Set(namesOf(results, 'passed'))
    const changed = await runAll(withChanged(change), passed)
    expect(changed.length).toBe(passed.size)
    expect(namesOf(changed, 'passed')).toEqual([])
  })
})
