import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { findQueryTests } from '../../src/generator/query-test/find-tests.ts'
import { selectQueryTests } from '../../src/generator/query-test/select-tests.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { openSandboxPool } from '../../src/runner/duckdb/sandbox.ts'
import type { QueryTestResult } from '../../src/runner/query-test/run-test.ts'
import { runQueryTests } from '../../src/runner/query-test/run-tests.ts'

/** How the tests of a project's folder go; without names all of them. */
export async function resultsOf(folder: string, names: readonly string[] = []): Promise<readonly QueryTestResult[]> {
  const project = loadProject(folderSource(folder))
  await using pool = await openSandboxPool({ threads: 1 })
  const context = { project, pool, declared: renderedCatalog(project) }
  return await runQueryTests(selectQueryTests(project, findQueryTests(project), names), context, { parallelism: 4 })
}
