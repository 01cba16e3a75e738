import { BOOL, formatType, JSON_TYPE, STRING, type Type } from '../../../../../googlesql/types.ts'
import type { Value } from '../../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { readJson } from './parse.ts'
import { type PathStep, parsePath } from './path.ts'
import { toJson } from './typed.ts'
import { type Json, printJson } from './value.ts'

/** Arrays do not grow beyond this. */
const MAX_ARRAY = 1_000_000

/** JSON_SET(json, create_if_missing, path, value, …) of values of these types. */
export function jsonSet(types: readonly Type[]): ScalarFunction {
  return changing('json_set', types, (root, steps, value, type, create) =>
    setAt(root, steps, toJson(value, type), create),
  )
}

/** JSON_ARRAY_APPEND(json, append_each_element, path, value, …). */
export function jsonArrayAppend(types: readonly Type[]): ScalarFunction {
  return changing('json_array_append', types, (root, steps, value, type, each) =>
    appendAt(root, steps, items(value, type, each)),
  )
}

/** JSON_ARRAY_INSERT(json, insert_each_element, path, value, …). */
export function jsonArrayInsert(types: readonly Type[]): ScalarFunction {
  return changing('json_array_insert', types, (root, steps, value, type, each) =>
    insertAt(root, steps, items(value, type, each)),
  )
}

/** What an array gets: with `each` the elements of a value that is an ARRAY (none of a NULL one), else the value. */
function items(value: Value, type: Type, each: boolean): readonly Json[] {
  if (!each || type.kind !== 'array') return [toJson(value, type)]
  return ((value ?? []) as readonly Value[]).map((item) => toJson(item, type.element))
}

type Change = (root: Json, steps: readonly PathStep[], value: Value, type: Type, flag: boolean) => Json

/** Applies a change path by path. A NULL path changes nothing, a NULL flag nothing at all. */
function changing(name: string, types: readonly Type[], change: Change): ScalarFunction {
  return {
    name: `${name}(${types.map(formatType).join(', ')})`,
    parameters: [JSON_TYPE, BOOL, ...types.flatMap((type) => [STRING, type])],
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (text, flag, ...pairs) => {
      if (text === null) return null
      const apply = (root: Json, type: Type, index: number) => {
        const [path, value] = [pairs[2 * index] ?? null, pairs[2 * index + 1] ?? null]
        return path === null
          ? root
          : change(root, parsePath(path as string, 'change').steps, value, type, flag as boolean)
      }
      const root = readJson(text as string)
      return printJson(flag === null ? root : types.reduce(apply, root))
    },
  }
}

/** JSON_REMOVE(json, path, …). */
export const jsonRemove: ScalarFunction = {
  name: 'json_remove',
  parameters: [JSON_TYPE],
  variadic: STRING,
  returns: JSON_TYPE,
  acceptsNull: true,
  evaluate: (text, ...paths) => {
    if (text === null) return null
    const root = readJson(text as string)
    for (const path of paths) {
      if (path === null) continue
      const { steps } = parsePath(path as string, 'change')
      const last = steps.at(-1)
      if (last === undefined) throw new Error("JSON_REMOVE cannot remove '$'")
      removeFrom(at(root, steps.slice(0, -1)), last)
    }
    return printJson(root)
  },
}

function removeFrom(container: Json | undefined, step: PathStep): void {
  if (container instanceof Map && !step.index) container.delete(step.name)
  if (Array.isArray(container) && step.index) container.splice(Number(step.name), 1)
}

/** Steps at their word: an index only into arrays, a name only into objects. */
function at(root: Json, steps: readonly PathStep[]): Json | undefined {
  let found: Json | undefined = root
  for (const step of steps) {
    if (step.index) found = Array.isArray(found) ? found[Number(step.name)] : undefined
    else found = found instanceof Map ? found.get(step.name) : undefined
  }
  return found
}

function setAt(root: Json, steps: readonly PathStep[], value: Json, create: boolean): Json {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (step.index) return setElement(root, Number(step.name), rest, value, create)
  const object = root === null && create ? new Map<string, Json>() : root
  if (!(object instanceof Map)) return root
  const member = object.get(step.name)
  if (member === undefined && !create) return root
  object.set(step.name, setAt(member ?? null, rest, value, create))
  return object
}

function setElement(root: Json, index: number, rest: readonly PathStep[], value: Json, create: boolean): Json {
  const array = root === null && create ? [] : root
  if (!Array.isArray(array)) return root
  if (index >= array.length && !create) return root
  growTo(array, index + 1)
  array[index] = setAt(array[index] ?? null, rest, value, create)
  return array
}

function growTo(array: Json[], length: number): void {
  if (length > MAX_ARRAY) throw new Error(`a JSON array cannot have more than ${MAX_ARRAY} elements`)
  while (array.length < length) array.push(null)
}

/** The root with the container at `steps` changed; `null` there is taken for an empty array. */
function changeArray(root: Json, steps: readonly PathStep[], change: (array: Json[]) => void): Json {
  const found = at(root, steps)
  if (Array.isArray(found)) change(found)
  if (found !== null) return root
  const array: Json[] = []
  change(array)
  return setAt(root, steps, array, false)
}

function appendAt(root: Json, steps: readonly PathStep[], added: readonly Json[]): Json {
  return changeArray(root, steps, (array) => array.push(...added))
}

function insertAt(root: Json, steps: readonly PathStep[], added: readonly Json[]): Json {
  const last = steps.at(-1)
  if (!last?.index) return root
  const index = Number(last.name)
  return changeArray(root, steps.slice(0, -1), (array) => {
    growTo(array, index)
    array.splice(index, 0, ...added)
  })
}
