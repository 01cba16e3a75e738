import {
  entryOf,
  keyText,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from './node.ts'

/** Thrown where a tag cannot be resolved, caught at the tag. */
export class IncludeProblem extends Error {
  readonly node: YamlNode
  readonly code: string
  readonly hint: string | undefined

  constructor(node: YamlNode, code: string, message: string, hint?: string) {
    super(message)
    this.node = node
    this.code = code
    this.hint = hint
  }
}

/** The list of fields of a file. */
export function fieldsOf(root: YamlNode, node: YamlNode): YamlSequence {
  const fields = entryOf(root, 'fields')?.value
  if (fields?.kind === 'sequence') return fields
  throw new IncludeProblem(node, 'include-form', 'what is included has no list of fields')
}

export function includeField(fields: YamlSequence, node: YamlMapping): YamlNode {
  const field = findField(fields, required(node, 'field', '!include-field'))
  const changes: YamlEntry[] = []
  for (const key of ['name', 'type', 'mode', 'description']) {
    const change = entryOf(node, `new_${key}`)
    if (change && !isEmpty(change.value)) changes.push({ key: { ...change.key, value: key }, value: change.value })
  }
  const changed = withEntries(field, changes)
  const described = withDescription(
    changed,
    scalarOf(node, 'append_description'),
    scalarOf(node, 'prepend_description'),
  )
  return withNewFields(described, node)
}

export function includeFields(all: YamlSequence, node: YamlMapping): YamlNode {
  const parent = scalarOf(node, 'parent_field')
  const fields = parent ? fieldsOf(findField(all, parent), parent) : all
  let items: readonly YamlNode[] = fields.items
  const names = namesAt(node, 'field_names')
  if (names.length > 0) items = names.map((name) => findField(fields, name))
  const excluded = new Set(namesAt(node, 'exclude_field_names').map(({ value }) => String(value)))
  items = items.filter((field) => !excluded.has(nameOf(field)))
  const replacements = entryOf(node, 'field_replacements')?.value
  const byName = new Map(
    replacements?.kind === 'sequence' ? replacements.items.map((field) => [nameOf(field), field] as const) : [],
  )
  return { ...fields, items: items.map((field) => byName.get(nameOf(field)) ?? field) }
}

export function includeDescription(fields: YamlSequence, node: YamlMapping): YamlNode {
  const field = findField(fields, required(node, 'field', '!include-field-description'))
  return joinDescription(scalarOf(field, 'description'), scalarOf(node, 'append'), scalarOf(node, 'prepend'), node)
}

/** The field at a dotted path. */
function findField(fields: YamlSequence, path: YamlScalar): YamlMapping {
  let level: YamlSequence = fields
  let found: YamlMapping | undefined
  for (const name of String(path.value).split('.')) {
    found = level.items.find((item): item is YamlMapping => item.kind === 'mapping' && nameOf(item) === name)
    if (!found)
      throw new IncludeProblem(path, 'include-no-field', `there is no field ${path.value} in what is included`)
    const inner = entryOf(found, 'fields')?.value
    level = inner?.kind === 'sequence' ? inner : { kind: 'sequence', items: [], start: 0, end: 0 }
  }
  return found!
}

function withNewFields(field: YamlMapping, node: YamlMapping): YamlMapping {
  const replaced = entryOf(node, 'new_fields')
  const before = itemsAt(node, 'prepend_fields')
  const after = itemsAt(node, 'append_fields')
  if (!(replaced && !isEmpty(replaced.value)) && before.length + after.length === 0) return field
  const own = replaced && !isEmpty(replaced.value) ? itemsAt(node, 'new_fields') : itemsAt(field, 'fields')
  const items = [...before, ...own, ...after]
  return withEntries(field, [
    { key: keyNamed('fields', node), value: { kind: 'sequence', items, start: node.start, end: node.end } },
  ])
}

function withDescription(field: YamlMapping, append?: YamlScalar, prepend?: YamlScalar): YamlMapping {
  if (!append && !prepend) return field
  const value = joinDescription(scalarOf(field, 'description'), append, prepend, field)
  return withEntries(field, [{ key: keyNamed('description', field), value }])
}

function joinDescription(
  own: YamlScalar | undefined,
  append: YamlScalar | undefined,
  prepend: YamlScalar | undefined,
  at: YamlNode,
): YamlScalar {
  let text = own && own.type !== 'null' ? String(own.value) : ''
  if (append) text = `${text.trimEnd()}\n${append.value}`.trimStart()
  if (prepend) text = `${prepend.value}\n${text.trimStart()}`.trimEnd()
  return { kind: 'scalar', type: 'string', value: text, start: at.start, end: at.end }
}

/** The mapping with entries replaced in their place, or added at the end. */
function withEntries(mapping: YamlMapping, changes: readonly YamlEntry[]): YamlMapping {
  const entries = new Map(mapping.entries.map((entry) => [keyText(entry.key), entry]))
  for (const change of changes) entries.set(keyText(change.key), change)
  return { ...mapping, entries: [...entries.values()] }
}

export function required(node: YamlMapping, name: string, tag: string, wanted = name): YamlScalar {
  const scalar = scalarOf(node, name)
  if (scalar && scalar.type !== 'null') return scalar
  throw new IncludeProblem(node, 'include-form', `${tag} needs the parameter ${wanted}`)
}

export function scalarOf(node: YamlNode, name: string): YamlScalar | undefined {
  const value = entryOf(node, name)?.value
  return value?.kind === 'scalar' && value.type !== 'null' ? value : undefined
}

/** A list of names; a single name is a list of one. */
function namesAt(node: YamlMapping, name: string): readonly YamlScalar[] {
  const value = entryOf(node, name)?.value
  if (value?.kind === 'scalar') return value.type === 'null' ? [] : [value]
  return value?.kind === 'sequence' ? value.items.filter((item) => item.kind === 'scalar') : []
}

function itemsAt(node: YamlNode, name: string): readonly YamlNode[] {
  const value = entryOf(node, name)?.value
  return value?.kind === 'sequence' ? value.items : []
}

function isEmpty(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.value === null || node.value === ''
  return node.kind === 'sequence' && node.items.length === 0
}

function nameOf(field: YamlNode): string {
  return String(scalarOf(field, 'name')?.value ?? '')
}

function keyNamed(name: string, at: YamlNode): YamlScalar {
  return { kind: 'scalar', type: 'string', value: name, start: at.start, end: at.start }
}
