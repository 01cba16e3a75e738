// Resolving Mozilla's generated tree: how many queries and views resolve, why others do not, and whether the columns
// found are those of the checked-in schema.yaml. Only what reads nothing but tables with a schema can resolve at all.
// BQETL_CORPUS=/work/corpus node bench/run.mjs bench/resolve-corpus.ts [--list REASON] [NAME-PART]
import { join } from 'node:path'
import { DiagnosticsError } from '../src/errors.ts'
import { type Artifact, artifactName } from '../src/generator/project/artifact.ts'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import type { Project } from '../src/generator/project/project.ts'
import { catalogColumns } from '../src/generator/project/table-schema.ts'
import { analyzeArtifact } from '../src/generator/sql/analyze-artifact.ts'
import { parameterTypes } from '../src/generator/sql/artifact-parameters.ts'
import { renderedCatalog } from '../src/generator/sql/rendered-catalog.ts'
import type { OutputColumn } from '../src/googlesql/resolved.ts'
import { formatType, type Type } from '../src/googlesql/types.ts'

interface Finding {
  readonly name: string
  readonly reason: string
  readonly detail: string
}

/** Reasons that lie outside of the query: what it reads has no schema here. */
const OUTSIDE = new Set([
  'no-schema',
  'unknown-table',
  'no-such-file',
  'template-error',
  'template-not-found',
  'no-statement',
])

const corpus = process.env.BQETL_CORPUS
if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder with the tree generated-sql')
const listed = process.argv.includes('--list') ? process.argv[process.argv.indexOf('--list') + 1] : undefined
const part = process.argv.slice(2).find((argument) => !argument.startsWith('--') && argument !== listed)
report(loadProject(folderSource(join(corpus, 'generated-sql'))))

function report(project: Project): void {
  const artifacts = queriesAndViews(project).filter(
    (artifact) => part === undefined || artifactName(artifact).includes(part),
  )
  const catalog = renderedCatalog(project)
  const failures: Finding[] = []
  const schemas: Finding[] = []
  const started = performance.now()
  for (const artifact of artifacts) {
    const { diagnostics, analysis } = analyzeArtifact(artifact, project, catalog, parameters(artifact, project))
    const [error] = diagnostics
    if (error)
      failures.push({
        name: artifactName(artifact),
        reason: error.code,
        detail: `${error.path}:${error.line}:${error.column} ${error.message}`,
      })
    else if (analysis?.output && artifact.kind === 'table')
      schemas.push(compareSchema(artifact, analysis.output, project))
  }
  const seconds = (performance.now() - started) / 1000
  print(
    artifacts.length,
    failures,
    schemas.filter(({ reason }) => reason !== 'no schema'),
    seconds,
  )
}

function queriesAndViews(project: Project): readonly Artifact[] {
  const filled = project.tables.filter(({ origin }) => origin === 'query' || origin === 'multipart')
  return [...filled, ...project.views]
}

function parameters(artifact: Artifact, project: Project): ReadonlyMap<string, Type> {
  try {
    return parameterTypes(artifact, project)
  } catch (error) {
    if (error instanceof DiagnosticsError) return new Map()
    throw error
  }
}

/** Against the declared columns, by name: BigQuery writes a query's columns into a table by name here. */
function compareSchema(
  artifact: Extract<Artifact, { kind: 'table' }>,
  output: readonly OutputColumn[],
  project: Project,
): Finding {
  const name = artifactName(artifact)
  const schema = project.schemaFile(artifact)
  if (!schema) return { name, reason: 'no schema', detail: '' }
  const declared = new Map(catalogColumns(schema.value).map((column) => [column.name.toLowerCase(), column.type]))
  for (const {
    name: column,
    column: { type },
  } of output) {
    const wanted = declared.get(column.toLowerCase())
    if (!wanted) return { name, reason: 'column not declared', detail: `${column} ${formatType(type)}` }
    if (formatType(wanted).toLowerCase() !== formatType(type).toLowerCase()) {
      return {
        name,
        reason: 'other type',
        detail: `${column}: declared ${formatType(wanted)}, found ${formatType(type)}`,
      }
    }
    declared.delete(column.toLowerCase())
  }
  return declared.size
    ? { name, reason: 'columns missing', detail: [...declared.keys()].join(', ') }
    : { name, reason: 'equal', detail: '' }
}

function print(total: number, failures: readonly Finding[], schemas: readonly Finding[], seconds: number): void {
  const outside = failures.filter(({ reason }) => OUTSIDE.has(reason))
  const inside = failures.filter(({ reason }) => !OUTSIDE.has(reason))
  const possible = total - outside.length
  console.log(`${total} queries and views in ${seconds.toFixed(1)} s (${Math.round(total / seconds)} files/s)`)
  console.log(
    `${possible} read only what has a schema; ${possible - inside.length} of them resolve (${percent(possible - inside.length, possible)})`,
  )
  printCounts('not resolved', inside)
  printCounts('reads what has no schema', outside)
  const equal = schemas.filter(({ reason }) => reason === 'equal').length
  console.log(
    `\n${schemas.length} of the resolved have a schema.yaml; ${equal} agree with it (${percent(equal, schemas.length)})`,
  )
  printCounts('schema', schemas)
  for (const { name, reason, detail } of [...failures, ...schemas])
    if (reason === listed) console.log(`${name}: ${detail}`)
}

function printCounts(title: string, findings: readonly Finding[]): void {
  const counts = new Map<string, number>()
  for (const { reason } of findings) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  for (const [reason, count] of [...counts].sort((left, right) => right[1] - left[1]))
    console.log(`  ${title}: ${reason} ${count}`)
}

function percent(count: number, total: number): string {
  return `${((100 * count) / Math.max(total, 1)).toFixed(1)} %`
}
