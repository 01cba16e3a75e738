import type { ScriptSyntax } from '../../googlesql/syntax.ts'
import type { Frame, Job } from './script/frame.ts'
import { checkJumps } from './script/jumps.ts'
import { lastResult } from './script/result.ts'
import { withRoutines } from './script/routines.ts'
import { checkDeclarations, runEach } from './script/statements.ts'
import type { StatementEngine, StatementScope, TranslatedQuery } from './statement.ts'

/**
 * Runs a script statement by statement. What it changes is changed in `scope.tables`, which the warehouse publishes when the
 * script has ended well.
 *
 * @param signal stops the script before its next statement, however many loops it is in
 * @returns the last query that ran: not yet run itself where it is the text's last statement, else its rows as they were then;
 *   undefined where none ran
 * @throws {SqlError} a statement is wrong, or `unsupported`
 * @throws {WarehouseError} `query-failed` (data, RAISE, ASSERT), `cancelled`, or what the tables throw
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/procedural-language
 */
export async function runScript(
  script: ScriptSyntax,
  engine: StatementEngine,
  scope: StatementScope,
  options: { readonly signal?: AbortSignal } = {},
): Promise<TranslatedQuery | undefined> {
  checkJumps(script.statements)
  checkDeclarations(script.statements)
  const job: Job = {
    engine,
    signal: options.signal,
    procedures: new Map(),
    routines: new Map(),
    calls: 0,
    catching: 0,
    steps: 0,
  }
  const tables = withRoutines(scope.tables, job.routines)
  const frame: Frame = {
    ...scope,
    job,
    tables,
    variables: new Map(scope.variables),
    functions: new Map(scope.functions),
  }
  const { statements } = script
  const last = statements.at(-1)
  const flow = await runEach(frame, last?.kind === 'queryStatement' ? statements.slice(0, -1) : statements)
  return last?.kind === 'queryStatement' && flow === 'next' ? engine.translate(last.query, frame) : lastResult(frame)
}
