import type { Column, Expression } from '../resolved.ts'
import type { Span } from '../syntax.ts'

/** A column as a FROM clause shows it. */
export interface NamedColumn {
  readonly name: string
  readonly column: Column
  /** Found by name, left out of `*`. */
  readonly hidden?: boolean
  /** The row itself of a value table: `*` shows its fields, which can be named alone. */
  readonly row?: boolean
  /** Fields of such a row, by lower-case name, that USING has merged into a column of their own. */
  readonly merged?: ReadonlySet<string>
}

/** A table's alias. */
export interface RangeVariable {
  readonly name: string
  readonly names: Names
  /** Of a value table or an UNNEST: the row itself. */
  readonly row?: Column
  /** How the table was written, so that `dataset.table.column` finds it too. */
  readonly path?: readonly string[]
}

export type NameTarget =
  | { readonly kind: 'column'; readonly column: Column }
  | { readonly kind: 'range'; readonly range: RangeVariable }
  /** A field of a value table's row, named without the row. */
  | { readonly kind: 'field'; readonly row: Column; readonly index: number }
  /** A SELECT item under its alias: ready to be used when it is asked for. */
  | { readonly kind: 'item'; readonly use: (span: Span) => Expression }

/** What one FROM clause (or list of aliases) offers. Names are compared in lower case. */
export interface Names {
  readonly columns: readonly NamedColumn[]
  readonly ranges: readonly RangeVariable[]
  find(name: string): NameTarget | 'ambiguous' | undefined
  /** All that can be named, for did-you-mean. */
  all(): Iterable<string>
}

/** Names, then those around them. */
export interface Scope {
  readonly names: Names
  readonly parent?: Scope | undefined
}

export const NO_NAMES: Names = createNames([], [])

export function createNames(columns: readonly NamedColumn[], ranges: readonly RangeVariable[]): Names {
  let index: Map<string, NameTarget | 'ambiguous'> | undefined
  const indexed = () => (index ??= indexNames(columns, ranges))
  return { columns, ranges, find: (name) => indexed().get(name.toLowerCase()), all: () => indexed().keys() }
}

/** Names that stand for SELECT items. A name given twice is ambiguous. */
export function createItemNames(
  items: readonly { readonly name: string; readonly use: (span: Span) => Expression }[],
): Names {
  const index = new Map<string, NameTarget | 'ambiguous'>()
  for (const { name, use } of items) if (name) addName(index, name, { kind: 'item', use })
  return { columns: [], ranges: [], find: (name) => index.get(name.toLowerCase()), all: () => index.keys() }
}

/** Names of function arguments and the like, whose case does not matter either. */
export function createVariableNames(columns: readonly { readonly name: string; readonly column: Column }[]): Names {
  return createNames(columns, [])
}

export function within(names: Names, parent: Scope | undefined): Scope {
  return { names, parent }
}

export function findName(scope: Scope | undefined, name: string): NameTarget | 'ambiguous' | undefined {
  for (let current = scope; current; current = current.parent) {
    const target = current.names.find(name)
    if (target) return target
  }
  return undefined
}

export function* allNames(scope: Scope | undefined): Iterable<string> {
  for (let current = scope; current; current = current.parent) yield* current.names.all()
}

/** A range variable wins over a column of its name; the fields of rows rank with columns. */
function indexNames(
  columns: readonly NamedColumn[],
  ranges: readonly RangeVariable[],
): Map<string, NameTarget | 'ambiguous'> {
  const index = new Map<string, NameTarget | 'ambiguous'>()
  for (const { name, column, row, merged } of columns) {
    if (row) addFields(index, column, merged)
    else addName(index, name, { kind: 'column', column })
  }
  for (const range of ranges) index.set(range.name.toLowerCase(), { kind: 'range', range })
  return index
}

function addFields(
  index: Map<string, NameTarget | 'ambiguous'>,
  row: Column,
  merged: ReadonlySet<string> | undefined,
): void {
  if (row.type.kind !== 'struct') return
  row.type.fields.forEach((field, position) => {
    if (field.name && !merged?.has(field.name.toLowerCase()))
      addName(index, field.name, { kind: 'field', row, index: position })
  })
}

function addName(index: Map<string, NameTarget | 'ambiguous'>, name: string, target: NameTarget): void {
  const key = name.toLowerCase()
  index.set(key, index.has(key) ? 'ambiguous' : target)
}
