import { fail, unsupported } from './error.ts'
import { type CallArguments, type Callable, isKind, type JinjaValue, NONE, typeName } from './value.ts'

/** Arguments bound to parameters by position, then by name; undefined where not given. */
export type Bound = readonly (JinjaValue | undefined)[]

/**
 * Binds a call to the parameters of a builtin. A parameter with `?` may be left out.
 * @param signature `'value width? first?'`
 */
export function bindArguments(name: string, signature: string, args: CallArguments): Bound {
  const parameters = signature === '' ? [] : signature.split(' ')
  if (args.positional.length > parameters.length)
    fail(`${name}() takes ${parameters.length === 0 ? 'no arguments' : `at most ${parameters.length}`}`)
  const names = parameters.map((parameter) => parameter.replace('?', ''))
  for (const key of args.named.keys()) {
    const index = names.indexOf(key)
    if (index < 0) fail(`${name}() has no parameter "${key}"`)
    if (index < args.positional.length) fail(`${name}() got two values for "${key}"`)
  }
  return parameters.map((parameter, index) => {
    const value = args.positional[index] ?? args.named.get(names[index]!)
    if (value === undefined && index >= args.positional.length && !parameter.endsWith('?')) {
      fail(`${name}() needs a value for "${parameter}"`)
    }
    return value
  })
}

/** A builtin function of fixed parameters. */
export function builtin(name: string, signature: string, run: (...bound: Bound) => JinjaValue): Callable {
  return { kind: 'function', name, call: (args) => run(...bindArguments(name, signature, args)) }
}

export function callValue(callee: JinjaValue, args: CallArguments, written: string): JinjaValue {
  if (isKind(callee, 'function')) return callee.call(args)
  if (isKind(callee, 'object') && callee.call) return callee.call(args)
  if (isKind(callee, 'undefined')) fail(`${written}() cannot be called: ${callee.message}`)
  return fail(`${written === '' ? 'this value' : written} is of type ${typeName(callee)} and cannot be called`)
}

export function asText(value: JinjaValue | undefined, what: string): string {
  if (value !== undefined && isKind(value, 'markup'))
    unsupported(`${what} made by tojson`, 'make it a plain string first: `"" ~ value`')
  return typeof value === 'string' ? value : fail(`${what} must be a string, not ${typeName(value ?? NONE)}`)
}

export function asInteger(value: JinjaValue | undefined, what: string): number {
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'bigint' ? Number(value) : fail(`${what} must be an integer, not ${typeName(value ?? NONE)}`)
}
