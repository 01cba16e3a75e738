/**
 * The syntax tree of GoogleSQL: what was written, with spans, before any name has a meaning.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax
 */

/** A half-open range of UTF-16 units of the text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Identifier extends Span {
  readonly name: string
  readonly quoted: boolean
}

/**
 * A dotted name. One back-quoted identifier that holds dots (`` `p.d.t` ``) is already cut into its parts here;
 * dashes in an unquoted project (`moz-fx.d.t`) belong to the first part.
 */
export interface Path extends Span {
  readonly names: readonly Identifier[]
}

// ---------------------------------------------------------------- types

export type TypeSyntax =
  | (Span & {
      readonly kind: 'namedType'
      readonly path: Path
      readonly parameters?: readonly TypeParameter[]
      readonly collate?: string
    })
  | (Span & { readonly kind: 'arrayType'; readonly element: TypeSyntax })
  | (Span & { readonly kind: 'rangeType'; readonly element: TypeSyntax })
  | (Span & { readonly kind: 'structType'; readonly fields: readonly StructTypeField[] })
  | (Span & { readonly kind: 'anyType' })
  | (Span & { readonly kind: 'tableType'; readonly columns: readonly StructTypeField[] })

export type TypeParameter = number | 'MAX'

export interface StructTypeField extends Span {
  readonly name?: Identifier
  readonly type: TypeSyntax
}

// ---------------------------------------------------------------- expressions

export type LiteralTypeName = 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'NUMERIC' | 'BIGNUMERIC' | 'JSON' | 'RANGE'

export type UnaryOperator = '-' | '+' | '~' | 'NOT'

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '||'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | 'AND'
  | 'OR'

