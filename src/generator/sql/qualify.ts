import { parseScript } from '../../googlesql/parse/parse.ts'
import type { NamedReference } from '../../googlesql/references/named-reference.ts'
import { collectReferences } from '../../googlesql/references.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Path, ScriptSyntax, Span } from '../../googlesql/syntax.ts'
import type { Query } from '../query-job.ts'

/** A text as it was written and as BigQuery gets it. */
export interface QualifiedText {
  readonly written: string
  readonly sent: string
  readonly script: ScriptSyntax
  /** The place in what was written of a place in what was sent. */
  writtenOffset(sentOffset: number): number
  /** What is sent of a part of what was written. */
  slice(span: Span): string
}

/** Other names of projects: `mozdata` → `bqetl`. */
export type ProjectAliases = Readonly<Record<string, string>>

interface Edit extends Span {
  readonly text: string
}

/**
 * The same text with every table and routine in the project that it means: aliases replaced, names of two parts completed, since
 * BigQuery would look those up in the project that the job runs in. Names of one part are left to the job's default dataset.
 *
 * @throws {SqlError} `syntax`; `unsupported`: an alias inside a text that EXECUTE IMMEDIATE runs
 */
export function qualify({ sql, defaultProject }: Query, aliases: ProjectAliases): QualifiedText {
  const script = parseScript(sql)
  const project = aliases[defaultProject] ?? defaultProject
  const { reads, writes, routines } = collectReferences(script)
  const named = [...reads, ...writes, ...routines, ...madeRoutines(script)]
  const edits = new Map<number, Edit>()
  for (const reference of named) {
    const names = qualifiedNames(reference.path, project, aliases)
    if (names === undefined) continue
    const { start, end } = ownSpan(reference)
    edits.set(start, { start, end, text: `\`${names.join('.')}\`` })
  }
  return qualifiedText(
    sql,
    script,
    [...edits.values()].sort((left, right) => left.start - right.start),
  )
}

/** Of the routines that the script makes for good. */
function madeRoutines({ statements }: ScriptSyntax): readonly NamedReference[] {
  return statements.flatMap((statement) => {
    if (statement.kind !== 'createFunction' && statement.kind !== 'createProcedure') return []
    return statement.temporary ? [] : [{ path: statement.path, span: statement.path }]
  })
}

/** Undefined where the name is sent as it is written. */
function qualifiedNames({ names }: Path, project: string, aliases: ProjectAliases): readonly string[] | undefined {
  const parts = names.map(({ name }) => name)
  const schema = parts.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA')
  // `dataset.INFORMATION_SCHEMA.TABLES`, but not `INFORMATION_SCHEMA.SCHEMATA`
  const missesProject =
    schema === -1 ? parts.length === 2 : schema === 1 && !parts[0]!.toLowerCase().startsWith('region-')
  if (missesProject) return [project, ...parts]
  const alias = parts.length > 2 || schema === 2 ? aliases[parts[0]!] : undefined
  return alias === undefined || alias === parts[0] ? undefined : [alias, ...parts.slice(1)]
}

/** A name inside the text of an EXECUTE IMMEDIATE cannot be replaced where it stands. */
function ownSpan({ path, span }: NamedReference): Span {
  if (path.start === span.start && path.end === span.end) return path
  const name = path.names.map((part) => part.name).join('.')
  throw new SqlError(
    'unsupported',
    `${name} stands in a text that EXECUTE IMMEDIATE runs, where it cannot be completed`,
    span,
    {
      hint: 'write project, dataset and table in full, with the name that the project has in BigQuery',
    },
  )
}

function qualifiedText(written: string, script: ScriptSyntax, edits: readonly Edit[]): QualifiedText {
  const slice = (span: Span): string => apply(written, edits, span)
  return {
    written,
    script,
    sent: slice({ start: 0, end: written.length }),
    slice,
    writtenOffset: (offset) => writtenOffset(edits, offset),
  }
}

function apply(written: string, edits: readonly Edit[], span: Span): string {
  let text = ''
  let at = span.start
  for (const edit of edits) {
    if (edit.start < span.start || edit.end > span.end) continue
    text += written.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + written.slice(at, span.end)
}

function writtenOffset(edits: readonly Edit[], sentOffset: number): number {
  let shift = 0
  for (const { start, end, text } of edits) {
    const sentStart = start + shift
    if (sentOffset < sentStart) break
    if (sentOffset < sentStart + text.length) return start
    shift += text.length - (end - start)
  }
  return sentOffset - shift
}
