type Schema = Readonly<Record<string, unknown>>

/** Whether a value of the type has it; by ajv's rules. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  array: Array.isArray,
  object: isObject,
}

type Check = (value: unknown, expected: never, root: Schema, schema: Schema) => boolean

/** The keywords that our schemas have. */
const CHECKS = {
  type: (value: unknown, types: string | readonly string[]) => [types].flat().some((type) => TYPES[type]?.(value)),
  enum: (value: unknown, values: readonly unknown[]) => !isComposite(value) && values.includes(value),
  pattern: (value: unknown, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (value: unknown, least: number) => typeof value !== 'string' || [...value].length >= least,
  maxLength: (value: unknown, most: number) => typeof value !== 'string' || value.length <= most,
  minimum: (value: unknown, least: number) => typeof value !== 'number' || value >= least,
  maximum: (value: unknown, most: number) => typeof value !== 'number' || value <= most,
  exclusiveMinimum: (value: unknown, least: number) => typeof value !== 'number' || value > least,
  minItems: (value: unknown, least: number) => !Array.isArray(value) || value.length >= least,
  maxItems: (value: unknown, most: number) => !Array.isArray(value) || value.length <= most,
  items: (value: unknown, schema: Schema, root: Schema) =>
    !Array.isArray(value) || value.every((item) => isSurelyValid(item, schema, root)),
  minProperties: (value: unknown, least: number) => !isObject(value) || Object.keys(value).length >= least,
  required: (value: unknown, names: readonly string[]) =>
    !isObject(value) || names.every((name) => value[name] !== undefined),
  properties: (value: unknown, schemas: Readonly<Record<string, Schema>>, root: Schema) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, item]) => !Object.hasOwn(schemas, name) || isSurelyValid(item, schemas[name]!, root),
    ),
  patternProperties: (value: unknown, schemas: Readonly<Record<string, Schema>>, root: Schema) =>
    !isObject(value) ||
    Object.entries(schemas).every(([pattern, schema]) =>
      Object.entries(value).every(
        ([name, item]) => !new RegExp(pattern, 'u').test(name) || isSurelyValid(item, schema, root),
      ),
    ),
  additionalProperties: (value: unknown, rule: boolean | Schema, root: Schema, schema: Schema) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, item]) => isNamed(name, schema) || (typeof rule === 'boolean' ? rule : isSurelyValid(item, rule, root)),
    ),
  propertyNames: (value: unknown, schema: Schema, root: Schema) =>
    !isObject(value) || Object.keys(value).every((name) => isSurelyValid(name, schema, root)),
  $ref: (value: unknown, reference: string, root: Schema) => {
    const [, name] = /^#\/definitions\/(\w+)$/.exec(reference) ?? []
    const schema = (root.definitions as Readonly<Record<string, Schema>> | undefined)?.[name ?? '']
    return schema !== undefined && isSurelyValid(value, schema, root)
  },
} satisfies Readonly<Record<string, (value: unknown, expected: never, root: Schema, schema: Schema) => boolean>>

const NOTES = new Set(['$schema', 'title', 'description', 'definitions'])

/**
 * Whether a value certainly fits a JSON Schema (draft 7). False is no answer: a keyword may be unknown here, and what is wrong is for ajv
 * to say. Compiling a schema takes ajv longer than most commands have to do with their files.
 */
export function isSurelyValid(value: unknown, schema: Schema, root: Schema = schema): boolean {
  return Object.entries(schema).every(([keyword, expected]) => {
    if (NOTES.has(keyword)) return true
    const check = (CHECKS as Readonly<Record<string, Check>>)[keyword]
    return check?.(value, expected as never, root, schema) ?? false
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Whether an object's schema speaks of the member by its name. */
function isNamed(name: string, { properties = {}, patternProperties = {} }: Schema): boolean {
  return (
    Object.hasOwn(properties as object, name) ||
    Object.keys(patternProperties as object).some((pattern) => new RegExp(pattern, 'u').test(name))
  )
}
