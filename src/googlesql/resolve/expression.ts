import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax } from '../syntax.ts'
import { resolveField, resolveIndex } from './access.ts'
import { resolveCall } from './call.ts'
import { resolveCase } from './case.ts'
import { resolveCast, resolveExtract } from './cast.ts'
import { resolveArray, resolveStruct, resolveWith } from './constructor.ts'
import type { ExpressionContext } from './context.ts'
import { fail } from './fail.ts'
import {
  resolveIntegerLiteral,
  resolveInterval,
  resolveParameter,
  resolvePlainLiteral,
  resolveSystemVariable,
  resolveTypedLiteral,
} from './literal.ts'
import { resolvePath } from './names.ts'
import {
  resolveBetween,
  resolveBinary,
  resolveIn,
  resolveIs,
  resolveIsDistinctFrom,
  resolveLike,
  resolveUnary,
} from './operator.ts'
import { resolveSubquery } from './subquery.ts'

type Resolvers = {
  readonly [Kind in ExpressionSyntax['kind']]: (
    syntax: Extract<ExpressionSyntax, { kind: Kind }>,
    context: ExpressionContext,
  ) => Expression
}

const resolvers: Resolvers = {
  null: resolvePlainLiteral,
  boolean: resolvePlainLiteral,
  integer: resolveIntegerLiteral,
  float: resolvePlainLiteral,
  string: resolvePlainLiteral,
  bytes: resolvePlainLiteral,
  typedLiteral: resolveTypedLiteral,
  interval: resolveInterval,
  parameter: resolveParameter,
  systemVariable: resolveSystemVariable,
  name: (syntax, context) => resolvePath(syntax.path, context),
  field: resolveField,
  index: resolveIndex,
  unary: resolveUnary,
  binary: resolveBinary,
  between: resolveBetween,
  in: resolveIn,
  like: resolveLike,
  is: resolveIs,
  isDistinctFrom: resolveIsDistinctFrom,
  case: resolveCase,
  cast: resolveCast,
  extract: resolveExtract,
  call: resolveCall,
  array: resolveArray,
  struct: resolveStruct,
  subquery: resolveSubquery,
  lambda: (syntax) => fail('invalid-query', 'Lambda is not allowed here', syntax),
  with: resolveWith,
}

/**
 * What an expression means where it stands.
 * @throws {SqlError}
 */
export function resolveExpression(syntax: ExpressionSyntax, context: ExpressionContext): Expression {
  const resolve = resolvers[syntax.kind] as (syntax: ExpressionSyntax, context: ExpressionContext) => Expression
  return resolve(syntax, context)
}
