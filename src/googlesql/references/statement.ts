import { parseScript } from '../parse/parse.ts'
import { SqlError } from '../sql-error.ts'
import type {
  ArgumentValue,
  CallSyntax,
  ExpressionSyntax,
  FromSyntax,
  Identifier,
  Path,
  StatementSyntax,
} from '../syntax.ts'
import { type Collector, noteRead, noteWrite, type Scope, schedule, withAlias } from './collector.ts'
import { visitFrom } from './from.ts'
import { noteCall } from './note-call.ts'

/** Notes what a statement names itself. Says whether it has planned the visit of what is inside; else the caller does. */
export function visitStatement(collector: Collector, node: StatementSyntax, scope: Scope): boolean {
  // an action of MERGE has the kind of a statement, but no place of its own
  if (!('start' in node)) return false
  switch (node.kind) {
    case 'createTable':
      return visitCreateTable(collector, node, scope)
    case 'createView':
    case 'createSnapshot':
    case 'truncate':
    case 'alter':
      noteTarget(collector, node, scope)
      return false
    case 'drop':
      // the pipe operator of that name has no path
      if ('path' in node) noteTarget(collector, node, scope)
      return false
    case 'insert':
      noteWrite(collector, node.table, scope)
      return false
    case 'update':
    case 'delete':
    case 'merge':
      return visitChange(collector, node, scope)
    case 'callStatement':
      noteCall(collector, node.name, scope)
      return false
    case 'executeImmediate':
      return visitExecute(collector, node, scope)
    default:
      return false
  }
}

type Statement<Kind extends string> = Extract<StatementSyntax, { kind: Kind }>

const tableObjects: ReadonlySet<string> = new Set([
  'TABLE',
  'VIEW',
  'MATERIALIZED VIEW',
  'SNAPSHOT TABLE',
  'EXTERNAL TABLE',
])

function noteTarget(
  collector: Collector,
  node: Statement<'createView' | 'createSnapshot' | 'truncate' | 'alter' | 'drop'>,
  scope: Scope,
): void {
  if ('object' in node && !tableObjects.has(node.object)) return
  noteWrite(collector, 'table' in node ? node.table : node.path, scope)
  if ('clone' in node) noteRead(collector, node.clone, scope)
}

/** A temporary table is one only behind its own query: `CREATE TEMP TABLE t AS SELECT * FROM t` reads another `t`. */
function visitCreateTable(collector: Collector, node: Statement<'createTable'>, scope: Scope): boolean {
  for (const source of [node.like, node.copy, node.clone]) if (source !== undefined) noteRead(collector, source, scope)
  const name = node.path.names[0]?.name.toLowerCase() ?? ''
  if (node.temporary) collector.tasks.push(() => collector.temporary.add(name))
  else noteWrite(collector, node.path, scope)
  schedule(collector, [node.columns, node.partitionBy, node.options, node.query], scope)
  return true
}

/** UPDATE, DELETE and MERGE: the target is a range variable of everything inside, and is read as well. */
function visitChange(collector: Collector, node: Statement<'update' | 'delete' | 'merge'>, outer: Scope): boolean {
  noteRead(collector, node.table, outer)
  noteWrite(collector, node.table, outer)
  const own = targetScope(outer, node.table, node.alias)
  const source = sourceOf(node)
  const scope = source === undefined ? own : visitFrom(collector, source, own)
  const { table, ...rest } = node
  const inside = Object.entries(rest).filter(([key]) => key !== 'from' && key !== 'source' && key !== 'kind')
  schedule(
    collector,
    inside.map(([, value]) => value),
    scope,
  )
  return true
}

function targetScope(scope: Scope, table: Path, alias: Identifier | undefined): Scope {
  const name = alias ?? table.names.at(-1)
  return name === undefined ? scope : withAlias(scope, name)
}

function sourceOf(node: Statement<'update' | 'delete' | 'merge'>): FromSyntax | undefined {
  if (node.kind === 'merge') return node.source
  return node.kind === 'update' ? node.from : undefined
}

/** A text that cannot be read is somebody else's finding. */
function visitExecute(collector: Collector, node: Statement<'executeImmediate'>, scope: Scope): boolean {
  const text = literalText(node.sql)
  schedule(collector, [node.sql, node.using], scope)
  if (text === undefined) return true
  try {
    const { start, end } = node.sql
    schedule(collector, parseScript(text).statements, { ...scope, within: scope.within ?? { start, end } })
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
  }
  return true
}

/** The value of a text made of literals: `'a'`, `'a' || 'b'`, `CONCAT('a', 'b')`. */
function literalText(expression: ExpressionSyntax): string | undefined {
  let text = ''
  const pending: ArgumentValue[] = [expression]
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if (piece.kind === 'string') text = piece.value + text
    else if (piece.kind === 'binary' && piece.operator === '||') pending.push(piece.left, piece.right)
    else if (isConcat(piece)) pending.push(...piece.arguments.map(({ value }) => value))
    else return undefined
  }
  return text
}

function isConcat(value: ArgumentValue): value is CallSyntax {
  return value.kind === 'call' && value.name.names.length === 1 && value.name.names[0]?.name.toUpperCase() === 'CONCAT'
}
