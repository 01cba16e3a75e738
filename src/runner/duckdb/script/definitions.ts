import { SqlError } from '../../../googlesql/sql-error.ts'
import type {
  CreateFunctionSyntax,
  CreateProcedureSyntax,
  CreateViewSyntax,
  Path,
  Span,
  StatementSyntax,
} from '../../../googlesql/syntax.ts'
import type { Frame } from './frame.ts'
import { fullName } from './routines.ts'
import { noteDefinition } from './transaction.ts'

/** The text of the statement becomes the view's; that it can be resolved is checked now. */
export async function createView(frame: Frame, statement: CreateViewSyntax): Promise<void> {
  const { path, materialized, orReplace, ifNotExists, query, start, end } = statement
  if (materialized) throw new SqlError('unsupported', 'CREATE MATERIALIZED VIEW cannot run here', statement)
  if (statement.temporary) throw new SqlError('invalid-query', 'a view cannot be temporary', statement)
  noteDefinition(frame, statement)
  await frame.job.engine.translate(query, { ...frame, variables: new Map(), functions: new Map(), parameters: [] })
  const view = frame.tables.complete(path.names.map(({ name }) => name))
  await frame.tables.createView(
    view,
    frame.text.slice(start, end),
    orReplace ? 'replace' : ifNotExists ? 'keep' : 'fail',
  )
}

/** A function that is not temporary lives as long as the job: the project's files are where functions are kept. */
export async function createFunction(frame: Frame, statement: CreateFunctionSyntax): Promise<void> {
  const { path, temporary, start, end } = statement
  const names = path.names.map(({ name }) => name)
  if (temporary || names.length === 1) {
    frame.functions.set(names.join('.').toLowerCase(), { syntax: statement, text: frame.text })
    return
  }
  const { project, dataset, table: name } = frame.tables.complete(names)
  const isPresent =
    frame.job.routines.has(fullName(frame, path)) || frame.tables.catalog.findRoutine(names) !== undefined
  if (isPresent && statement.ifNotExists) return
  if (isPresent && !statement.orReplace) throw alreadyThere(path, 'function')
  frame.job.routines.set(fullName(frame, path), {
    kind: 'routine',
    project,
    dataset,
    name,
    sql: frame.text.slice(start, end),
  })
}

export async function createProcedure(frame: Frame, statement: CreateProcedureSyntax): Promise<void> {
  const name = fullName(frame, statement.path)
  const isPresent = frame.job.procedures.has(name)
  if (isPresent && statement.ifNotExists) return
  if (isPresent && !statement.orReplace) throw alreadyThere(statement.path, 'procedure')
  frame.job.procedures.set(name, { syntax: statement, text: frame.text })
}

function alreadyThere(path: Path, kind: string): SqlError {
  const name = path.names.map((part) => part.name).join('.')
  return new SqlError('invalid-query', `the ${kind} ${name} is there already`, path, {
    hint: 'write CREATE OR REPLACE',
  })
}

export async function drop(frame: Frame, statement: Extract<StatementSyntax, { kind: 'drop' }>): Promise<void> {
  const { object, path, ifExists } = statement
  const names = path.names.map(({ name }) => name)
  if (object === 'TABLE' || object === 'VIEW' || object === 'SNAPSHOT TABLE') {
    noteDefinition(frame, statement)
    return frame.tables.drop(names, ifExists)
  }
  if (object !== 'FUNCTION' && object !== 'PROCEDURE' && object !== 'TABLE FUNCTION') {
    throw new SqlError('unsupported', `DROP ${object} cannot run here`, statement)
  }
  if (!dropRoutine(frame, path, names) && !ifExists) throw notThere(statement, names)
}

function dropRoutine(frame: Frame, path: Path, names: readonly string[]): boolean {
  if (names.length === 1 && frame.functions.delete(names.join('').toLowerCase())) return true
  const name = fullName(frame, path)
  return frame.job.routines.delete(name) || frame.job.procedures.delete(name)
}

function notThere(span: Span, names: readonly string[]): SqlError {
  return new SqlError(
    'unsupported',
    `${names.join('.')} was not made by this script, so it cannot be dropped here`,
    span,
  )
}
