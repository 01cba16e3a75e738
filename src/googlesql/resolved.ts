import type { CatalogTable, TableReference } from './catalog.ts'
import type { Span } from './syntax.ts'
import type { Type } from './types.ts'
import type { Value } from './value.ts'

/**
 * The resolved tree: every name has become a column with an identity and a type, every implicit coercion an explicit cast,
 * every rule of scope (aliases, GROUP BY, QUALIFY, star, USING, hidden columns) is already applied. A scan produces the rows
 * of its `columns`; an expression may use the columns of its scan's inputs and, in a subquery, those of the scans around it.
 * Column ids are unique in one analysis, so nothing can be captured by accident. PIVOT, UNPIVOT, pipe operators, BY NAME and
 * SQL functions (as `let`) have been rewritten into the kinds below. The design follows ZetaSQL's resolved AST.
 */
export interface Column {
  readonly id: number
  /** For people; may be empty and may repeat. */
  readonly name: string
  readonly type: Type
}

export interface ComputedColumn {
  readonly column: Column
  readonly expression: Expression
}

// ---------------------------------------------------------------- expressions

interface Typed {
  readonly type: Type
  /** Where it was written; inside a view or routine, in that text. */
  readonly span: Span
  /** NULL, `[]` or ERROR(…) that nothing around it has given a type: its `type` (INT64) is only a default. */
  readonly untyped?: true
}

export type Expression =
  | LiteralExpression
  | (Typed & { readonly kind: 'parameter'; readonly name: string })
  /** A script variable. */
  | (Typed & { readonly kind: 'variable'; readonly name: string })
  | (Typed & { readonly kind: 'column'; readonly column: Column })
  | CallExpression
  | CastExpression
  | (Typed & {
      readonly kind: 'case'
      readonly operand?: Expression
      readonly whens: readonly { readonly when: Expression; readonly then: Expression }[]
      readonly otherwise?: Expression
    })
  /** Values in the order of the type's fields. */
  | (Typed & { readonly kind: 'struct'; readonly values: readonly Expression[] })
  | (Typed & { readonly kind: 'array'; readonly elements: readonly Expression[] })
  /** Field number `index` (from 0) of a struct. */
  | (Typed & { readonly kind: 'field'; readonly base: Expression; readonly index: number })
  | SubqueryExpression
  /** Each binding is evaluated once, in order, and may use those before it. SQL functions are inlined as this. */
  | (Typed & { readonly kind: 'let'; readonly bindings: readonly ComputedColumn[]; readonly body: Expression })
  | LambdaExpression
  /** A date part in an argument list: `DAY`, `WEEK(MONDAY)`, `ISOYEAR`, upper case. Its type means nothing. */
  | (Typed & { readonly kind: 'part'; readonly part: string })

export interface LiteralExpression extends Typed {
  readonly kind: 'literal'
  readonly value: Value
  /** Of a FLOAT64 literal as written: its digits, which a NUMERIC takes over instead of the double's. */
  readonly digits?: string
}

/**
 * A call of a builtin or a JavaScript function. Names of builtins are upper case (`SUBSTR`, `NET.HOST`), aliases already
 * replaced by one name; operators are `$add $subtract $multiply $divide $concat $unary_minus $not $and $or $equal
 * $not_equal $less $less_or_equal $greater $greater_or_equal $bitwise_and $bitwise_or $bitwise_xor $bitwise_not $shift_left
 * $shift_right $between $like $like_any $like_all $in $is_null $is_true $is_false $is_distinct_from $extract
 * $array_offset $array_ordinal $safe_array_offset $safe_array_ordinal $json_subscript $json_field $in_array $interval`.
 * `$and`, `$or` take two arguments or more; `$in` the operand, then the items; `$extract` a part, the operand and perhaps a time
 * zone; `$interval` an INT64 and a part. Negated operators are wrapped in `$not`. Optional arguments not given are absent;
 * a named one that leaves a gap before it is preceded by NULL literals of the right type.
 */
export interface CallExpression extends Typed {
  readonly kind: 'call'
  readonly name: string
  readonly arguments: readonly Expression[]
  /** `SAFE.`: an error of this call itself (not of its arguments) becomes NULL. */
  readonly safe: boolean
  /** Of a JavaScript function; `name` is then the name it was declared by. */
  readonly script?: ScriptFunction
  /** The name the reader wrote, where it differs (an alias of the language). */
  readonly writtenAs?: string
}

export interface ScriptFunction {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: Type }[]
  readonly returns: Type
  readonly code: string
  readonly libraries: readonly string[]
}

