import type { Column, Expression, TableScan } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import type { Magnitude, ScalarFunction } from '../emit-context.ts'

/** What an emission needs from outside. */
export interface EmitOptions {
  readonly nowMicros: bigint
  /** Values of `@name` parameters, by the name that the resolved tree carries. */
  readonly parameters: ReadonlyMap<string, Value>
  /** Values of script variables, by lower-case name. */
  readonly variables: ReadonlyMap<string, Value>
  /** The relation behind a table scan, to stand after FROM; its columns are named as `scan.sources`. */
  readonly tableSource: (scan: TableScan) => string
}

/** What the columns of a WITH entry are called, and those that hold its rows' position (see `Relation.position`), where it is known. */
export interface WithEntryNames {
  readonly columns: readonly string[]
  readonly position?: readonly { readonly name: string; readonly direction: string }[]
}

/** The emission of one statement: what it has gathered so far. */
export interface Statement {
  readonly options: EmitOptions
  readonly scalars: Map<string, ScalarFunction>
  /** How often an expression reads each column. */
  readonly uses: ReadonlyMap<number, number>
  /** What is known of a number; see `EmitContext`. */
  readonly magnitude: (expression: Expression) => Magnitude | undefined
  /** The columns of the WITH entries in sight, by the entry's name, as they are called in DuckDB. */
  readonly entries: Map<string, WithEntryNames>
  /** Expressions that are worth computing once, and the column that each reads; see `share.ts`. */
  readonly costly: Map<string, string>
  lastAlias: number
}

/** Where an expression stands: how the columns that it may use are called there. */
export interface Scope {
  readonly statement: Statement
  /** SQL of each column of the scans right here; the other columns are those of `outer`. */
  readonly columns: ReadonlyMap<number, string>
  readonly outer?: Scope
  /** In the body of a lambda, where DuckDB takes no subquery. */
  readonly lambda: boolean
  /** Rows gathered here become an array, so their position in the arrays that they come from is carried along. */
  readonly positioned: boolean
}

export function openScope(statement: Statement): Scope {
  return { statement, columns: new Map(), lambda: false, positioned: false }
}

/** The scope inside of a subquery or a FROM clause, where `columns` come into sight. */
export function innerScope(outer: Scope, columns: ReadonlyMap<number, string>): Scope {
  return { ...outer, columns, outer }
}

export function columnSql(column: Column, scope: Scope): string {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const sql = at.columns.get(column.id)
    if (sql !== undefined) return sql
  }
  throw new Error(`column ${column.name} (${column.id}) is not in scope`)
}

/** Whether the column is one of the scans around. */
export function isVisible(column: Column, scope: Scope): boolean {
  return scope.columns.has(column.id) || (scope.outer !== undefined && isVisible(column, scope.outer))
}

/** A name for a relation or a lambda's parameter that nothing else in the statement has. */
export function newAlias(statement: Statement, prefix: string): string {
  statement.lastAlias += 1
  return `${prefix}${statement.lastAlias}`
}

/** A column that the resolved tree does not have. */
export function newColumn(statement: Statement, name: string, type: Type): Column {
  statement.lastAlias += 1
  return { id: 1_000_000_000 + statement.lastAlias, name, type }
}

/** What a column is called in SQL, unique by its id; never a word of the language. */
export function columnName(column: Column): string {
  const readable = column.name.replace(/[^A-Za-z0-9_]/g, '')
  return `${/^[A-Za-z_]/.test(readable) ? readable : `c${readable}`}_${column.id}`
}

/** Whether SQL names a column or a field of one, so that repeating it costs nothing. */
export function isPlain(sql: string): boolean {
  return /^(?!(?:TRUE|FALSE|NULL)$)([A-Za-z_]\w*|"(?:[^"]|"")*")(\.(\w+|"(?:[^"]|"")*"))*$/.test(sql)
}

/** Whether SQL is a literal of ours, or a plain name. */
export function isCheap(sql: string): boolean {
  return (
    isPlain(sql) ||
    /^(\(?-?[\d.e+]+\)?(::BIGINT)?|E?'(?:[^']|'')*'|[A-Z]+ '[^']*'|CAST\((NULL|'(?:[^']|'')*'|\[\]) AS [^()]*(\(\d+,\d+\))?[^()]*\))$/.test(
      sql,
    )
  )
}
