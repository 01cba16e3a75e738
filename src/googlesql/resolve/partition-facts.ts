import type { Expression, Scan, TableScan, WithScanEntry } from '../resolved.ts'
import type { Fact } from './facts.ts'
import { distinctPlaces, renamed } from './facts.ts'
import { inputFacts, isAbout } from './input-facts.ts'
import { expressionParts, scanExpressions } from './visit-tree.ts'

/** What is known of a table's rows, once per place where the table is read. */
export type TableFacts = ReadonlyMap<TableScan, readonly (readonly Expression[])[]>

/**
 * Hands conditions down to the tables: through projections, joins, UNION, WITH and views, wherever leaving out rows that
 * fail them changes no answer (the conditions themselves stay where they are).
 */
export function collectTableFacts(scans: readonly Scan[], expressions: readonly Expression[]): TableFacts {
  const collector = new Collector()
  for (const scan of scans) collector.scan(scan, [])
  for (const expression of expressions) collector.subqueries(expression)
  return collector.tables
}

class Collector {
  readonly tables = new Map<TableScan, (readonly Expression[])[]>()
  readonly #entries = new Map<string, { readonly entry: WithScanEntry; readonly facts: (readonly Fact[])[] }>()

  /** Queries inside expressions start anew. */
  subqueries(expression: Expression): void {
    if (expression.kind === 'subquery') this.scan(expression.scan, [])
    for (const part of expressionParts(expression)) this.subqueries(part)
  }

  scan(scan: Scan, facts: readonly Fact[]): void {
    let link = scan
    let known = facts
    let inputs = this.#below(link, known)
    while (inputs.length === 1) {
      ;[link, known] = inputs[0]!
      inputs = this.#below(link, known)
    }
    this.#end(link, known, inputs)
  }

  #below(scan: Scan, facts: readonly Fact[]): ReturnType<typeof inputFacts> {
    for (const expression of scanExpressions(scan)) this.subqueries(expression)
    return inputFacts(scan, facts)
  }

  #end(scan: Scan, facts: readonly Fact[], inputs: ReturnType<typeof inputFacts>): void {
    if (scan.kind === 'table') this.#table(scan, facts)
    else if (scan.kind === 'with') this.#with(scan, facts)
    else if (scan.kind === 'withReference') this.#reference(scan, facts)
    else for (const [input, known] of inputs) this.scan(input, known)
  }

  #table(scan: TableScan, facts: readonly Fact[]): void {
    const found = facts.filter(isAbout(scan.columns)).map(({ condition }) => condition)
    this.tables.set(scan, [...(this.tables.get(scan) ?? []), found])
  }

  #with(scan: Extract<Scan, { kind: 'with' }>, facts: readonly Fact[]): void {
    for (const entry of scan.entries) this.#entries.set(entry.name, { entry, facts: [] })
    this.scan(scan.body, facts)
    for (const entry of scan.entries.toReversed()) {
      const known = this.#entries.get(entry.name)!.facts
      for (const facts of entry.recursive && known.length ? [[]] : distinctPlaces(known)) this.scan(entry.scan, facts)
      if (entry.recursive && known.length) this.scan(entry.recursive.scan, [])
    }
  }

  #reference(scan: Extract<Scan, { kind: 'withReference' }>, facts: readonly Fact[]): void {
    const known = this.#entries.get(scan.name)
    known?.facts.push(renamed(facts, scan.columns, known.entry.columns))
  }
}