export interface CastExpression extends Typed {
  readonly kind: 'cast'
  readonly operand: Expression
  readonly safe: boolean
  /** Inserted by the resolver. */
  readonly implicit: boolean
  readonly format?: Expression
  readonly timeZone?: Expression
  /** Of a parameterized type: NUMERIC(10, 2), STRING(5). */
  readonly typeParameters?: readonly number[]
}

export interface SubqueryExpression extends Typed {
  readonly kind: 'subquery'
  /** `in`: whether `operand` equals a row's only column. */
  readonly form: 'scalar' | 'array' | 'exists' | 'in'
  readonly operand?: Expression
  readonly scan: Scan
  /** Columns of enclosing scans that it uses; empty means that it can stand alone. */
  readonly correlated: readonly Column[]
}

export interface LambdaExpression extends Typed {
  readonly kind: 'lambda'
  readonly parameters: readonly Column[]
  readonly body: Expression
}

export interface OrderItem {
  readonly expression: Expression
  readonly descending: boolean
  /** Always explicit: GoogleSQL puts NULLs first ascending and last descending. */
  readonly nullsFirst: boolean
}

/** `SUM`, `ARRAY_AGG`, `COUNT_STAR` …; only as an `AggregateScan`'s aggregate. */
export interface AggregateExpression extends Typed {
  readonly kind: 'aggregate'
  readonly name: string
  readonly arguments: readonly Expression[]
  readonly distinct: boolean
  readonly nulls?: 'IGNORE' | 'RESPECT'
  readonly having?: { readonly extreme: 'MAX' | 'MIN'; readonly expression: Expression }
  readonly orderBy: readonly OrderItem[]
  readonly limit?: number
  readonly safe: boolean
}

/** An aggregate or a numbering or navigation function over a window; only in a `WindowScan`. */
export interface WindowExpression extends Typed {
  readonly kind: 'window'
  readonly name: string
  readonly arguments: readonly Expression[]
  readonly distinct: boolean
  readonly nulls?: 'IGNORE' | 'RESPECT'
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame?: Frame
  readonly safe: boolean
}

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE'
  readonly from: ResolvedFrameBound
  readonly to: ResolvedFrameBound
}

export type ResolvedFrameBound =
  | { readonly kind: 'unboundedPreceding' | 'currentRow' | 'unboundedFollowing' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression }

// ---------------------------------------------------------------- scans

interface Produces {
  readonly columns: readonly Column[]
}

export type Scan =
  /** One row without columns: a query without FROM. */
  | (Produces & { readonly kind: 'singleRow' })
  | TableScan
  | UnnestScan
  | (Produces & {
      readonly kind: 'join'
      readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross'
      readonly left: Scan
      readonly right: Scan
      readonly condition?: Expression
    })
  | (Produces & { readonly kind: 'filter'; readonly input: Scan; readonly condition: Expression })
  /** `columns` are columns of the input and of `computed`, in any order and number. */
  | (Produces & { readonly kind: 'project'; readonly input: Scan; readonly computed: readonly ComputedColumn[] })
  | AggregateScan
  | (Produces & {
      readonly kind: 'window'
      readonly input: Scan
      readonly calls: readonly { readonly column: Column; readonly expression: WindowExpression }[]
    })
  | (Produces & { readonly kind: 'order'; readonly input: Scan; readonly items: readonly OrderItem[] })
  | (Produces & {
      readonly kind: 'limit'
      readonly input: Scan
      readonly limit: Expression
      readonly offset?: Expression
    })
  /** Column number i of the result is column number i of each input's `columns`. */
  | (Produces & {
      readonly kind: 'setOperation'
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
      readonly all: boolean
      readonly inputs: readonly { readonly scan: Scan; readonly columns: readonly Column[] }[]
    })
  | (Produces & { readonly kind: 'with'; readonly entries: readonly WithScanEntry[]; readonly body: Scan })
  /** Rows of a WITH entry; column i is column i of the entry, under new ids. */
  | (Produces & { readonly kind: 'withReference'; readonly name: string })
  | (Produces & { readonly kind: 'sample'; readonly input: Scan; readonly percent: Expression })

export interface WithScanEntry {
  /** Unique in the analysis. */
  readonly name: string
  readonly scan: Scan
  readonly columns: readonly Column[]
  /** Of a recursive entry: `scan` is the first term, this the repeated one, which reads `withReference` to `name`. */
  readonly recursive?: { readonly all: boolean; readonly scan: Scan; readonly columns: readonly Column[] }
}

