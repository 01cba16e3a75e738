import { UsageError } from '../../errors.ts'
import { formatType, sameType } from '../../googlesql/types.ts'
import type { QueryParameter } from '../query-job.ts'
import { nearestNames } from '../spelling.ts'

/**
 * The parameters that metadata list, with the values that somebody gives for one run in place of theirs.
 *
 * @throws {UsageError} a name that is not listed, or a value of another type
 */
export function withGivenParameters(
  listed: readonly QueryParameter[],
  given: readonly QueryParameter[],
): readonly QueryParameter[] {
  for (const parameter of given) requireListed(parameter, listed)
  return listed.map((parameter) => given.findLast((other) => isSame(other, parameter)) ?? parameter)
}

function requireListed(given: QueryParameter, listed: readonly QueryParameter[]): void {
  const parameter = listed.find((other) => isSame(other, given))
  const names = listed.map(({ name }) => name)
  if (parameter === undefined) {
    const [near] = nearestNames(given.name, names, 1)
    throw new UsageError('unknown-parameter', `the metadata list no parameter "${given.name}"`, {
      hint: near ? `did you mean ${near}?` : `they list: ${names.join(', ') || 'none'}`,
    })
  }
  if (sameType(parameter.type, given.type)) return
  const type = formatType(parameter.type)
  throw new UsageError('invalid-parameter', `the parameter "${given.name}" is ${type}, not ${formatType(given.type)}`, {
    hint: `write ${parameter.name}:${type}:VALUE`,
  })
}

function isSame(left: QueryParameter, right: QueryParameter): boolean {
  return left.name.toLowerCase() === right.name.toLowerCase()
}
