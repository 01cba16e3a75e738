import { parseScript } from '../../../googlesql/parse/parse.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type {
  CreateProcedureSyntax,
  ExpressionSyntax,
  Identifier,
  Path,
  StatementSyntax,
} from '../../../googlesql/syntax.ts'
import type { TypedValue } from '../statement.ts'
import { locateIn } from './errors.ts'
import type { Frame, Procedure } from './frame.ts'
import { checkJumps } from './jumps.ts'
import { fullName, withDefaults } from './routines.ts'
import { runStatements } from './statements.ts'
import { assign, plainType, variableOf } from './variables.ts'

type Call = Extract<StatementSyntax, { kind: 'callStatement' }>
type Parameter = CreateProcedureSyntax['parameters'][number]

/** BigQuery's own limit. */
const DEEPEST_CALL = 50

/** Runs a procedure, which sees its parameters and none of the caller's variables. OUT and INOUT give their last values back. */
export async function callProcedure(frame: Frame, call: Call): Promise<void> {
  const procedure = findProcedure(frame, call.name)
  const { parameters, path, body } = procedure.syntax
  if (parameters.length !== call.arguments.length) throw wrongArguments(call, parameters.length)
  if (frame.job.calls >= DEEPEST_CALL)
    throw new SqlError('invalid-query', `procedures call each other more than ${DEEPEST_CALL} deep`, call)
  const inner = await openFrame(frame, procedure, call)
  frame.job.calls++
  const source = {
    text: procedure.text,
    name: writtenName(path),
    ...(procedure.file !== undefined && { path: procedure.file }),
  }
  await locateIn(source, frame.text, () => runStatements(inner, body)).finally(() => frame.job.calls--)
  for (const [index, parameter] of parameters.entries()) await giveBack(frame, inner, parameter, call.arguments[index]!)
}

function wrongArguments(call: Call, wanted: number): SqlError {
  return new SqlError(
    'invalid-query',
    `${writtenName(call.name)} takes ${wanted} arguments, not ${call.arguments.length}`,
    call,
  )
}

function writtenName(path: Path): string {
  return path.names.map(({ name }) => name).join('.')
}

/** One that this script has made, else one of the project. */
function findProcedure(frame: Frame, path: Path): Procedure {
  const names = path.names.map(({ name }) => name)
  if (names.length === 2 && names[0]?.toUpperCase() === 'BQ')
    throw new SqlError('unsupported', `${names.join('.')} cannot run here`, path)
  const made = frame.job.procedures.get(fullName(frame, path))
  if (made !== undefined) return made
  const { sql, path: file } = frame.tables.catalog.findRoutine(names) ?? {}
  const syntax = sql === undefined ? undefined : parseScript(sql).statements.at(-1)
  if (sql === undefined || syntax?.kind !== 'createProcedure')
    throw new SqlError('unknown-function', `there is no procedure ${names.join('.')}`, path)
  checkJumps(syntax.body)
  return { syntax, text: sql, ...(file !== undefined && { file }) }
}

async function openFrame(frame: Frame, { syntax, text }: Procedure, call: Call): Promise<Frame> {
  const variables = new Map<string, TypedValue>()
  for (const [index, parameter] of syntax.parameters.entries()) {
    variables.set(parameter.name.name.toLowerCase(), await argumentValue(frame, parameter, call.arguments[index]!))
  }
  const { project, dataset } = frame.tables.complete(syntax.path.names.map(({ name }) => name))
  const tables = withDefaults(frame.tables, project, dataset)
  const { job, nowMicros } = frame
  return { job, text, tables, parameters: [], variables, functions: new Map(), nowMicros }
}

async function argumentValue(frame: Frame, { mode, type }: Parameter, argument: ExpressionSyntax): Promise<TypedValue> {
  const declared = type.kind === 'anyType' ? undefined : plainType(type)
  if (mode === 'IN') return frame.job.engine.evaluate(argument, frame, declared)
  const variable = variableOf(frame, outputVariable(mode, argument))
  if (mode === 'INOUT') return frame.job.engine.evaluate(argument, frame, declared)
  return { type: declared ?? variable.type, value: null }
}

function outputVariable(mode: Parameter['mode'], argument: ExpressionSyntax): Identifier {
  const [name, second] = argument.kind === 'name' ? argument.path.names : []
  if (name !== undefined && second === undefined) return name
  throw new SqlError('invalid-query', `an ${mode} argument must be a variable`, argument)
}

async function giveBack(
  frame: Frame,
  inner: Frame,
  { mode, name }: Parameter,
  argument: ExpressionSyntax,
): Promise<void> {
  if (mode === 'IN') return
  await assign(frame, outputVariable(mode, argument), variableOf(inner, name))
}