export type ExpressionSyntax =
  | (Span & { readonly kind: 'null' })
  | (Span & { readonly kind: 'boolean'; readonly value: boolean })
  /** Decimal or hexadecimal (`0xff`) digits as written. */
  | (Span & { readonly kind: 'integer'; readonly text: string })
  | (Span & { readonly kind: 'float'; readonly text: string })
  | (Span & { readonly kind: 'string'; readonly value: string })
  | (Span & { readonly kind: 'bytes'; readonly value: Uint8Array })
  /** `DATE '2024-02-28'`; of a RANGE literal, `element` is the type between the angle brackets. */
  | (Span & {
      readonly kind: 'typedLiteral'
      readonly type: LiteralTypeName
      readonly value: string
      readonly element?: TypeSyntax
    })
  /** `INTERVAL 3 DAY`, `INTERVAL '1-2' YEAR TO MONTH`. */
  | (Span & {
      readonly kind: 'interval'
      readonly value: ExpressionSyntax
      readonly part: string
      readonly toPart?: string
    })
  /** `@name`, or `?` where the name is absent; positions count from 1. */
  | (Span & { readonly kind: 'parameter'; readonly name?: string; readonly position?: number })
  /** `@@time_zone`, `@@error.message`. */
  | (Span & { readonly kind: 'systemVariable'; readonly names: readonly string[] })
  /** A name, or names joined by dots from the start of an expression: a column, a field of it, a range variable … */
  | (Span & { readonly kind: 'name'; readonly path: Path })
  /** `.name` after anything that is not itself a dotted name. */
  | (Span & { readonly kind: 'field'; readonly base: ExpressionSyntax; readonly name: Identifier })
  | (Span & {
      readonly kind: 'index'
      readonly base: ExpressionSyntax
      readonly mode: IndexMode
      readonly index: ExpressionSyntax
    })
  | (Span & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: ExpressionSyntax })
  | (Span & {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: ExpressionSyntax
      readonly right: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'between'
      readonly negated: boolean
      readonly operand: ExpressionSyntax
      readonly low: ExpressionSyntax
      readonly high: ExpressionSyntax
    })
  | (Span & { readonly kind: 'in'; readonly negated: boolean; readonly operand: ExpressionSyntax; readonly set: InSet })
  | (Span & {
      readonly kind: 'like'
      readonly negated: boolean
      readonly operand: ExpressionSyntax
      readonly quantifier?: 'ANY' | 'ALL'
      readonly patterns: InSet
    })
  | (Span & {
      readonly kind: 'is'
      readonly negated: boolean
      readonly operand: ExpressionSyntax
      readonly what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN'
    })
  | (Span & {
      readonly kind: 'isDistinctFrom'
      readonly negated: boolean
      readonly left: ExpressionSyntax
      readonly right: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'case'
      readonly operand?: ExpressionSyntax
      readonly whens: readonly WhenSyntax[]
      readonly otherwise?: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'cast'
      readonly safe: boolean
      readonly operand: ExpressionSyntax
      readonly type: TypeSyntax
      readonly format?: ExpressionSyntax
      readonly timeZone?: ExpressionSyntax
    })
  /** The part is upper case, `WEEK(MONDAY)` without blanks. */
  | (Span & {
      readonly kind: 'extract'
      readonly part: string
      readonly operand: ExpressionSyntax
      readonly timeZone?: ExpressionSyntax
    })
  | CallSyntax
  | (Span & {
      readonly kind: 'array'
      readonly elementType?: TypeSyntax
      readonly elements: readonly ExpressionSyntax[]
    })
  /** `STRUCT(…)`, `STRUCT<…>(…)`, and `(a, b)`, whose `tuple` is true. */
  | (Span & {
      readonly kind: 'struct'
      readonly tuple: boolean
      readonly type?: Extract<TypeSyntax, { kind: 'structType' }>
      readonly fields: readonly StructExpressionField[]
    })
  | (Span & { readonly kind: 'subquery'; readonly form: 'scalar' | 'array' | 'exists'; readonly query: QuerySyntax })
  | (Span & { readonly kind: 'lambda'; readonly parameters: readonly Identifier[]; readonly body: ExpressionSyntax })
  /** `WITH(a AS 1, b AS a + 1, a * b)`. */
  | (Span & {
      readonly kind: 'with'
      readonly variables: readonly { readonly name: Identifier; readonly value: ExpressionSyntax }[]
      readonly body: ExpressionSyntax
    })

/** `plain` is `base[index]` without a keyword: a JSON subscript, or an array's by its INT64 offset. */
export type IndexMode = 'OFFSET' | 'ORDINAL' | 'SAFE_OFFSET' | 'SAFE_ORDINAL' | 'plain'

export type InSet =
  | { readonly kind: 'list'; readonly items: readonly ExpressionSyntax[] }
  | { readonly kind: 'query'; readonly query: QuerySyntax }
  | { readonly kind: 'unnest'; readonly array: ExpressionSyntax }

export interface WhenSyntax extends Span {
  readonly when: ExpressionSyntax
  readonly then: ExpressionSyntax
}

export interface StructExpressionField extends Span {
  readonly value: ExpressionSyntax
  readonly alias?: Identifier
}

export interface CallSyntax extends Span {
  readonly kind: 'call'
  /** Without `SAFE`. A one-part name is an unquoted or quoted function name as written; `NET.HOST` has two parts. */
  readonly name: Path
  /** Written `SAFE.F(…)`. */
  readonly safe: boolean
  readonly arguments: readonly ArgumentSyntax[]
  readonly distinct: boolean
  readonly nulls?: 'IGNORE' | 'RESPECT'
  readonly having?: { readonly extreme: 'MAX' | 'MIN'; readonly expression: ExpressionSyntax }
  /** `SUM(x WHERE condition)` and the like are not GoogleSQL of BigQuery; absent here. */
  readonly orderBy: readonly OrderItemSyntax[]
  readonly limit?: ExpressionSyntax
  readonly over?: WindowSyntax
}

