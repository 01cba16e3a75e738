import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType, INT64 } from '../../../googlesql/types.ts'
import type { EmitContext, ScalarFunction } from '../emit-context.ts'
import { literalSteps } from './json.ts'
import { type DocumentKind, mayBeMissed, mayHoldNan, nativePath } from './json-value.ts'
import { reuse } from './reuse.ts'
import { extractFromJson, extractFromText } from './scalar/json/extract.ts'
import type { PathStep, PathSyntax } from './scalar/json/path.ts'

const SYNTAXES: Readonly<Record<string, PathSyntax>> = { JSON_VALUE: 'standard', JSON_EXTRACT_SCALAR: 'legacy' }

export function isJsonValue(call: CallExpression): boolean {
  return !call.safe && SYNTAXES[call.name] !== undefined
}

/**
 * A value of a document cast to INT64, as one step: of what becomes a whole number, fewer things can go wrong than of any text.
 * Undefined where DuckDB would read the path otherwise.
 *
 * @param cast reads a text as INT64
 */
export function jsonInteger(
  [document, path = "'$'"]: readonly string[],
  call: CallExpression,
  cast: ScalarFunction,
  context: EmitContext,
): string | undefined {
  const syntax = SYNTAXES[call.name]
  const steps = syntax && literalSteps(call, syntax)
  const native = steps && nativePath(steps, context)
  if (!native) return undefined
  const kind = formatType(call.arguments[0]!.type) === 'JSON' ? 'json' : 'text'
  const extract = kind === 'json' ? extractFromJson('value', syntax) : extractFromText('value', syntax)
  const slow = context.use(both(extract, cast))
  return reuse(context, [document!], (given) =>
    read(given!, native, steps, kind, `${slow}(${given}, ${path})`, context),
  )
}

function read(
  document: string,
  path: string,
  steps: readonly PathStep[],
  kind: DocumentKind,
  slow: string,
  context: EmitContext,
): string {
  const extracted = `json_extract_string(${document}, ${path})`
  const found = kind === 'json' ? extracted : `TRY(${extracted})`
  const text = kind === 'json' ? `CAST(${document} AS VARCHAR)` : document
  const missed = mayBeMissed(document, text, steps, kind, context)
  const rest = `CASE WHEN ${missed && `${missed} OR `}${found} IS NOT NULL THEN ${slow} END`
  const fast = `COALESCE(TRY_CAST(regexp_extract(${found}, '^-?[0-9]{1,18}$') AS BIGINT), ${rest})`
  const judged = kind === 'json' ? fast : `CASE WHEN ${mayHoldNan(document)} THEN ${slow} ELSE ${fast} END`
  return `CASE WHEN ${document} IS NOT NULL THEN ${judged} END`
}

function both(extract: ScalarFunction, cast: ScalarFunction): ScalarFunction {
  return {
    ...extract,
    name: `${cast.name}_of_${extract.name}`,
    returns: INT64,
    evaluate: (...values) => {
      const text = extract.evaluate(...values)
      return text === null ? null : cast.evaluate(text)
    },
  }
}
