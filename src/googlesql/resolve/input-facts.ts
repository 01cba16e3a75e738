import type { Column, Expression, Scan } from '../resolved.ts'
import type { Fact } from './facts.ts'
import { equalColumns, factsOf, mirrored, rejectsNull, renamed, throughComputed } from './facts.ts'

/** What is known of the rows of each input that matter. */
export function inputFacts(scan: Scan, facts: readonly Fact[]): readonly (readonly [Scan, readonly Fact[]])[] {
  switch (scan.kind) {
    case 'filter':
      return [[scan.input, [...facts, ...factsOf(scan.condition)]]]
    case 'project':
      return [[scan.input, throughComputed(facts, scan.computed)]]
    case 'aggregate': {
      const ofKeys = scan.groupingSets ? [] : facts.filter(isAbout(scan.keys.map(({ column }) => column)))
      return [[scan.input, throughComputed(ofKeys, scan.keys)]]
    }
    case 'window': {
      const partitions = scan.calls.map((call) => call.expression.partitionBy)
      return [[scan.input, facts.filter(({ column }) => partitions.every((by) => by.some(isColumn(column))))]]
    }
    case 'join':
      return joinFacts(scan, facts)
    case 'unnest': {
      const on = scan.condition && !scan.outer ? factsOf(scan.condition) : []
      return scan.input ? [[scan.input, [...facts, ...on]]] : []
    }
    case 'setOperation':
      return scan.inputs.map((input) => [input.scan, renamed(facts, scan.columns, input.columns)])
    case 'order':
    // whether a row is drawn doesn't hang on the others
    case 'sample':
      return [[scan.input, facts]]
    case 'limit':
      return [[scan.input, []]]
    default:
      return []
  }
}

/**
 * A side whose rows may come out as NULLs is cut only by conditions that no NULL satisfies. ON holds for all rows of an
 * inner join, and for the right rows of a left join; what is known of one side of `a.x = b.x` is known of the other.
 */
function joinFacts(scan: Extract<Scan, { kind: 'join' }>, facts: readonly Fact[]) {
  const on = scan.condition && scan.type !== 'full' ? factsOf(scan.condition) : []
  const pairs = scan.condition && scan.type !== 'full' ? equalColumns(scan.condition) : []
  const keepsLeft = scan.type === 'left' || scan.type === 'full'
  const keepsRight = scan.type === 'right' || scan.type === 'full'
  const strict = facts.filter((fact) => rejectsNull(fact.condition))
  const left = [...(keepsRight ? strict : facts), ...(keepsLeft ? [] : on)]
  const right = [...(keepsLeft ? strict : facts), ...(keepsRight ? [] : on)]
  return [
    [scan.left, [...left, ...(keepsLeft ? [] : mirrored(right, pairs))]],
    [scan.right, [...right, ...(keepsRight ? [] : mirrored(left, pairs))]],
  ] as const
}

export function isAbout(columns: readonly Column[]) {
  const ids = new Set(columns.map(({ id }) => id))
  return (fact: Fact) => ids.has(fact.column)
}

function isColumn(id: number) {
  return (expression: Expression) => expression.kind === 'column' && expression.column.id === id
}
