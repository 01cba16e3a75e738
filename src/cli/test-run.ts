import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { BqetlError, UsageError } from '../errors.ts'
import type { Project } from '../generator/project/project.ts'
import { findQueryTests } from '../generator/query-test/find-tests.ts'
import type { QueryTest } from '../generator/query-test/query-test.ts'
import { selectQueryTests } from '../generator/query-test/select-tests.ts'
import { renderedCatalog } from '../generator/sql/rendered-catalog.ts'
import { openSandboxPool } from '../runner/duckdb/sandbox.ts'
import type { QueryTestResult } from '../runner/query-test/run-test.ts'
import { runQueryTests } from '../runner/query-test/run-tests.ts'
import { writeExpectation } from '../runner/query-test/write-expectation.ts'
import type { ProjectOptions } from './options.ts'
import { startProgress } from './progress.ts'
import { untilInterrupted } from './signals.ts'
import { printTestResults, type TestFormat } from './test-report.ts'

interface RunOptions extends ProjectOptions {
  readonly update: boolean
  readonly format: TestFormat
}

/** Runs the tests that `names` mean and prints how they went. @throws {BqetlError} `tests-failed` */
export async function runTests(project: Project, names: readonly string[], options: RunOptions): Promise<void> {
  const tests = selectQueryTests(project, findQueryTests(project), names)
  if (tests.length === 0) throw noTests(project)
  const start = performance.now()
  const ran = await untilInterrupted((signal) => runAll(project, tests, signal))
  const results = options.update ? ran.map((result) => updated(result, project)) : ran
  printTestResults(results, (performance.now() - start) / 1000, options)
  const failed = results.filter(({ status }) => status === 'failed').length
  if (failed > 0) throw new BqetlError('tests-failed', `${failed} of ${results.length} tests failed`)
}

async function runAll(
  project: Project,
  tests: readonly QueryTest[],
  signal: AbortSignal,
): Promise<readonly QueryTestResult[]> {
  await using pool = await openSandboxPool({ threads: 1 })
  using progress = startProgress(tests.length)
  const context = { project, pool, declared: renderedCatalog(project) }
  const parallelism = Math.min(8, 2 * availableParallelism())
  return await runQueryTests(tests, context, {
    parallelism,
    signal,
    onEnd: ({ test }, done) => progress.update(done, test.name),
  })
}

function noTests(project: Project): UsageError {
  const [folder = 'test/sql'] = project.configuration.testFolders
  return new UsageError('no-tests', `there are no tests under ${project.configuration.testFolders.join(' or ')}`, {
    hint: `a test is a folder ${folder}/DATASET/TABLE/TEST with an expect.yaml`,
  })
}

/** The result after the expectation has been written anew; one that cannot be met by writing stays as it is. */
function updated(result: QueryTestResult, project: Project): QueryTestResult {
  const { test, status, answer } = result
  const { directory } = project.source
  if (status !== 'failed' || answer === undefined || directory === undefined) return result
  const text = writeExpectation(project.source.read(test.expectation) ?? '', test.expectation, answer)
  writeFileSync(join(directory, test.expectation), text)
  return { ...result, status: 'passed', message: 'updated', path: test.expectation, diagnostics: [] }
}
