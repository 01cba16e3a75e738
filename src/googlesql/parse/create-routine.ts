import type {
  CreateFunctionSyntax,
  CreateProcedureSyntax,
  FunctionParameter,
  OptionSyntax,
  StatementSyntax,
  TypeSyntax,
} from '../syntax.ts'
import { readOptions } from './column-attributes.ts'
import { type CreateHead, modifiers, readIfNotExists } from './create-head.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readIdentifier, readTablePath } from './names.ts'
import { readOther } from './other-statement.ts'
import { readQuery, startsQuery } from './query.ts'
import { readStatements } from './script.ts'
import { readText, readType } from './type.ts'

type FunctionKind = 'scalar' | 'aggregate' | 'table'

export function readCreateFunction(cursor: Cursor, head: CreateHead, kind: FunctionKind): CreateFunctionSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor, 'the name of a function')
  const parameters = readParameters(cursor, readFunctionParameter)
  const { body, ...clauses } = readFunctionClauses(cursor, kind)
  return {
    kind: 'createFunction',
    aggregate: kind === 'aggregate',
    table: kind === 'table',
    path,
    ...modifiers(head, ifNotExists),
    parameters,
    ...clauses,
    body: body ?? fail(cursor, 'AS and the body of the function'),
    start: head.start,
    end: endOf(cursor),
  }
}

function readParameters<Parameter>(cursor: Cursor, readParameter: (cursor: Cursor) => Parameter): Parameter[] {
  expect(cursor, '(')
  const parameters: Parameter[] = []
  if (!isNext(cursor, ')')) {
    do parameters.push(readParameter(cursor))
    while (accept(cursor, ','))
  }
  if (!accept(cursor, ')')) fail(cursor, ', or )')
  return parameters
}

function readFunctionParameter(cursor: Cursor): FunctionParameter {
  const name = readIdentifier(cursor, 'the name of a parameter')
  const type = readType(cursor)
  const standard = accept(cursor, 'DEFAULT') ? { default: readExpression(cursor) } : {}
  const notAggregate = acceptAll(cursor, 'NOT', 'AGGREGATE')
  return { name, type, ...standard, notAggregate, start: name.start, end: endOf(cursor) }
}

interface FunctionClauses {
  returns?: TypeSyntax
  determinism?: string
  language?: string
  options: readonly OptionSyntax[]
  body?: CreateFunctionSyntax['body']
}

/** Everything behind the parameters; BigQuery takes it in more than one order. */
function readFunctionClauses(cursor: Cursor, kind: FunctionKind): FunctionClauses {
  const clauses: FunctionClauses = { options: [] }
  while (readFunctionClause(cursor, kind, clauses));
  return clauses
}

function readFunctionClause(cursor: Cursor, kind: FunctionKind, clauses: FunctionClauses): boolean {
  if (accept(cursor, 'RETURNS')) clauses.returns = readType(cursor)
  else if (accept(cursor, 'DETERMINISTIC')) clauses.determinism = 'DETERMINISTIC'
  else if (acceptAll(cursor, 'NOT', 'DETERMINISTIC')) clauses.determinism = 'NOT DETERMINISTIC'
  else if (isNext(cursor, 'IMMUTABLE') || isNext(cursor, 'STABLE') || isNext(cursor, 'VOLATILE'))
    clauses.determinism = take(cursor).word
  else if (accept(cursor, 'LANGUAGE')) clauses.language = readIdentifier(cursor, 'a language').name.toLowerCase()
  else if (isNext(cursor, 'OPTIONS')) clauses.options = [...clauses.options, ...readOptions(cursor)]
  else if (acceptAll(cursor, 'REMOTE', 'WITH', 'CONNECTION')) clauses.body = readRemote(cursor)
  else if (acceptAll(cursor, 'WITH', 'CONNECTION')) readTablePath(cursor, 'the name of a connection')
  else if (accept(cursor, 'AS')) clauses.body = readFunctionBody(cursor, kind)
  else return false
  return true
}

function readRemote(cursor: Cursor): CreateFunctionSyntax['body'] {
  if (!accept(cursor, 'DEFAULT')) readTablePath(cursor, 'the name of a connection')
  return { kind: 'remote' }
}

function readFunctionBody(cursor: Cursor, kind: FunctionKind): CreateFunctionSyntax['body'] {
  if (peek(cursor).kind === 'string') return { kind: 'code', code: readText(cursor) }
  if (kind === 'table') return { kind: 'query', query: readQuery(cursor) }
  if (!accept(cursor, '(')) fail(cursor, '( or a string with code')
  if (startsQuery(cursor))
    fail(cursor, 'an expression', 'a query as the value of a function needs parentheses of its own: AS ((SELECT ...))')
  const expression = readExpression(cursor)
  expect(cursor, ')')
  return { kind: 'sql', expression }
}

type ProcedureParameter = CreateProcedureSyntax['parameters'][number]

export function readCreateProcedure(cursor: Cursor, head: CreateHead): StatementSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor, 'the name of a procedure')
  const parameters = readParameters(cursor, readProcedureParameter)
  const { start } = head
  // a procedure in another language, run by Spark
  if (isNext(cursor, 'WITH') || isNext(cursor, 'EXTERNAL'))
    return { ...readOther(cursor, 0), kind: 'other', verb: 'CREATE PROCEDURE', start }
  const options = readOptions(cursor)
  expect(cursor, 'BEGIN')
  const body = readStatements(cursor)
  if (!accept(cursor, 'END')) fail(cursor, 'END')
  return {
    kind: 'createProcedure',
    path,
    ...modifiers(head, ifNotExists),
    parameters,
    options,
    body,
    start,
    end: endOf(cursor),
  }
}

function readProcedureParameter(cursor: Cursor): ProcedureParameter {
  const { start, word } = peek(cursor)
  const mode = word === 'OUT' || word === 'INOUT' || word === 'IN' ? word : undefined
  if (mode !== undefined) take(cursor)
  const name = readIdentifier(cursor, 'the name of a parameter')
  const type = readType(cursor)
  return { mode: mode ?? 'IN', name, type, start, end: endOf(cursor) }
}
