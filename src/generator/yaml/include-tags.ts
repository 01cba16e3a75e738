import type { Diagnostic } from '../../errors.ts'
import { diagnosticAt } from './diagnostic.ts'
import type { YamlFile } from './file.ts'
import {
  fieldsOf,
  IncludeProblem,
  includeDescription,
  includeField,
  includeFields,
  required,
  scalarOf,
} from './include-fields.ts'
import { selectByPath, UnsupportedExpression } from './json-path.ts'
import { keyText, type YamlMapping, type YamlNode } from './node.ts'

/** Where include tags find what they name. */
export interface IncludeSource {
  /** A file by its path from the root, read but not resolved; undefined where it is absent. */
  file(path: string): YamlFile | undefined
  /** The `schema.yaml` of `project.dataset.table`, or undefined where the tree declares no such table. */
  schemaPath(table: string): string | undefined
}

/** A file whose include tags are replaced by what they name. Included nodes have the place of their tag. */
export interface ResolvedYaml {
  readonly file: YamlFile
  readonly root: YamlNode
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes a function that resolves the include tags of files: `!include`, `!include-field`, `!include-fields`,
 * `!include-field-description` and `!flatten-lists`. Files that others include are read and resolved once.
 */
export function includeResolver(source: IncludeSource): (file: YamlFile) => ResolvedYaml {
  const included = new Map<string, ResolvedYaml | undefined>()
  return (file) => resolveFile(file, { source, included, open: [] })
}

interface Includes {
  readonly source: IncludeSource
  readonly included: Map<string, ResolvedYaml | undefined>
  /** Paths of the files being resolved, outermost first. */
  readonly open: readonly string[]
}

interface Resolving extends Includes {
  readonly file: YamlFile
  readonly diagnostics: Diagnostic[]
}

function resolveFile(file: YamlFile, includes: Includes): ResolvedYaml {
  if (!file.text.includes('!')) return { file, root: file.root, diagnostics: file.diagnostics }
  const resolving: Resolving = {
    ...includes,
    open: [...includes.open, file.path],
    file,
    diagnostics: [...file.diagnostics],
  }
  return { file, root: resolveNode(file.root, resolving), diagnostics: resolving.diagnostics }
}

function resolveNode(node: YamlNode, resolving: Resolving): YamlNode {
  const inner = resolveChildren(node, resolving)
  if (node.tag === undefined) return inner
  try {
    const { start, end } = node
    return placedAt(applyTag(node.tag, inner, resolving), { start, end: Math.min(end, start + node.tag.length) })
  } catch (error) {
    if (!(error instanceof IncludeProblem)) throw error
    report(error, resolving)
    return { kind: 'scalar', type: 'null', value: null, start: node.start, end: node.start }
  }
}

/** What is missing is told once a file, however many tags name it. */
function report({ node, code, message, hint }: IncludeProblem, { file, diagnostics }: Resolving): void {
  if (diagnostics.some((diagnostic) => diagnostic.code === code && diagnostic.message === message)) return
  diagnostics.push(diagnosticAt(file, node, { severity: 'error', code, message, ...(hint !== undefined && { hint }) }))
}

function resolveChildren(node: YamlNode, resolving: Resolving): YamlNode {
  if (node.kind === 'scalar') return node
  if (node.kind === 'sequence') return { ...node, items: node.items.map((item) => resolveNode(item, resolving)) }
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: resolveNode(value, resolving) })) }
}

/** Nothing of an included node points into the other file. */
function placedAt(node: YamlNode, place: { readonly start: number; readonly end: number }): YamlNode {
  if (node.kind === 'scalar') return { kind: 'scalar', type: node.type, value: node.value, ...place }
  if (node.kind === 'sequence')
    return { kind: 'sequence', items: node.items.map((item) => placedAt(item, place)), ...place }
  const entries = node.entries.map(({ key, value }) => ({ key: { ...key, ...place }, value: placedAt(value, place) }))
  return { kind: 'mapping', entries, ...place }
}

