import backfillSchema from '../../../schemas/backfill.schema.json' with { type: 'json' }
import projectSchema from '../../../schemas/bqetl_project.schema.json' with { type: 'json' }
import dagsSchema from '../../../schemas/dags.schema.json' with { type: 'json' }
import datasetSchema from '../../../schemas/dataset_metadata.schema.json' with { type: 'json' }
import generatorSchema from '../../../schemas/generator.schema.json' with { type: 'json' }
import metadataSchema from '../../../schemas/metadata.schema.json' with { type: 'json' }
import schemaSchema from '../../../schemas/schema.schema.json' with { type: 'json' }
import type { Diagnostic } from '../../errors.ts'
import { nearestNames } from '../spelling.ts'
import { diagnosticAt, type SourceText } from '../yaml/diagnostic.ts'
import { entryOf, nodeAt, toValue, type YamlNode, type YamlValue } from '../yaml/node.ts'
import { compileShape, type ShapeProblem } from './json-schema.ts'
import { keysAt, placesOf, type Schema } from './schema-keys.ts'
import { isSurelyValid } from './surely-valid.ts'

/** The kinds of YAML files that have a JSON Schema in `schemas/`. */
export type FileShape = keyof typeof SCHEMAS

const SCHEMAS = {
  metadata: metadataSchema,
  schema: schemaSchema,
  dags: dagsSchema,
  dataset: datasetSchema,
  backfill: backfillSchema,
  project: projectSchema,
  generator: generatorSchema,
}

/** Holds a file to its JSON Schema: unknown and misplaced keys, missing ones, wrong types and values, each with its place. */
export function checkShape(shape: FileShape, file: SourceText, root: YamlNode): readonly Diagnostic[] {
  const value = toValue(root)
  if (isAmongFirst(shape) && isSurelyValid(value, SCHEMAS[shape])) return []
  const problems = checkerOf(shape)(value)
  return problems.flatMap((problem) => describe(problem, shape, file, root) ?? [])
}

/** So many files of a shape take as long without ajv as ajv takes to be loaded and to compile the schema. */
const FIRST_FILES = 50
const filesSeen = new Map<FileShape, number>()

function isAmongFirst(shape: FileShape): boolean {
  const seen = (filesSeen.get(shape) ?? 0) + 1
  filesSeen.set(shape, seen)
  return seen <= FIRST_FILES && !checkers.has(shape)
}

const checkers = new Map<FileShape, (value: YamlValue) => readonly ShapeProblem[]>()

/** Compiled when first asked for: a schema costs some 10 ms. */
function checkerOf(shape: FileShape): (value: YamlValue) => readonly ShapeProblem[] {
  const known = checkers.get(shape)
  if (known) return known
  const checker = compileShape(SCHEMAS[shape])
  checkers.set(shape, checker)
  return checker
}

type Description = Pick<Diagnostic, 'code' | 'message' | 'hint'>

function describe(problem: ShapeProblem, shape: FileShape, file: SourceText, root: YamlNode): Diagnostic | undefined {
  const { keyword, params, path } = problem
  const parent = nodeAt(root, path) ?? root
  const key = params.additionalProperty ?? params.propertyName
  const node = key === undefined ? parent : (entryOf(parent, key)?.key ?? parent)
  if (keyword === 'additionalProperties')
    return diagnosticAt(file, node, { severity: 'error', ...unknownKey(problem, key!, shape) })
  if (keyword === 'propertyNames') return diagnosticAt(file, node, { severity: 'error', ...wrongKey(problem, key!) })
  // the inner half of a `propertyNames` problem
  if (problem.isOfKey) return undefined
  if (keyword === 'required')
    return diagnosticAt(file, firstLineOf(parent), {
      severity: 'error',
      ...missingKey(problem, params.missingProperty!),
    })
  return diagnosticAt(file, parent, { severity: 'error', ...wrongValue(problem) })
}

/** A whole mapping is no good place for a caret. */
function firstLineOf(node: YamlNode): YamlNode {
  return node.kind === 'mapping' && node.entries[0] ? node.entries[0].key : node
}

function unknownKey({ path }: ShapeProblem, key: string, shape: FileShape): Description {
  const full = [...path, key].join('.')
  const here = keysAt(SCHEMAS[shape], path)
  const [near] = nearestNames(key, here, 1)
  if (near !== undefined) {
    return {
      code: 'unknown-key',
      message: `unknown key ${full}: did you mean '${near}'?`,
      hint: `write ${near}, or remove the key`,
    }
  }
  const elsewhere = placesOf(SCHEMAS[shape], key, path)
  if (elsewhere) {
    const { name, places } = elsewhere
    const wanted = places
      .map((place) => (place.length === 0 ? 'to the top level' : `under ${place.join('.')}`))
      .join(' or ')
    const spelled = name === key ? '' : `'${key}' may be meant as '${name}', and `
    return {
      code: 'misplaced-key',
      message: `unknown key ${full}: ${spelled}'${name}' belongs ${wanted}`,
      hint: `move it ${wanted}; here it has no effect`,
    }
  }
  const known = here.length > 0 && here.length <= 12 ? `known here: ${here.join(', ')}` : 'remove it; it has no effect'
  return { code: 'unknown-key', message: `unknown key ${full}`, hint: known }
}

function wrongKey({ path, schema }: ShapeProblem, key: string): Description {
  const where = path.length === 0 ? '' : ` under ${path.join('.')}`
  const rule = (schema.propertyNames as Schema | undefined)?.description as string | undefined
  return {
    code: 'invalid-key',
    message: `the key "${key}"${where} is not allowed`,
    ...(rule && { hint: `write ${rule}` }),
  }
}

function missingKey({ path }: ShapeProblem, key: string): Description {
  const where = path.length === 0 ? '' : ` under ${path.join('.')}`
  return { code: 'missing-key', message: `the key ${key} is missing${where}`, hint: `add ${[...path, key].join('.')}` }
}

function wrongValue({ keyword, params, path, schema, value, message }: ShapeProblem): Description {
  const name = path.join('.') || 'the file'
  const code = 'invalid-value'
  if (keyword === 'type') {
    const wanted = [params.type ?? []].flat().map((type) => TYPE_NAMES[type] ?? type)
    return {
      code,
      message: `${name} must be ${wanted.join(' or ')}, not ${typeOf(value)}${name === 'the file' && value === null ? '; it is empty' : ''}`,
    }
  }
  if (keyword === 'enum') {
    const allowed = (params.allowedValues ?? []).map(String)
    const [near] = nearestNames(String(value), allowed, 1)
    const one = `one of ${allowed.join(', ')}`
    return { code, message: `${name} is ${shown(value)}${near ? `: did you mean ${near}?` : ''}`, hint: `write ${one}` }
  }
  const rule = schema.description as string | undefined
  return {
    code,
    message: `${name} is ${shown(value)}, which ${message ?? 'is not allowed'}`,
    ...(rule && { hint: `wanted: ${rule}` }),
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return `the text ${shown(value)}`
  return String(value)
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
