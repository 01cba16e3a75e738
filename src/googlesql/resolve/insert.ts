import type { CatalogColumn } from '../catalog.ts'
import { asOperand, coercionCost } from '../coercion.ts'
import type { ComputedColumn, ResolvedDml, Scan } from '../resolved.ts'
import type { InsertSource, StatementSyntax } from '../syntax.ts'
import { coerceRelation } from './coerce-relation.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { assignedValue, refuseValue, targetColumns } from './dml-target.ts'
import { fail } from './fail.ts'
import { finishQuery } from './finish.ts'
import { resolveQuery } from './query.ts'
import type { Relation } from './relation.ts'
import { findCatalogTable } from './table.ts'

type InsertSyntax = Extract<StatementSyntax, { kind: 'insert' }>

/** Without a list of columns the values go to all of them, in order. */
export function resolveInsert(statement: InsertSyntax, context: QueryContext): ResolvedDml {
  const table = findCatalogTable(statement.table, context.source)
  const shown = table.columns.filter((column) => !column.hidden)
  const columns = statement.columns.length ? targetColumns(table, statement.columns) : shown
  const relation = insertedRows(statement.source, columns, statement, context)
  const source = finishQuery(relation, context.source)
  return { kind: 'insert', table, columns: columns.map(({ name }) => name), source }
}

function insertedRows(
  source: InsertSource,
  columns: readonly CatalogColumn[],
  statement: InsertSyntax,
  context: QueryContext,
): Relation {
  if (source.kind === 'values') return valueRows(source, columns, context)
  const relation = resolveQuery(source.query, context)
  if (relation.columns.length !== columns.length) {
    return fail(
      'invalid-query',
      `Inserted row has wrong column count; Has ${relation.columns.length}, expected ${columns.length}`,
      statement,
    )
  }
  relation.columns.forEach(({ column, literal }, index) => {
    const { type, name } = columns[index]!
    if (!coercionCost(literal ? asOperand(literal) : { type: column.type }, type))
      refuseValue(column.type, type, name, source.query)
  })
  const types = columns.map(({ type }) => type)
  return coerceRelation(relation, types, context.source)
}

/** A row per list of values: each a row of its own, all of them united. */
function valueRows(
  { rows }: Extract<InsertSource, { kind: 'values' }>,
  columns: readonly CatalogColumn[],
  context: QueryContext,
): Relation {
  const inner: ExpressionContext = { ...context, scope: context.outer, clause: 'VALUES' }
  const inputs = rows.map(({ values, ...span }) => {
    if (values.length !== columns.length) {
      fail(
        'invalid-query',
        `Inserted row has wrong column count; Has ${values.length}, expected ${columns.length}`,
        span,
      )
    }
    const computed = values.map((value, index): ComputedColumn => {
      const { name, type } = columns[index]!
      return { column: newColumn(context.source, name, type), expression: assignedValue(value, type, name, inner) }
    })
    const made = computed.map(({ column }) => column)
    const scan: Scan = { kind: 'project', input: { kind: 'singleRow', columns: [] }, computed, columns: made }
    return { scan, columns: made }
  })
  const united = columns.map(({ name, type }) => ({ name, column: newColumn(context.source, name, type) }))
  const scan: Scan = {
    kind: 'setOperation',
    operator: 'UNION',
    all: true,
    inputs,
    columns: united.map(({ column }) => column),
  }
  return { scan, columns: united, valueTable: false }
}
