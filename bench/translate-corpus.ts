// Translating Mozilla's generated tree: how many of the queries and views that resolve DuckDB takes (EXPLAIN over empty
// tables), what is refused, and what DuckDB refuses although it was translated, which is a bug of ours.
// BQETL_CORPUS=/work/corpus node bench/run.mjs bench/translate-corpus.ts [NAME-PART]
import { join } from 'node:path'
import { BqetlError, WarehouseError } from '../src/errors.ts'
import { artifactName, type TableDefinition, type ViewDefinition } from '../src/generator/project/artifact.ts'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import type { Project } from '../src/generator/project/project.ts'
import type { QueryParameter } from '../src/generator/query-job.ts'
import { parameterTypes } from '../src/generator/sql/artifact-parameters.ts'
import { renderArtifact } from '../src/generator/sql/render.ts'
import { renderedCatalog } from '../src/generator/sql/rendered-catalog.ts'
import { analyzeQuery } from '../src/googlesql/analyze.ts'
import type { Catalog } from '../src/googlesql/catalog.ts'
import { parseScript } from '../src/googlesql/parse/parse.ts'
import type { TableScan } from '../src/googlesql/resolved.ts'
import { SqlError } from '../src/googlesql/sql-error.ts'
import type { QuerySyntax } from '../src/googlesql/syntax.ts'
import { duckDbType, quoteName } from '../src/runner/duckdb/duckdb-type.ts'
import { emitQuery } from '../src/runner/duckdb/emit/query.ts'
import { createEngine } from '../src/runner/duckdb/engine.ts'
import type { JobTables } from '../src/runner/duckdb/job-tables.ts'
import { runScript } from '../src/runner/duckdb/script.ts'
import { openSession, type Session } from '../src/runner/duckdb/session.ts'
import type { StatementScope, TranslatedQuery } from '../src/runner/duckdb/statement.ts'

const corpus = process.env.BQETL_CORPUS
if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder with the tree generated-sql')
const [part = ''] = process.argv.slice(2)
await report(loadProject(folderSource(join(corpus, 'generated-sql'))))

async function report(project: Project): Promise<void> {
  await using session = await openSession()
  const catalog = renderedCatalog(project)
  const filled = project.tables.filter(({ origin }) => origin === 'query')
  const outcomes = new Map<string, string[]>()
  const started = performance.now()
  for (const artifact of [...filled, ...project.views]) {
    const name = artifactName(artifact)
    if (!name.includes(part)) continue
    const outcome = await judge(artifact, project, catalog, session)
    outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), name])
  }
  for (const [outcome, names] of [...outcomes].sort((a, b) => b[1].length - a[1].length)) {
    console.log(
      `${String(names.length).padStart(5)}  ${outcome}  ${outcome === 'taken' ? '' : names.slice(0, 2).join(' ')}`,
    )
  }
  console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/** `taken`, or the code and message of the refusal. */
async function judge(
  artifact: TableDefinition | ViewDefinition,
  project: Project,
  catalog: Catalog,
  session: Session,
): Promise<string> {
  try {
    const text = renderArtifact(project, artifact).text
    const translated = await translate(
      text,
      scopeOf(
        text,
        catalog.withDefaults(artifact.reference.project, artifact.reference.dataset),
        parameters(artifact, project),
      ),
      session,
    )
    if (!translated) return 'no query'
    await session.rows(`EXPLAIN ${translated.sql}`)
    return 'taken'
  } catch (error) {
    if (part !== '' && error instanceof Error)
      console.log(error.cause instanceof Error ? error.cause.message : error.message)
    if (error instanceof WarehouseError) return `${error.code}: ${error.message.slice(0, 220)}`
    if (error instanceof SqlError)
      return error.code === 'unsupported' ? `unsupported: ${error.message}` : `does not resolve: ${error.code}`
    return error instanceof BqetlError
      ? 'does not render'
      : `broken: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function translate(text: string, scope: StatementScope, session: Session): Promise<TranslatedQuery | undefined> {
  const script = parseScript(text)
  const engine = createEngine(session)
  const last = script.statements.at(-1)
  if (last?.kind === 'createView') return translateView(last.query, scope, session)
  return runScript(script, engine, scope)
}

/** A view need not bound the partitions of what it reads; whoever reads the view does. */
function translateView(query: QuerySyntax, { text, tables }: StatementScope, session: Session): TranslatedQuery {
  const resolved = analyzeQuery(query, text, { catalog: tables.catalog, requirePartitionFilters: false })
  const tableSource = (scan: TableScan) => tables.source(scan, () => null)
  const { sql, columns, scalars } = emitQuery(resolved, {
    nowMicros: 0n,
    parameters: new Map(),
    variables: new Map(),
    tableSource,
  })
  session.register(scalars)
  return { sql, columns }
}

function scopeOf(text: string, catalog: Catalog, parameters: readonly QueryParameter[]): StatementScope {
  return { text, tables: emptyTables(catalog), parameters, variables: new Map(), functions: new Map(), nowMicros: 0n }
}

function parameters(artifact: TableDefinition | ViewDefinition, project: Project): readonly QueryParameter[] {
  return [...parameterTypes(artifact, project)].map(([name, type]) => ({ name, type, value: null }))
}

/** Every table is there, and empty. */
function emptyTables(catalog: Catalog): JobTables {
  const refuse = () => Promise.reject(new Error('nothing is changed here'))
  return {
    catalog,
    complete: ([table = '', dataset = '', project = '']) => ({ project, dataset, table }),
    source: emptyRelation,
    writable: refuse,
    isChanged: () => false,
    forget: () => {},
    createTable: refuse,
    createTemporaryTable: refuse,
    createView: refuse,
    drop: refuse,
  }
}

function emptyRelation({ table, sources }: TableScan): string {
  const columns = sources.map((source) => {
    const column = table.columns.find(({ name }) => name.toLowerCase() === source.toLowerCase())!
    return `CAST(NULL AS ${duckDbType(column.type)}) AS ${quoteName(source)}`
  })
  return `(SELECT ${columns.length > 0 ? columns.join(', ') : '1'} WHERE FALSE)`
}
