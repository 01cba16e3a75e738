import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import { findQueryTests } from '../src/generator/query-test/find-tests.ts'
import type { QueryTestResult } from '../src/runner/query-test/run-test.ts'
import { resultsOf } from './support/query-tests.ts'

const ROOT = join(import.meta.dirname, '..')

/** The fixtures of test/sql, one test each: what `bqetl test` runs. */
describe('the queries of this project give what their fixtures expect', () => {
  let results: ReadonlyMap<string, QueryTestResult>

  beforeAll(async () => {
    results = new Map((await resultsOf(ROOT)).map((result) => [result.test.name, result]))
  })

  test.each(findQueryTests(loadProject(folderSource(ROOT))).map(({ name }) => name))('%s', (name) => {
    const { status, message } = results.get(name)!
    expect(`${status} ${message}`.trim()).toBe('passed')
  })
})
