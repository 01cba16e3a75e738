import { SqlError } from '../../../googlesql/sql-error.ts'
import type { Span } from '../../../googlesql/syntax.ts'
import { STRING, type Type } from '../../../googlesql/types.ts'
import { duckDbType, quoteText } from '../duckdb-type.ts'
import type { EmitContext, ScalarFunction } from '../emit-context.ts'
import { scalarName } from '../scalar.ts'
import { castSql } from './cast.ts'
import { newAlias, type Statement } from './scope.ts'
import { markCostly } from './share.ts'
import { bindOnce } from './type-names.ts'

// casts that translations ask for exist, so none is refused
const NOWHERE = { start: 0, end: 0 }

/** What translations of functions may ask, for one statement. */
export function createContext(statement: Statement): EmitContext {
  const use = (scalar: ScalarFunction) => useScalar(statement, scalar)
  return {
    use,
    once: (value, body) => bindOnce(value, () => newAlias(statement, 'v'), body),
    cast: (value, from, to) => castSql(value, from, to, { statement, safe: false, span: NOWHERE }),
    typeName: duckDbType,
    magnitude: statement.magnitude,
    costly: (sql, operand) => markCostly(statement, sql, operand),
    text: quoteText,
    fail: (message, type) => failSql(statement, message, type),
    nowMicros: statement.options.nowMicros,
    unsupported,
  }
}

/** For the body of `SAFE.f()`: what fails in a function of ours is NULL at once, for TRY repeats a whole chunk row by row. */
export function lenientContext(context: EmitContext): EmitContext {
  return {
    ...context,
    use: (scalar) => context.use(lenient(scalar)),
    fail: (_message, type) => `CAST(NULL AS ${duckDbType(type)})`,
  }
}

function lenient(scalar: ScalarFunction): ScalarFunction {
  return {
    ...scalar,
    name: `safe_${scalar.name}`,
    evaluate: (...values) => {
      const depth = Error.stackTraceLimit
      // nobody reads the stack, and making it takes longer than all else
      Error.stackTraceLimit = 0
      try {
        return scalar.evaluate(...values)
      } catch {
        return null
      } finally {
        Error.stackTraceLimit = depth
      }
    },
  }
}

export function useScalar(statement: Statement, scalar: ScalarFunction): string {
  statement.scalars.set(scalar.name, scalar)
  return scalarName(scalar)
}

/** Fails with the text that `message` gives, where an expression of `type` stands. */
export function failSql(statement: Statement, message: string, type: Type): string {
  return `CAST(${useScalar(statement, FAIL)}(${message}) AS ${duckDbType(type)})`
}

/** @throws {SqlError} always */
export function unsupported(message: string, span: Span): never {
  throw new SqlError('unsupported', message, span)
}

const FAIL: ScalarFunction = {
  name: 'fail',
  parameters: [STRING],
  returns: STRING,
  acceptsNull: true,
  evaluate: (message) => {
    throw new Error(message === null ? 'NULL' : String(message))
  },
}
