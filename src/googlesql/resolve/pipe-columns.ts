import { coerce } from '../coercion.ts'
import type { Identifier, PipeSyntax } from '../syntax.ts'
import { extend } from './build.ts'
import type { QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import type { NamedColumn, Names } from './scope.ts'
import { createNames } from './scope.ts'
import { clauseContext, openBlock } from './select-block.ts'
import { didYouMean } from './suggest.ts'
import { windowScan } from './window-scan.ts'

type Pipe<Kind extends PipeSyntax['kind']> = Extract<PipeSyntax, { kind: Kind }>

/** SET replaces columns; a table's alias keeps showing the old ones. */
export function setPipe(table: FromResult, pipe: Pipe<'set'>, context: QueryContext): FromResult {
  const block = openBlock(table, [], context)
  const inner = clauseContext(block, 'pipe SET', { windows: true })
  const computed = pipe.items.map(({ column, value }) => {
    const expression = resolveExpression(value, inner)
    return {
      old: findColumn(table.names, column, 'SET'),
      column: newColumn(context.source, column.name, expression.type),
      expression: coerce(expression, expression.type),
    }
  })
  const input = block.windows.length ? windowScan(table.scan, block) : table.scan
  const names = table.names.columns.map((named): NamedColumn => {
    const replaced = computed.find(({ old }) => old === named)
    return replaced ? { name: named.name, column: replaced.column } : named
  })
  return {
    scan: extend(
      input,
      computed.map(({ column, expression }) => ({ column, expression })),
    ),
    names: createNames(names, table.names.ranges),
  }
}

export function dropPipe(table: FromResult, pipe: Pipe<'drop'>): FromResult {
  const dropped = new Set(pipe.columns.map((column) => findColumn(table.names, column, 'DROP').name.toLowerCase()))
  const kept = table.names.columns.filter((column) => column.row || !dropped.has(column.name.toLowerCase()))
  if (!kept.length) return fail('invalid-query', 'Pipe DROP dropped all columns in the input table', pipe)
  return { ...table, names: createNames(kept, table.names.ranges) }
}

export function renamePipe(table: FromResult, pipe: Pipe<'rename'>): FromResult {
  const renamed = new Map(pipe.columns.map(({ from, to }) => [findColumn(table.names, from, 'RENAME'), to.name]))
  const columns = table.names.columns.map((column) => ({ ...column, name: renamed.get(column) ?? column.name }))
  return { ...table, names: createNames(columns, table.names.ranges) }
}

function findColumn(names: Names, { name, ...span }: Identifier, operator: string): NamedColumn {
  const found = names.columns.filter((column) => !column.row && column.name.toLowerCase() === name.toLowerCase())
  if (found.length > 1 && operator !== 'DROP')
    return fail('ambiguous-column', `Column name ${name} in pipe ${operator} is ambiguous`, span)
  const target = names.find(name)
  if (operator === 'RENAME' && target && target !== 'ambiguous' && target.kind === 'range') {
    return fail('invalid-query', `Name in pipe RENAME is a table alias; RENAME can only rename columns: ${name}`, span)
  }
  if (found[0]) return found[0]
  if (target && target !== 'ambiguous' && target.kind === 'field') {
    return fail('invalid-query', `Name in pipe ${operator} is a field inside a value table: ${name}`, span)
  }
  return fail(
    'unknown-column',
    `Column name in pipe ${operator} not found in input table: ${name}${didYouMean(name, names.all())}`,
    span,
  )
}
