// Mozilla's routines carry tests behind `-- Tests`: every SELECT must succeed, unless `#xfail` stands before it. Runs them all on the
// embedded engine and prints what passes and why the others do not.
// BQETL_CORPUS=/work/corpus node bench/run.mjs bench/routine-corpus.ts [NAME-PART]
import { join } from 'node:path'
import { BqetlError } from '../src/errors.ts'
import type { RoutineDefinition } from '../src/generator/project/artifact.ts'
import { artifactName } from '../src/generator/project/artifact.ts'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import type { Project } from '../src/generator/project/project.ts'
import { renderArtifact } from '../src/generator/sql/render.ts'
import { renderedCatalog } from '../src/generator/sql/rendered-catalog.ts'
import type { TemporaryFunction } from '../src/googlesql/analyze-options.ts'
import type { Catalog } from '../src/googlesql/catalog.ts'
import { parseScript } from '../src/googlesql/parse/parse.ts'
import type { StatementSyntax } from '../src/googlesql/syntax.ts'
import { createEngine } from '../src/runner/duckdb/engine.ts'
import type { JobTables } from '../src/runner/duckdb/job-tables.ts'
import { type Instance, openInstance } from '../src/runner/duckdb/session.ts'

const corpus = process.env.BQETL_CORPUS
if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder with the tree main')
const [part = ''] = process.argv.slice(2)
await report(loadProject(folderSource(join(corpus, 'main'))))

async function report(project: Project): Promise<void> {
  using instance = await openInstance()
  const catalog = renderedCatalog(project)
  const reasons = new Map<string, string[]>()
  let [passed, total] = [0, 0]
  for (const routine of project.routines) {
    if (!artifactName(routine).includes(part)) continue
    const results = await runTests(routine, project, catalog, instance)
    for (const outcome of results) {
      total += 1
      if (outcome === undefined) passed += 1
      else reasons.set(outcome, [...(reasons.get(outcome) ?? []), artifactName(routine)])
    }
  }
  for (const [reason, names] of [...reasons].sort((a, b) => b[1].length - a[1].length))
    console.log(`${String(names.length).padStart(4)}  ${reason}\n      ${names.slice(0, 4).join(' ')}`)
  console.log(`${passed} of ${total} test statements pass`)
}

/** For each test statement why it fails; undefined where it passes. */
async function runTests(
  routine: RoutineDefinition,
  project: Project,
  catalog: Catalog,
  instance: Instance,
): Promise<(string | undefined)[]> {
  try {
    const { text } = renderArtifact(project, routine)
    const { statements } = parseScript(text)
    const functions = new Map<string, TemporaryFunction>()
    for (const statement of statements) {
      if (statement.kind === 'createFunction' && statement.temporary)
        functions.set(statement.path.names[0]!.name.toLowerCase(), { syntax: statement, text })
    }
    const outcomes = []
    for (const statement of statements) {
      if (statement.kind === 'queryStatement')
        outcomes.push(
          await runTest(statement, text, functions, catalog.withDefaults(routine.project, routine.dataset), instance),
        )
    }
    return outcomes
  } catch (error) {
    if (error instanceof BqetlError) return [error.message.slice(0, 200)]
    throw error
  }
}

async function runTest(
  statement: Extract<StatementSyntax, { kind: 'queryStatement' }>,
  text: string,
  functions: ReadonlyMap<string, TemporaryFunction>,
  catalog: Catalog,
  instance: Instance,
): Promise<string | undefined> {
  await using session = await instance.session()
  const before = text.slice(0, statement.start).trimEnd()
  const mustFail = before.endsWith('#xfail')
  const tables = { catalog } as JobTables
  try {
    await createEngine(session).rows(statement.query, {
      text,
      tables,
      parameters: [],
      variables: new Map(),
      functions,
      nowMicros: 0n,
    })
    return mustFail ? 'passes, though it must fail' : undefined
  } catch (error) {
    if (!(error instanceof BqetlError)) return `broken: ${String(error)}`
    if (mustFail && error.code === 'query-failed') return undefined
    if (part !== '') console.log(error.message, error.cause instanceof Error ? error.cause.message.slice(0, 6000) : '')
    return `${error.code}: ${error.message.slice(0, 200)}`
  }
}
