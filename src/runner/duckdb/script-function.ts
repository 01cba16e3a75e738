import { createHash } from 'node:crypto'
import { type Context, createContext, Script } from 'node:vm'
import type { ScriptFunction } from '../../googlesql/resolved.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { Span } from '../../googlesql/syntax.ts'
import { formatType, type Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { ScalarFunction } from './emit-context.ts'
import { fromScript, toScript } from './script-values.ts'

/** A row's call may take this long; BigQuery's own limit is of the same order. */
const TIMEOUT_MS = 60_000

/**
 * A JavaScript function as a function of ours. It runs in a context of its own, which keeps names apart but is no wall: the code is
 * the project's own.
 *
 * @throws {SqlError} `unsupported` for libraries, which are files in a bucket, `invalid-query` for code that is no JavaScript
 * @see https://cloud.google.com/bigquery/docs/user-defined-functions#javascript-udf-structure
 */
export function scriptScalar(script: ScriptFunction, span: Span): ScalarFunction {
  if (script.libraries.length > 0) {
    throw new SqlError(
      'unsupported',
      `${script.name} uses libraries (${script.libraries.join(', ')}), which the embedded warehouse does not load`,
      span,
    )
  }
  const { evaluate } = compileScript(script, span)
  const types = script.parameters.map((parameter) => parameter.type)
  return {
    name: scriptName(script),
    parameters: types,
    returns: script.returns,
    acceptsNull: true,
    volatile: true,
    evaluate,
  }
}

/** Two functions of one name and other code are two functions. */
function scriptName(script: ScriptFunction): string {
  const signature = [
    ...script.parameters.map(({ name, type }) => `${name} ${formatType(type)}`),
    formatType(script.returns),
    script.code,
  ]
  return `js_${script.name}_${createHash('sha256').update(signature.join('\0')).digest('hex').slice(0, 12)}`
}

function compileScript(script: ScriptFunction, span: Span): Pick<ScalarFunction, 'evaluate'> {
  const context = createContext({})
  const names = script.parameters.map((parameter) => parameter.name)
  try {
    new Script(`function __body(${names.join(', ')}) {${script.code}\n}`, { filename: script.name }).runInContext(
      context,
    )
  } catch (error) {
    throw new SqlError('invalid-query', `the JavaScript of ${script.name} is wrong: ${messageOf(error)}`, span, {
      cause: error,
    })
  }
  return { evaluate: (...values) => call(script, context, values) }
}

const CALL = new Script('__body(...__arguments)')

function call(script: ScriptFunction, context: Context, values: readonly Value[]): Value {
  context['__arguments'] = values.map((value, index) => toScript(value, script.parameters[index]!.type as Type))
  try {
    return fromScript(CALL.runInContext(context, { timeout: TIMEOUT_MS }), script.returns)
  } catch (error) {
    // an error of the context is no Error here, and none of its kind is a bug of ours
    throw new Error(`${script.name}: ${messageOf(error)}`, { cause: error })
  }
}

function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  const name = 'name' in error && error.name !== 'Error' ? `${error.name}: ` : ''
  return `${name}${error.message}`
}
