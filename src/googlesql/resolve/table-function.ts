import type { FromSyntax } from '../syntax.ts'
import type { QueryContext, Source } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import { enter, findRoutine, inRoutine } from './find-routine.ts'
import type { FromResult } from './from.ts'
import { resolveQuery } from './query.ts'
import { relationNames } from './relation.ts'
import { positionalArguments, routineArgument } from './routine.ts'
import { createItemNames, within } from './scope.ts'

type Syntax = Pick<Extract<FromSyntax, { kind: 'tableFunction' }>, 'name' | 'arguments' | 'alias' | 'start' | 'end'>

/** A table function is put in place, its arguments where its parameters stand: they are the same for all rows. */
export function resolveTableFunction(syntax: Syntax, context: QueryContext): FromResult {
  const routine = findRoutine(syntax.name, context.source)
  const written = syntax.name.names.map((part) => part.name).join('.')
  if (!routine) return refuseUnknown(written, syntax)
  const { table, body, parameters } = routine.syntax
  if (!table || body.kind !== 'query') return fail('invalid-query', `${written} is not a table function`, syntax.name)
  const values = positionalArguments(syntax, routine).map((value) =>
    resolveExpression(value, { ...context, scope: context.outer, clause: 'argument of a table function' }),
  )
  if (values.length > parameters.length)
    return fail('type-mismatch', `${written} takes ${parameters.length} arguments, ${values.length} were given`, syntax)
  const given = parameters.map((parameter, index) => routineArgument(parameter, values[index], routine, syntax))
  const scope = within(
    createItemNames(parameters.map(({ name }, index) => ({ name: name.name, use: () => given[index]! }))),
    undefined,
  )
  const source: Source = { ...enter(routine, syntax), argumentScope: scope }
  const relation = inRoutine(routine, () => resolveQuery(body.query, { source, ctes: new Map(), outer: scope }))
  return { scan: relation.scan, names: relationNames(relation, syntax.alias?.name) }
}

/** EXTERNAL_QUERY's columns are another database's; models and searches are BigQuery's own. */
function refuseUnknown(written: string, { name }: Syntax): never {
  const upper = written.toUpperCase()
  if (upper === 'EXTERNAL_QUERY') {
    return fail('no-schema', 'EXTERNAL_QUERY reads another database, whose columns are not known here', name)
  }
  if (/^(ML|AI)\.|^(VECTOR_SEARCH|APPENDS|CHANGES|GAP_FILL|RANGE_SESSIONIZE)$/.test(upper))
    return unsupported(upper, name)
  return fail('unknown-function', `Table-valued function not found: ${written}`, name)
}