export interface ArgumentSyntax extends Span {
  /** Of `name => value`. */
  readonly name?: Identifier
  readonly value: ArgumentValue
}

/** Date parts (`DAY`, `WEEK(MONDAY)`) are plain `name` and `call` expressions here; the function's signature decides. */
export type ArgumentValue =
  | ExpressionSyntax
  | (Span & { readonly kind: 'star' })
  | (Span & { readonly kind: 'tableArgument'; readonly path: Path })
  | (Span & { readonly kind: 'modelArgument'; readonly path: Path })

export interface WindowSyntax extends Span {
  /** `OVER w`, or the base of `OVER (w ORDER BY …)`. */
  readonly name?: Identifier
  readonly partitionBy: readonly ExpressionSyntax[]
  readonly orderBy: readonly OrderItemSyntax[]
  readonly frame?: FrameSyntax
}

export interface FrameSyntax extends Span {
  readonly unit: 'ROWS' | 'RANGE'
  readonly from: FrameBound
  readonly to: FrameBound
}

export type FrameBound =
  | { readonly kind: 'unboundedPreceding' | 'currentRow' | 'unboundedFollowing' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: ExpressionSyntax }

export interface OrderItemSyntax extends Span {
  readonly expression: ExpressionSyntax
  readonly descending: boolean
  readonly nulls?: 'FIRST' | 'LAST'
  readonly collate?: ExpressionSyntax
}

// ---------------------------------------------------------------- queries

export interface QuerySyntax extends Span {
  readonly kind: 'query'
  readonly with?: WithSyntax
  readonly body: QueryBody
  readonly orderBy: readonly OrderItemSyntax[]
  readonly limit?: ExpressionSyntax
  readonly offset?: ExpressionSyntax
  /** `|> …` in the order written. */
  readonly pipes: readonly PipeSyntax[]
}

export interface WithSyntax extends Span {
  readonly recursive: boolean
  readonly entries: readonly WithEntry[]
}

export interface WithEntry extends Span {
  readonly name: Identifier
  readonly query: QuerySyntax
  readonly depth?: RecursionDepth
}

/** `WITH DEPTH [AS column] [BETWEEN lower AND upper | MAX upper]` after a recursive entry. */
export interface RecursionDepth extends Span {
  readonly alias?: Identifier
  readonly lower?: ExpressionSyntax
  readonly upper?: ExpressionSyntax
}

export type QueryBody =
  | SelectSyntax
  | SetOperationSyntax
  | QuerySyntax
  /** `FROM t …`, the start of a pipe query. */
  | (Span & { readonly kind: 'fromQuery'; readonly from: FromSyntax })

export interface SelectSyntax extends Span {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly as?: 'STRUCT' | 'VALUE' | Path
  readonly items: readonly SelectItem[]
  readonly from?: FromSyntax
  readonly where?: ExpressionSyntax
  readonly groupBy?: GroupBySyntax
  readonly having?: ExpressionSyntax
  readonly qualify?: ExpressionSyntax
  readonly windows: readonly { readonly name: Identifier; readonly window: WindowSyntax }[]
}

export type SelectItem =
  | (Span & { readonly kind: 'expression'; readonly expression: ExpressionSyntax; readonly alias?: Identifier })
  /** `*`, `t.*` or `(expression).*`. */
  | (Span & {
      readonly kind: 'star'
      readonly base?: ExpressionSyntax
      readonly except: readonly Identifier[]
      readonly replace: readonly ReplaceItem[]
    })

export interface ReplaceItem extends Span {
  readonly expression: ExpressionSyntax
  readonly alias: Identifier
}

export type GroupBySyntax =
  | (Span & { readonly kind: 'all' })
  | (Span & { readonly kind: 'items'; readonly items: readonly GroupingItem[] })

