import { DiagnosticsError } from '../../errors.ts'
import type { Project } from '../../generator/project/project.ts'
import type { QueryTest, QueryTestKind } from '../../generator/query-test/query-test.ts'
import { noStatement } from '../../generator/sql/no-statement.ts'
import { type RenderedText, renderArtifact, renderFile } from '../../generator/sql/render.ts'

export interface TestText {
  readonly kind: QueryTestKind
  readonly rendered: RenderedText
}

/**
 * What a test runs. `test_init` renders the query as for its first run, `test_script` runs the script; else it is the view, the query or
 * the script that the folder of the table holds.
 *
 * @throws {DiagnosticsError} `no-query`: nothing there can be run; a template that does not render
 */
export function testText(project: Project, test: QueryTest): TestText {
  const artifact = project.find(test.table)
  const { files = [], folder = '' } = artifact ?? {}
  const isScript = test.test === 'test_script' || (artifact?.kind === 'table' && artifact.origin === 'script')
  if (isScript && files.includes('script.sql'))
    return { kind: 'script', rendered: checked(renderFile(project, `${folder}/script.sql`)) }
  if (files.includes('view.sql')) return { kind: 'view', rendered: checked(renderFile(project, `${folder}/view.sql`)) }
  if (artifact && artifact.kind === 'table' && artifact.origin === 'query') {
    const isInit = test.test === 'test_init'
    return { kind: isInit ? 'init' : 'query', rendered: checked(renderArtifact(project, artifact, { isInit })) }
  }
  throw new DiagnosticsError([noQuery(project, test)])
}

function checked(rendered: RenderedText): RenderedText {
  const empty = noStatement(rendered)
  if (empty) throw new DiagnosticsError([empty])
  return rendered
}

/** Whether SQL may be missing because generators make it and nobody has run them. */
export function isGenerated(project: Project, test: QueryTest): boolean {
  const artifact = project.find(test.table)
  const hasSql = artifact?.files.some((file) => file.endsWith('.sql')) === true
  return !hasSql && project.source.list('sql_generators').length > 0
}

function noQuery(project: Project, test: QueryTest) {
  const { dataset, table } = test.table
  const message = `${dataset}.${table} has no query.sql, view.sql or script.sql to test`
  const hint = isGenerated(project, test)
    ? 'a generator may make it: generate it first'
    : `is the folder ${test.tableFolder} called as the table under ${project.configuration.sqlFolder}/ is?`
  return { severity: 'error', code: 'no-query', path: test.expectation, line: 1, message, hint } as const
}
