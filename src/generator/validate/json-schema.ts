import { Ajv, type ErrorObject } from 'ajv'
import type { YamlValue } from '../yaml/node.ts'

/** One way in which a value breaks a JSON Schema. */
export interface ShapeProblem {
  readonly keyword: string
  /** Keys and indexes down to the value; for a wrong or missing key, to its mapping. */
  readonly path: readonly (string | number)[]
  readonly params: {
    readonly additionalProperty?: string
    readonly propertyName?: string
    readonly missingProperty?: string
    readonly type?: string | readonly string[]
    readonly allowedValues?: readonly unknown[]
  }
  readonly isOfKey: boolean
  readonly value: unknown
  readonly schema: Readonly<Record<string, unknown>>
  readonly message?: string
}

// the schemas themselves are held to their meta-schema by a test; here that would double the time
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  strictTypes: false,
  meta: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
})

/** Compiles a JSON Schema (draft 7) into a function that finds every problem of a value. */
export function compileShape(schema: object): (value: YamlValue) => readonly ShapeProblem[] {
  const validate = ajv.compile(schema)
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map((error) => shapeProblem(error, value)))
}

function shapeProblem(error: ErrorObject, root: YamlValue): ShapeProblem {
  return {
    keyword: error.keyword,
    path: pathOf(error.instancePath, root),
    params: error.params,
    isOfKey: error.propertyName !== undefined,
    value: error.data,
    schema: error.parentSchema ?? {},
    ...(error.message !== undefined && { message: error.message }),
  }
}

/** The steps of a JSON pointer; a step into a list is a number. */
function pathOf(pointer: string, root: YamlValue): (string | number)[] {
  let value: unknown = root
  return pointer
    .split('/')
    .slice(1)
    .map((text) => {
      const name = text.replace(/~1/g, '/').replace(/~0/g, '~')
      const step = Array.isArray(value) ? Number(name) : name
      value = (value as Readonly<Record<string | number, unknown>>)[step]
      return step
    })
}
