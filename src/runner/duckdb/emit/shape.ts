import { type AnyExpression, expressionParts } from '../../../googlesql/resolve/visit-tree.ts'
import type {
  AggregateScan,
  Expression,
  OrderItem,
  Scan,
  SubqueryExpression,
  UnnestScan,
} from '../../../googlesql/resolved.ts'
import { listAggregate } from './list-aggregate.ts'

export type ListStep = Extract<Scan, { kind: 'filter' | 'project' | 'order' | 'limit' }>

/**
 * A subquery over one array (or over nothing at all), which DuckDB evaluates some fifty times faster as list functions than as a
 * correlated subquery, in the array's order besides.
 */
export interface ListPlan {
  /** Absent: the single row of a query without FROM. */
  readonly source?: UnnestScan
  /** From the array upwards. */
  readonly steps: readonly ListStep[]
  /** An aggregation of all elements, and what is done with its one row. */
  readonly aggregate?: AggregateScan
  readonly after: readonly ListStep[]
}

const plans = new WeakMap<SubqueryExpression, ListPlan | null>()

export function listPlan(subquery: SubqueryExpression): ListPlan | undefined {
  let plan = plans.get(subquery)
  if (plan === undefined) {
    plan = findPlan(subquery) ?? null
    plans.set(subquery, plan)
  }
  return plan ?? undefined
}

/** Whether DuckDB would find a subquery in the expression's translation. */
export function holdsSubquery(expression: AnyExpression): boolean {
  if (expression.kind === 'subquery') {
    const plan = listPlan(expression)
    if (!plan || expressionsIn(plan).some(holdsSubquery)) return true
  }
  return expressionParts(expression).some(holdsSubquery)
}

function expressionsIn(plan: ListPlan): readonly Expression[] {
  return [
    ...(plan.source ? [plan.source.array] : []),
    ...plan.steps.flatMap(stepExpressions),
    ...plan.after.flatMap(stepExpressions),
  ]
}

function stepExpressions(step: ListStep): readonly Expression[] {
  if (step.kind === 'filter') return [step.condition]
  if (step.kind === 'project') return step.computed.map((computed) => computed.expression)
  return step.kind === 'order' ? step.items.map((item) => item.expression) : []
}

function findPlan(subquery: SubqueryExpression): ListPlan | undefined {
  const plan = planOf(subquery.scan)
  if (!plan) return undefined
  if (!plan.source)
    return plan.steps.every((step) => step.kind === 'project' || step.kind === 'filter') && subquery.form !== 'in'
      ? plan
      : undefined
  const lambdas = [...plan.steps, ...plan.after].flatMap(stepExpressions)
  if (lambdas.some(holdsSubquery)) return undefined
  return plan.aggregate && subquery.form !== 'scalar' ? undefined : plan
}

function planOf(scan: Scan): ListPlan | undefined {
  switch (scan.kind) {
    case 'singleRow':
      return { steps: [], after: [] }
    case 'unnest':
      return !scan.outer && !scan.condition && (!scan.input || scan.input.kind === 'singleRow')
        ? { source: scan, steps: [], after: [] }
        : undefined
    case 'filter':
    case 'project':
      return extend(planOf(scan.input), scan)
    case 'order':
      return scan.items.every(isSortable) && sameDirection(scan.items)
        ? extendOrdered(planOf(scan.input), scan)
        : undefined
    case 'limit':
      return [scan.limit, scan.offset].every(isCount) ? extendOrdered(planOf(scan.input), scan) : undefined
    case 'aggregate':
      return aggregated(planOf(scan.input), scan)
    default:
      return undefined
  }
}

function extend(plan: ListPlan | undefined, step: ListStep): ListPlan | undefined {
  if (!plan) return undefined
  return plan.aggregate ? { ...plan, after: [...plan.after, step] } : { ...plan, steps: [...plan.steps, step] }
}

/** The one row of an aggregation needs no order. */
function extendOrdered(plan: ListPlan | undefined, step: ListStep): ListPlan | undefined {
  return plan?.source && !plan.aggregate ? extend(plan, step) : undefined
}

function aggregated(plan: ListPlan | undefined, scan: AggregateScan): ListPlan | undefined {
  if (!plan?.source || plan.aggregate || scan.keys.length > 0 || scan.groupingSets) return undefined
  const known = scan.aggregates.every(
    ({ expression }) => listAggregate(expression) !== undefined && !expression.arguments.some(holdsSubquery),
  )
  return known ? { ...plan, aggregate: scan } : undefined
}

const SORTABLE = new Set([
  'BOOL',
  'INT64',
  'FLOAT64',
  'NUMERIC',
  'STRING',
  'BYTES',
  'DATE',
  'DATETIME',
  'TIME',
  'TIMESTAMP',
])

function isSortable({ expression }: OrderItem): boolean {
  return expression.type.kind === 'scalar' && SORTABLE.has(expression.type.name)
}

function sameDirection(items: readonly OrderItem[]): boolean {
  return items.every((item) => item.descending === items[0]!.descending)
}

function isCount(expression: Expression | undefined): boolean {
  return expression === undefined || (expression.kind === 'literal' && typeof expression.value === 'bigint')
}