export type GroupingItem =
  | (Span & { readonly kind: 'expression'; readonly expression: ExpressionSyntax; readonly alias?: Identifier })
  | (Span & { readonly kind: 'rollup' | 'cube'; readonly sets: readonly (readonly ExpressionSyntax[])[] })
  | (Span & { readonly kind: 'groupingSets'; readonly items: readonly GroupingItem[] })
  /** `()` inside GROUPING SETS, and `(a, b)` as one set. */
  | (Span & { readonly kind: 'set'; readonly expressions: readonly ExpressionSyntax[] })

export interface SetOperationSyntax extends Span {
  readonly kind: 'setOperation'
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
  readonly all: boolean
  /** `[INNER | FULL | LEFT …] BY NAME` and `CORRESPONDING`; absent where columns go by position. */
  readonly byName?: ByNameSyntax
  readonly left: QueryBody
  readonly right: QueryBody
}

export interface ByNameSyntax extends Span {
  readonly mode: 'inner' | 'left' | 'full'
  readonly strict: boolean
  readonly on?: readonly Identifier[]
}

export type FromSyntax =
  | (Span & {
      readonly kind: 'table'
      readonly path: Path
      readonly alias?: Identifier
      readonly offset?: OffsetSyntax
      readonly systemTime?: ExpressionSyntax
      readonly sample?: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'subquery'
      readonly query: QuerySyntax
      readonly alias?: Identifier
      readonly sample?: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'unnest'
      readonly array: ExpressionSyntax
      readonly alias?: Identifier
      readonly offset?: OffsetSyntax
    })
  | (Span & {
      readonly kind: 'tableFunction'
      readonly name: Path
      readonly arguments: readonly ArgumentSyntax[]
      readonly alias?: Identifier
    })
  | JoinSyntax
  | (Span & {
      readonly kind: 'pivot'
      readonly input: FromSyntax
      readonly pivot: PivotSyntax
      readonly alias?: Identifier
    })
  | (Span & {
      readonly kind: 'unpivot'
      readonly input: FromSyntax
      readonly unpivot: UnpivotSyntax
      readonly alias?: Identifier
    })