export interface TableScan extends Produces {
  readonly kind: 'table'
  readonly table: CatalogTable
  /** The table's column behind each of `columns`, which are only those that the query uses. */
  readonly sources: readonly string[]
  readonly systemTime?: Expression
  /** Which partitions can hold rows that the query keeps; absent means all. The filters themselves stay in the tree. */
  readonly partitions?: PartitionBounds
  /** Only the least or the greatest value of the partition column is asked for: the first or the last partition answers. */
  readonly extreme?: 'first' | 'last'
  readonly span: Span
}

/**
 * Bounds of the partition column, as expressions without columns (literals, parameters, calls of them): a row is needed only if
 * it satisfies every one. `in` lists alternatives.
 */
export type PartitionBounds = readonly (
  | { readonly operator: '=' | '<' | '<=' | '>' | '>='; readonly bound: Expression }
  | { readonly operator: 'in'; readonly bounds: readonly Expression[] }
)[]

/** For each input row (or once, where there is no input): a row per element of `array`, which may use the input's columns. */
export interface UnnestScan extends Produces {
  readonly kind: 'unnest'
  readonly input?: Scan
  readonly array: Expression
  readonly element: Column
  /** The element's position from 0. */
  readonly offset?: Column
  /** A left join: an input row without (fitting) elements stays, with nulls. */
  readonly outer: boolean
  readonly condition?: Expression
}

export interface AggregateScan extends Produces {
  readonly kind: 'aggregate'
  readonly input: Scan
  readonly keys: readonly ComputedColumn[]
  readonly aggregates: readonly { readonly column: Column; readonly expression: AggregateExpression }[]
  /** Each set lists positions in `keys`; absent means one set of all keys. */
  readonly groupingSets?: readonly (readonly number[])[]
  /** GROUPING(key): 1 where the row's set leaves out the key at that position. */
  readonly groupings?: readonly { readonly column: Column; readonly key: number }[]
}

// ---------------------------------------------------------------- results

export interface OutputColumn {
  /** Empty where the query gives none; names may repeat. */
  readonly name: string
  readonly column: Column
}

export interface ResolvedQuery {
  readonly kind: 'query'
  readonly scan: Scan
  readonly output: readonly OutputColumn[]
  /** `SELECT AS STRUCT` or `AS VALUE`: the only column is the row itself. */
  readonly valueTable: boolean
  readonly references: readonly ResolvedReference[]
  /** One entry per output column, in order. */
  readonly lineage: readonly ColumnLineage[]
}

export interface ResolvedReference {
  readonly reference: TableReference
  readonly kind: 'table' | 'view'
  /** In the text itself; of a table behind a view, the view's. */
  readonly span: Span
  /** The view that reads it; absent for what the text itself names. */
  readonly through?: TableReference
  /** The partition column is bounded by a filter, or there is none. */
  readonly partitionFiltered: boolean
}

export interface ColumnLineage {
  readonly name: string
  readonly sources: readonly { readonly reference: TableReference; readonly column: string }[]
}

export type ResolvedDml =
  | {
      readonly kind: 'insert'
      readonly table: CatalogTable
      readonly columns: readonly string[]
      readonly source: ResolvedQuery
    }
  /** `scan` reads the target first (its columns are `target`), joined with FROM where there is one and filtered by WHERE. */
  | {
      readonly kind: 'update'
      readonly table: CatalogTable
      readonly target: readonly Column[]
      readonly from?: Scan
      readonly where: Expression
      readonly items: readonly { readonly column: string; readonly value: Expression }[]
      /** Which partitions can hold rows that satisfy WHERE; none means all, as in a scan. */
      readonly partitions: PartitionBounds
    }
  | {
      readonly kind: 'delete'
      readonly table: CatalogTable
      readonly target: readonly Column[]
      readonly where: Expression
      readonly partitions: PartitionBounds
    }
  | {
      readonly kind: 'merge'
      readonly table: CatalogTable
      readonly target: readonly Column[]
      readonly source: Scan
      readonly on: Expression
      readonly clauses: readonly ResolvedMergeClause[]
    }

export interface ResolvedMergeClause {
  readonly when: 'matched' | 'notMatchedByTarget' | 'notMatchedBySource'
  readonly condition?: Expression
  readonly action:
    | { readonly kind: 'delete' }
    | { readonly kind: 'update'; readonly items: readonly { readonly column: string; readonly value: Expression }[] }
    | { readonly kind: 'insert'; readonly columns: readonly string[]; readonly values: readonly Expression[] }
}
