import { isUntyped } from '../coercion.ts'
import type { Expression, Scan } from '../resolved.ts'
import type { Identifier, Path, UnpivotSyntax } from '../syntax.ts'
import type { StructType } from '../types.ts'
import { arrayOf, formatType, STRING, sameType, structOf } from '../types.ts'
import { callBuiltin, columnReference, conjunction, extend, filter, narrow, spanOf, stringLiteral } from './build.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import { fieldAt, resolvePath } from './names.ts'
import { relationNames } from './relation.ts'
import { fingerprint } from './same-expression.ts'
import { within } from './scope.ts'
import { starColumns } from './select-list.ts'

interface UnpivotRow {
  readonly values: readonly Expression[]
  readonly label: Expression
}

/**
 * UNPIVOT makes a row per group of columns: those of an array of structs, one struct per group.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#unpivot_operator
 */
export function resolveUnpivot(
  input: FromResult,
  unpivot: UnpivotSyntax,
  alias: Identifier | undefined,
  context: QueryContext,
): FromResult {
  if (input.scan.kind === 'unnest') return fail('invalid-query', 'UNPIVOT is not allowed with array scans', unpivot)
  const rows = unpivotRows(input, unpivot, context)
  const used = new Set(rows.flatMap((row) => row.values.map(fingerprint)))
  const kept = starColumns(input.names, unpivot).filter(({ expression }) => !used.has(fingerprint(expression)))
  const type = structOf([
    ...unpivot.values.map((name, index) => ({ name: name.name, type: rows[0]!.values[index]!.type })),
    { name: unpivot.name.name, type: rows[0]!.label.type },
  ])
  const element = newColumn(context.source, '', type)
  const array: Expression = {
    kind: 'array',
    elements: rows.map((row) => ({ kind: 'struct', values: [...row.values, row.label], type, span: spanOf(unpivot) })),
    type: arrayOf(type),
    span: spanOf(unpivot),
  }
  const unnested: Scan = {
    kind: 'unnest',
    input: input.scan,
    array,
    element,
    outer: false,
    columns: [...input.scan.columns, element],
  }
  const fields = type.fields.map(({ name }, index) => ({
    name,
    expression: fieldAt(columnReference(element, unpivot), index, unpivot),
  }))
  const shown = [...kept, ...fields].map(({ name, expression }) => ({
    column: newColumn(context.source, name, expression.type),
    expression,
  }))
  const columns = shown.map(({ column }) => column)
  const scan = narrow(extend(withoutNulls(unnested, type, unpivot, fields), shown), columns)
  return {
    scan,
    names: relationNames(
      { columns: columns.map((column) => ({ name: column.name, column })), valueTable: false },
      alias?.name,
    ),
  }
}

/** A row of which all values are NULL is left out. */
function withoutNulls(
  scan: Scan,
  type: StructType,
  unpivot: UnpivotSyntax,
  fields: readonly { readonly expression: Expression }[],
): Scan {
  if (unpivot.includeNulls) return scan
  const values = fields.slice(0, type.fields.length - 1)
  const nulls = values.map(({ expression }) => callBuiltin('$is_null', [expression], unpivot))
  return filter(scan, callBuiltin('$not', [conjunction(nulls, unpivot)!], unpivot))
}

function unpivotRows(input: FromResult, unpivot: UnpivotSyntax, context: QueryContext): readonly UnpivotRow[] {
  const inner: ExpressionContext = { ...context, scope: within(input.names, context.outer), clause: 'UNPIVOT clause' }
  const rows = unpivot.columns.map(
    ({ columns, label }): UnpivotRow => ({
      values: columns.map((path) => resolvePath(path, inner)),
      label: label ? resolveExpression(label, inner) : stringLiteral(columns.map(lastName).join('_'), columns[0]!),
    }),
  )
  refuseRepeated(rows, unpivot)
  for (const [index, row] of rows.entries())
    refuseOtherShape(row, rows[0]!, unpivot, unpivot.columns[index]!.columns[0]!)
  return rows
}

function lastName(path: Path): string {
  return path.names.at(-1)!.name
}

function refuseRepeated(rows: readonly UnpivotRow[], unpivot: UnpivotSyntax): void {
  const prints = rows.flatMap((row) => row.values.map(fingerprint))
  if (new Set(prints).size < prints.length)
    fail('invalid-query', 'Column names in UNPIVOT IN clause cannot be repeated', unpivot)
}

function refuseOtherShape(row: UnpivotRow, first: UnpivotRow, unpivot: UnpivotSyntax, path: Path): void {
  if (row.values.length !== unpivot.values.length) {
    fail(
      'invalid-query',
      `UNPIVOT IN clause has ${row.values.length} columns where ${unpivot.values.length} are named`,
      path,
    )
  }
  row.values.forEach((value, index) => {
    const wanted = first.values[index]!.type
    if (sameType(value.type, wanted) || isUntyped(value)) return
    fail(
      'type-mismatch',
      `The datatype of column does not match with other datatypes in the IN clause. Expected ${formatType(wanted)}, Found ${formatType(value.type)}`,
      path,
    )
  })
  if (
    !sameType(row.label.type, first.label.type) ||
    (!sameType(row.label.type, STRING) && formatType(row.label.type) !== 'INT64')
  ) {
    fail(
      'type-mismatch',
      'All UNPIVOT labels must be the same type, STRING or INT64; when non-string labels are present then all labels must be explicitly provided',
      path,
    )
  }
}