function applyTag(tag: string, node: YamlNode, resolving: Resolving): YamlNode {
  if (tag === '!flatten-lists') return flattenLists(node)
  if (node.kind !== 'mapping')
    throw new IncludeProblem(node, 'include-form', `${tag} takes a mapping of its parameters`)
  requireKnownParameters(tag, node)
  if (tag === '!include') return includeWhole(node, resolving)
  const fields = fieldsOf(targetOf(tag, node, resolving), node)
  if (tag === '!include-field') return includeField(fields, node)
  if (tag === '!include-fields') return includeFields(fields, node)
  return includeDescription(fields, node)
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  '!include': ['file', 'jmespath'],
  '!include-field': [
    'table',
    'file',
    'field',
    'new_name',
    'new_type',
    'new_mode',
    'new_description',
    'append_description',
    'prepend_description',
    'new_fields',
    'append_fields',
    'prepend_fields',
  ],
  '!include-fields': ['table', 'file', 'parent_field', 'field_names', 'exclude_field_names', 'field_replacements'],
  '!include-field-description': ['table', 'file', 'field', 'append', 'prepend'],
}

function requireKnownParameters(tag: string, node: YamlMapping): void {
  const known = PARAMETERS[tag] ?? []
  const unknown = node.entries.find(({ key }) => !known.includes(keyText(key)))
  if (unknown)
    throw new IncludeProblem(
      unknown.key,
      'include-form',
      `${tag} has no parameter ${keyText(unknown.key)}`,
      `known: ${known.join(', ')}`,
    )
}

function flattenLists(node: YamlNode): YamlNode {
  if (node.kind !== 'sequence') throw new IncludeProblem(node, 'include-form', '!flatten-lists takes a list')
  return { ...node, items: node.items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item])) }
}

function includeWhole(node: YamlMapping, resolving: Resolving): YamlNode {
  const file = required(node, 'file', '!include')
  const { root } = readIncluded(String(file.value), file, resolving)
  const expression = scalarOf(node, 'jmespath')
  if (expression === undefined) return root
  try {
    return selectByPath(root, String(expression.value)) ?? { ...expression, type: 'null', value: null }
  } catch (error) {
    if (!(error instanceof UnsupportedExpression)) throw error
    throw new IncludeProblem(expression, 'unsupported', `the JMESPath expression is not understood: ${error.message}`)
  }
}

/** The root of the file, or of the table's schema.yaml, that the tag names. */
function targetOf(tag: string, node: YamlMapping, resolving: Resolving): YamlNode {
  const file = scalarOf(node, 'file')
  if (file) return readIncluded(String(file.value), file, resolving).root
  const table = required(node, 'table', tag, 'table or file')
  const path = resolving.source.schemaPath(String(table.value))
  if (path === undefined) {
    const message = `the schema of ${table.value} is not in this project`
    throw new IncludeProblem(
      table,
      'include-not-found',
      message,
      `declare it in a schema.yaml under sql/, or include from a file`,
    )
  }
  return readIncluded(path, table, resolving).root
}

function readIncluded(name: string, node: YamlNode, resolving: Resolving): ResolvedYaml {
  const path = name.replace(/^\/+/, '')
  if (path.split('/').includes('..')) throw new IncludeProblem(node, 'include-form', `${path} leaves the project`)
  if (resolving.open.includes(path)) {
    const circle = [...resolving.open.slice(resolving.open.indexOf(path)), path].join(' → ')
    throw new IncludeProblem(node, 'include-cycle', `the file includes itself: ${circle}`)
  }
  const resolved = resolveIncluded(path, resolving)
  if (!resolved)
    throw new IncludeProblem(
      node,
      'include-not-found',
      `there is no file ${path} to include`,
      'paths are given from the root of the project',
    )
  const [wrong] = resolved.diagnostics.filter(({ severity }) => severity === 'error')
  if (wrong)
    throw new IncludeProblem(
      node,
      'include-broken',
      `${wrong.path}:${wrong.line}:${wrong.column} is wrong: ${wrong.message}`,
    )
  return resolved
}

function resolveIncluded(path: string, resolving: Resolving): ResolvedYaml | undefined {
  if (resolving.included.has(path)) return resolving.included.get(path)
  const file = resolving.source.file(path)
  const resolved = file && resolveFile(file, resolving)
  // found inside a circle, so true only there
  const isPartial = resolved?.diagnostics.some(
    ({ code, message }) => code === 'include-cycle' || message.includes('includes itself'),
  )
  if (!isPartial) resolving.included.set(path, resolved)
  return resolved
}