/** `WITH OFFSET [AS name]`; the name is `offset` where none is written. */
export interface OffsetSyntax extends Span {
  readonly alias?: Identifier
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'comma'

export interface JoinSyntax extends Span {
  readonly kind: 'join'
  readonly type: JoinType
  readonly left: FromSyntax
  readonly right: FromSyntax
  readonly on?: ExpressionSyntax
  readonly using?: readonly Identifier[]
}

export interface PivotSyntax extends Span {
  readonly aggregates: readonly { readonly expression: ExpressionSyntax; readonly alias?: Identifier }[]
  readonly for: ExpressionSyntax
  readonly values: readonly { readonly expression: ExpressionSyntax; readonly alias?: Identifier }[]
}

export interface UnpivotSyntax extends Span {
  readonly includeNulls: boolean
  /** One name, or several for a multi-column unpivot. */
  readonly values: readonly Identifier[]
  readonly name: Identifier
  readonly columns: readonly { readonly columns: readonly Path[]; readonly label?: ExpressionSyntax }[]
}

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/pipe-syntax */
export type PipeSyntax =
  | (Span & {
      readonly kind: 'select'
      readonly distinct: boolean
      readonly items: readonly SelectItem[]
      readonly windows: SelectSyntax['windows']
    })
  | (Span & {
      readonly kind: 'extend'
      readonly items: readonly SelectItem[]
      readonly windows: SelectSyntax['windows']
    })
  | (Span & {
      readonly kind: 'set'
      readonly items: readonly { readonly column: Identifier; readonly value: ExpressionSyntax }[]
    })
  | (Span & { readonly kind: 'drop'; readonly columns: readonly Identifier[] })
  | (Span & {
      readonly kind: 'rename'
      readonly columns: readonly { readonly from: Identifier; readonly to: Identifier }[]
    })
  | (Span & { readonly kind: 'as'; readonly alias: Identifier })
  | (Span & { readonly kind: 'where'; readonly condition: ExpressionSyntax })
  | (Span & { readonly kind: 'limit'; readonly limit: ExpressionSyntax; readonly offset?: ExpressionSyntax })
  | (Span & { readonly kind: 'orderBy'; readonly items: readonly OrderItemSyntax[] })
  /** Items may carry an order (`GROUP AND ORDER BY k DESC`); `andOrderBy` says that all grouping items order the result. */
  | (Span & {
      readonly kind: 'aggregate'
      readonly items: readonly PipeAggregateItem[]
      readonly groupBy: readonly PipeAggregateItem[]
      readonly andOrderBy: boolean
      readonly grouping?: GroupBySyntax
    })
  | (Span & { readonly kind: 'distinct' })
  | (Span & {
      readonly kind: 'join'
      readonly type: JoinType
      readonly right: FromSyntax
      readonly on?: ExpressionSyntax
      readonly using?: readonly Identifier[]
    })
  | (Span & {
      readonly kind: 'setOperation'
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
      readonly all: boolean
      readonly byName?: ByNameSyntax
      readonly queries: readonly QuerySyntax[]
    })
  | (Span & {
      readonly kind: 'call'
      readonly name: Path
      readonly arguments: readonly ArgumentSyntax[]
      readonly alias?: Identifier
    })
  | (Span & { readonly kind: 'window'; readonly items: readonly SelectItem[] })
  | (Span & { readonly kind: 'pivot'; readonly pivot: PivotSyntax; readonly alias?: Identifier })
  | (Span & { readonly kind: 'unpivot'; readonly unpivot: UnpivotSyntax; readonly alias?: Identifier })
  | (Span & { readonly kind: 'sample'; readonly percent: ExpressionSyntax })
  | (Span & { readonly kind: 'with'; readonly with: WithSyntax })

export interface PipeAggregateItem extends Span {
  readonly expression: ExpressionSyntax
  readonly alias?: Identifier
  readonly order?: { readonly descending: boolean; readonly nulls?: 'FIRST' | 'LAST' }
}

// ---------------------------------------------------------------- statements

export type StatementSyntax =
  | (Span & { readonly kind: 'queryStatement'; readonly query: QuerySyntax })
  | CreateTableSyntax
  | CreateViewSyntax
  | CreateFunctionSyntax
  | CreateProcedureSyntax
  | (Span & {
      readonly kind: 'createSchema'
      readonly path: Path
      readonly ifNotExists: boolean
      readonly options: readonly OptionSyntax[]
    })
  | (Span & {
      readonly kind: 'createSnapshot'
      readonly path: Path
      readonly ifNotExists: boolean
      readonly clone: Path
      readonly systemTime?: ExpressionSyntax
      readonly options: readonly OptionSyntax[]
    })
  | (Span & {
      readonly kind: 'drop'
      readonly object: DropObject
      readonly ifExists: boolean
      readonly path: Path
      readonly cascade: boolean
    })
  /** Actions are kept as text: bqetl passes ALTER on, it does not run it. */
  | (Span & {
      readonly kind: 'alter'
      readonly object: DropObject
      readonly ifExists: boolean
      readonly path: Path
      readonly actions: readonly AlterAction[]
    })
  | (Span & { readonly kind: 'truncate'; readonly table: Path })
  | (Span & {
      readonly kind: 'insert'
      readonly table: Path
      readonly columns: readonly Identifier[]
      readonly source: InsertSource
    })
  | (Span & {
      readonly kind: 'update'
      readonly table: Path
      readonly alias?: Identifier
      readonly items: readonly UpdateItem[]
      readonly from?: FromSyntax
      readonly where: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'delete'
      readonly table: Path
      readonly alias?: Identifier
      readonly where: ExpressionSyntax
    })
  | MergeSyntax
  | (Span & {
      readonly kind: 'declare'
      readonly names: readonly Identifier[]
      readonly type?: TypeSyntax
      readonly default?: ExpressionSyntax
    })
  | (Span & { readonly kind: 'set'; readonly targets: readonly SetTarget[]; readonly value: ExpressionSyntax })
  | (Span & {
      readonly kind: 'executeImmediate'
      readonly sql: ExpressionSyntax
      readonly into: readonly Identifier[]
      readonly using: readonly { readonly value: ExpressionSyntax; readonly alias?: Identifier }[]
    })
  | BlockSyntax
  | (Span & {
      readonly kind: 'if'
      readonly branches: readonly { readonly condition: ExpressionSyntax; readonly body: readonly StatementSyntax[] }[]
      readonly otherwise: readonly StatementSyntax[]
    })
  | (Span & {
      readonly kind: 'caseStatement'
      readonly operand?: ExpressionSyntax
      readonly whens: readonly { readonly when: ExpressionSyntax; readonly body: readonly StatementSyntax[] }[]
      readonly otherwise: readonly StatementSyntax[]
    })
  | (Span & { readonly kind: 'loop'; readonly label?: Identifier; readonly body: readonly StatementSyntax[] })
  | (Span & {
      readonly kind: 'while'
      readonly label?: Identifier
      readonly condition: ExpressionSyntax
      readonly body: readonly StatementSyntax[]
    })
  | (Span & {
      readonly kind: 'repeat'
      readonly label?: Identifier
      readonly body: readonly StatementSyntax[]
      readonly until: ExpressionSyntax
    })
  | (Span & {
      readonly kind: 'forIn'
      readonly label?: Identifier
      readonly variable: Identifier
      readonly query: QuerySyntax
      readonly body: readonly StatementSyntax[]
    })
  | (Span & { readonly kind: 'break' | 'continue'; readonly label?: Identifier })
  | (Span & { readonly kind: 'return' })
  | (Span & { readonly kind: 'raise'; readonly message?: ExpressionSyntax })
  | (Span & { readonly kind: 'callStatement'; readonly name: Path; readonly arguments: readonly ExpressionSyntax[] })
  | (Span & { readonly kind: 'beginTransaction' | 'commitTransaction' | 'rollbackTransaction' })
  | (Span & { readonly kind: 'assert'; readonly condition: ExpressionSyntax; readonly message?: string })
  | (Span & { readonly kind: 'exportData'; readonly options: readonly OptionSyntax[]; readonly query: QuerySyntax })
  /** GRANT, REVOKE, LOAD DATA and the like: words that BigQuery understands and bqetl only carries. */
  | (Span & { readonly kind: 'other'; readonly verb: string })

export type DropObject =
  | 'TABLE'
  | 'VIEW'
  | 'MATERIALIZED VIEW'
  | 'FUNCTION'
  | 'TABLE FUNCTION'
  | 'PROCEDURE'
  | 'SCHEMA'
  | 'SNAPSHOT TABLE'
  | 'EXTERNAL TABLE'

export interface AlterAction extends Span {
  /** Upper-case words such as `ADD COLUMN`, `SET OPTIONS`. */
  readonly action: string
}

export interface OptionSyntax extends Span {
  readonly name: Identifier
  readonly value: ExpressionSyntax
}

/** `CREATE [OR REPLACE] [TEMP] …`. */
export interface CreateModifiers {
  readonly orReplace: boolean
  readonly temporary: boolean
  readonly ifNotExists: boolean
}

export interface ColumnDefinition extends Span {
  readonly name: Identifier
  readonly type: TypeSyntax
  readonly notNull: boolean
  readonly default?: ExpressionSyntax
  readonly options: readonly OptionSyntax[]
}

export interface CreateTableSyntax extends Span, CreateModifiers {
  readonly kind: 'createTable'
  readonly external: boolean
  readonly path: Path
  readonly columns?: readonly ColumnDefinition[]
  readonly like?: Path
  readonly copy?: Path
  readonly clone?: Path
  /** Of `CLONE … FOR SYSTEM_TIME AS OF`. */
  readonly systemTime?: ExpressionSyntax
  readonly defaultCollate?: string
  readonly partitionBy?: ExpressionSyntax
  readonly clusterBy: readonly ExpressionSyntax[]
  readonly options: readonly OptionSyntax[]
  readonly query?: QuerySyntax
}

export interface CreateViewSyntax extends Span, CreateModifiers {
  readonly kind: 'createView'
  readonly materialized: boolean
  readonly path: Path
  readonly columns: readonly Identifier[]
  readonly partitionBy?: ExpressionSyntax
  readonly clusterBy: readonly ExpressionSyntax[]
  readonly options: readonly OptionSyntax[]
  readonly query: QuerySyntax
}

export interface FunctionParameter extends Span {
  readonly name: Identifier
  readonly type: TypeSyntax
  readonly default?: ExpressionSyntax
  readonly notAggregate: boolean
}

export interface CreateFunctionSyntax extends Span, CreateModifiers {
  readonly kind: 'createFunction'
  readonly aggregate: boolean
  /** A table function's body is a query. */
  readonly table: boolean
  readonly path: Path
  readonly parameters: readonly FunctionParameter[]
  readonly returns?: TypeSyntax
  readonly determinism?: string
  readonly language?: string
  readonly options: readonly OptionSyntax[]
  readonly body:
    | { readonly kind: 'sql'; readonly expression: ExpressionSyntax }
    | { readonly kind: 'query'; readonly query: QuerySyntax }
    | { readonly kind: 'code'; readonly code: string }
    | { readonly kind: 'remote' }
}

export interface CreateProcedureSyntax extends Span, CreateModifiers {
  readonly kind: 'createProcedure'
  readonly path: Path
  readonly parameters: readonly (Span & {
    readonly mode: 'IN' | 'OUT' | 'INOUT'
    readonly name: Identifier
    readonly type: TypeSyntax
  })[]
  readonly options: readonly OptionSyntax[]
  readonly body: readonly StatementSyntax[]
}

export type InsertSource =
  | { readonly kind: 'values'; readonly rows: readonly (Span & { readonly values: readonly DefaultOr[] })[] }
  | { readonly kind: 'query'; readonly query: QuerySyntax }

export type DefaultOr = ExpressionSyntax | (Span & { readonly kind: 'default' })

export interface UpdateItem extends Span {
  readonly target: Path
  readonly value: DefaultOr
}

export interface MergeSyntax extends Span {
  readonly kind: 'merge'
  readonly table: Path
  readonly alias?: Identifier
  readonly source: FromSyntax
  readonly on: ExpressionSyntax
  readonly clauses: readonly MergeClause[]
}

export interface MergeClause extends Span {
  readonly when: 'matched' | 'notMatchedByTarget' | 'notMatchedBySource'
  readonly condition?: ExpressionSyntax
  readonly action:
    | { readonly kind: 'delete' }
    | { readonly kind: 'update'; readonly items: readonly UpdateItem[] }
    /** `INSERT ROW` has neither columns nor values. */
    | { readonly kind: 'insert'; readonly columns: readonly Identifier[]; readonly values?: readonly DefaultOr[] }
}

export interface BlockSyntax extends Span {
  readonly kind: 'block'
  readonly label?: Identifier
  readonly body: readonly StatementSyntax[]
  /** The handler after `EXCEPTION WHEN ERROR THEN`. */
  readonly handler?: readonly StatementSyntax[]
}

/** A variable, a field of one, or a system variable (`@@query_label`). */
export type SetTarget = Extract<ExpressionSyntax, { kind: 'name' | 'systemVariable' }>

/** A whole text: statements between semicolons. */
export interface ScriptSyntax {
  readonly statements: readonly StatementSyntax[]
}
