import type { AnalyzeOptions, TemporaryFunction } from '../analyze-options.ts'
import type { Catalog, TableReference } from '../catalog.ts'
import type {
  AggregateExpression,
  Column,
  Expression,
  ResolvedReference,
  TableScan,
  WindowExpression,
} from '../resolved.ts'
import type { QuerySyntax, Span, WindowSyntax } from '../syntax.ts'
import type { Type } from '../types.ts'
import type { Cte } from './cte.ts'
import type { Relation } from './relation.ts'
import type { Scope } from './scope.ts'

/** What all texts that are resolved in one analysis share. */
export interface Analysis {
  readonly options: AnalyzeOptions
  readonly references: PendingReference[]
  /** How often each WITH name was given out, so that every entry's name is unique. */
  readonly withNames: Map<string, number>
  /** Subqueries of FROM that were resolved before the query around them, to spare the stack; each is taken once. */
  readonly prepared: Map<QuerySyntax, Relation>
  columnCount: number
}

/** A reference whose `partitionFiltered` is known only when the whole query is. */
export interface PendingReference extends Omit<ResolvedReference, 'partitionFiltered'> {
  readonly scan?: TableScan
  /** How many views stand around what reads it. */
  readonly depth: number
}

/** One text being resolved: the one handed in, a view's or a routine's. */
export interface Source {
  readonly analysis: Analysis
  readonly text: string
  readonly catalog: Catalog
  readonly functions: ReadonlyMap<string, TemporaryFunction>
  /** The view whose text this is. */
  readonly through?: TableReference
  /** Where the main text names the view or routine that this text belongs to; absent in the main text. */
  readonly calledAt?: Span
  /** A routine's arguments, which its WITH entries see too. */
  readonly argumentScope?: Scope
  /** Views and routines that are being expanded, outermost first; one that occurs again is a cycle. */
  readonly expanding: readonly string[]
}

export interface QueryContext {
  readonly source: Source
  readonly ctes: Ctes
  /** Names of the queries around this one, which make it correlated; then routine arguments. */
  readonly outer?: Scope
}

/** WITH entries that can be named, by lower-case name. */
export type Ctes = ReadonlyMap<string, Cte>

/** Where an expression stands, and what it can name. */
export interface ExpressionContext extends QueryContext {
  readonly scope: Scope | undefined
  /** For messages: `WHERE clause`. */
  readonly clause: string
  /** Where aggregates are allowed: what collects them. */
  readonly aggregates?: AggregateSink
  /** Where window functions are allowed: what collects them. */
  readonly windows?: WindowSink
}

export interface AggregateSink {
  /** What an aggregate's arguments can name. */
  readonly scope: Scope | undefined
  add(expression: AggregateExpression, name: string): Column
  /** GROUPING(argument). */
  addGrouping(argument: Expression, span: Span): Column
}

export interface WindowSink {
  readonly definitions: ReadonlyMap<string, WindowSyntax>
  add(expression: WindowExpression, name: string): Column
}

export function startSource(text: string, options: AnalyzeOptions): Source {
  const analysis: Analysis = { options, references: [], withNames: new Map(), prepared: new Map(), columnCount: 0 }
  return { analysis, text, catalog: options.catalog, functions: options.functions ?? new Map(), expanding: [] }
}

/** A column that nothing else has the identity of. */
export function newColumn(source: Source, name: string, type: Type): Column {
  source.analysis.columnCount += 1
  return { id: source.analysis.columnCount, name, type }
}

/** The same place without leave for aggregates and window functions. */
export function rowContext(context: ExpressionContext, scope: Scope | undefined, clause: string): ExpressionContext {
  const { source, ctes, outer } = context
  return { source, ctes, ...(outer && { outer }), scope, clause }
}
