import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import { tokenize, triviaBetween } from '../../googlesql/lexer.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Token } from '../../googlesql/token.ts'
import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { type RenderedText, type RenderOptions, renderFile } from '../sql/render.ts'
import { sqlDiagnostic } from '../sql/sql-diagnostic.ts'

/** What a check that does not hold means: `fail` stops what depends on the table, `warn` is only told. */
export type CheckMarker = 'fail' | 'warn'

/** One statement of a `checks.sql`, its template rendered; it fails by calling ERROR(). */
export interface Check extends RenderedText {
  readonly marker: CheckMarker
  /** Where the marker stands. */
  readonly line: number
  /** The comment above the marker, else the first line below it, as written. */
  readonly title: string
}

export type CheckOptions = Pick<RenderOptions, 'variables'>

export function hasChecks({ files }: TableDefinition | ViewDefinition): boolean {
  return files.includes(CHECKS_FILE)
}

const CHECKS_FILE = 'checks.sql'

/**
 * The checks of a table or view, in order; none where its folder has no `checks.sql`.
 *
 * @throws {DiagnosticsError} a template that does not render; `unmarked-check`: a statement without `#fail` or `#warn`, which would
 *   never run
 */
export function readChecks(
  project: Project,
  artifact: TableDefinition | ViewDefinition,
  options: CheckOptions = {},
): readonly Check[] {
  if (!hasChecks(artifact)) return []
  const rendered = renderFile(project, `${artifact.folder}/${CHECKS_FILE}`, options)
  const lines = (project.source.read(rendered.path) ?? '').split('\n')
  const statements = split(rendered, project).map((each) => ({ ...each, title: titleOf(lines, each.line) }))
  const unmarked = statements.filter(({ marker }) => marker === undefined)
  if (unmarked.length > 0) throw new DiagnosticsError(unmarked.map(unmarkedCheck))
  return statements as readonly Check[]
}

type Statement = Omit<Check, 'marker'> & { readonly marker: CheckMarker | undefined }

type Untitled = Omit<Statement, 'title'>

function split(rendered: RenderedText, project: Project): readonly Untitled[] {
  const statements: Untitled[] = []
  let previousEnd = 0
  let first: Token | undefined
  for (const token of tokens(rendered, project)) {
    const isEnd = token.kind === 'end' || token.word === ';'
    if (first !== undefined && isEnd) statements.push(statementAt(rendered, previousEnd, first.start, token.start))
    if (isEnd) previousEnd = token.end
    first = isEnd ? undefined : (first ?? token)
  }
  return statements
}

function tokens(rendered: RenderedText, project: Project): readonly Token[] {
  try {
    return tokenize(rendered.text)
  } catch (error) {
    throw error instanceof SqlError ? new DiagnosticsError([sqlDiagnostic(error, rendered, project)]) : error
  }
}

/** @param before the end of the statement before: markers stand between it and `start` */
function statementAt({ text, path, place }: RenderedText, before: number, start: number, end: number): Untitled {
  const markers = triviaBetween(text, before, start).flatMap(({ kind, start: at, end: to }) => {
    const found = kind === 'comment' ? /^#\s*(fail|warn)\s*$/i.exec(text.slice(at, to).trim()) : null
    return found ? [{ marker: found[1]!.toLowerCase() as CheckMarker, at }] : []
  })
  const last = markers.at(-1)
  return {
    text: text.slice(start, end),
    path,
    place: (offset) => place(start + offset),
    marker: last?.marker,
    line: place(last?.at ?? start).line,
  }
}

function unmarkedCheck({ path, line }: Statement): Diagnostic {
  return {
    severity: 'error',
    code: 'unmarked-check',
    path,
    line,
    message: 'the statement is neither marked #fail nor #warn, so it would never run',
    hint: 'write #fail or #warn on the line above it',
  }
}

const LONGEST_TITLE = 80

function titleOf(lines: readonly string[], line: number): string {
  const comment = /^--\s*(.+)/.exec(lines[line - 2]?.trim() ?? '')?.[1]
  const below = lines.slice(line).find((each) => each.trim() !== '') ?? ''
  const title = comment ?? below.replace(/^\s*\{\{\s*|\s*\}\}\s*;?\s*$/g, '').trim()
  return title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title
}
