import type { QueryTest } from '../../generator/query-test/query-test.ts'
import { type QueryTestResult, runQueryTest, type TestContext } from './run-test.ts'

export interface TestRun {
  /** How many run at once. */
  readonly parallelism: number
  readonly onEnd?: (result: QueryTestResult, done: number) => void
  readonly signal?: AbortSignal
}

/** Runs tests side by side; the results are in the order of the tests. */
export async function runQueryTests(
  tests: readonly QueryTest[],
  context: TestContext,
  run: TestRun,
): Promise<readonly QueryTestResult[]> {
  const results: QueryTestResult[] = []
  const queue = tests.entries()
  let done = 0
  const work = async () => {
    for (const [position, test] of queue) {
      run.signal?.throwIfAborted()
      const result = await runQueryTest(test, context)
      results[position] = result
      run.onEnd?.(result, ++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(run.parallelism, tests.length) }, work))
  return results
}
