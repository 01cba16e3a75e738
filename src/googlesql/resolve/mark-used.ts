import type { Column, Expression, Scan, WithScanEntry } from '../resolved.ts'
import { aggregateParts, expressionParts, scanChain, scanExpressions, scanInputs, windowParts } from './visit-tree.ts'

/** What a finished query needs of all that was resolved. */
export interface Usage {
  /** Ids of columns that something above them uses. */
  readonly columns: ReadonlySet<number>
  /** WITH entries that are read. */
  readonly entries: ReadonlySet<string>
}

/** Finds what is needed to give `outputs` of `scans`, and to evaluate `expressions`: from the top down, users before what they use. */
export function markUsed(
  scans: readonly Scan[],
  outputs: readonly Column[],
  expressions: readonly Expression[] = [],
): Usage {
  const marker = new Marker()
  marker.use(outputs)
  for (const expression of expressions) marker.expression(expression)
  for (const scan of scans) marker.scan(scan)
  return { columns: marker.columns, entries: marker.entries }
}

class Marker {
  readonly columns = new Set<number>()
  readonly entries = new Set<string>()
  readonly #known = new Map<string, WithScanEntry>()

  use(columns: readonly Column[]): void {
    for (const { id } of columns) this.columns.add(id)
  }

  expression(expression: Expression): void {
    if (expression.kind === 'column') this.columns.add(expression.column.id)
    else if (expression.kind === 'let') this.#let(expression)
    else {
      for (const part of expressionParts(expression)) this.expression(part)
      if (expression.kind === 'subquery') {
        if (expression.form !== 'exists') this.use(expression.scan.columns)
        this.scan(expression.scan)
      }
    }
  }

  scan(scan: Scan): void {
    const chain = scanChain(scan)
    for (const link of chain) {
      if (link.kind === 'setOperation') this.#setOperation(link)
      if (link.kind === 'withReference') this.#reference(link)
      for (const part of this.#evaluated(link)) this.expression(part)
    }
    const last = chain.at(-1)!
    if (last.kind === 'with') this.#with(last)
    else for (const input of scanInputs(last)) this.scan(input)
  }

  /** The expressions of a scan whose results are used. */
  #evaluated(scan: Scan): readonly Expression[] {
    const used = ({ column }: { readonly column: Column }) => this.columns.has(column.id)
    switch (scan.kind) {
      case 'project':
        return scan.computed.filter(used).map(({ expression }) => expression)
      case 'window':
        return scan.calls.filter(used).flatMap(({ expression }) => windowParts(expression))
      case 'aggregate':
        return [
          ...scan.keys.map(({ expression }) => expression),
          ...scan.aggregates.filter(used).flatMap(({ expression }) => aggregateParts(expression)),
        ]
      default:
        return scanExpressions(scan)
    }
  }

  #let(expression: Extract<Expression, { kind: 'let' }>): void {
    this.expression(expression.body)
    for (const binding of expression.bindings.toReversed()) {
      if (this.columns.has(binding.column.id)) this.expression(binding.expression)
    }
  }

  /** Only UNION ALL gives the same rows with fewer columns; at least one column stays, for there is no row without. */
  #setOperation(scan: Extract<Scan, { kind: 'setOperation' }>): void {
    const whole = scan.operator !== 'UNION' || !scan.all
    if (whole) this.use(scan.columns)
    else this.#useOne(scan.columns)
    scan.columns.forEach(({ id }, index) => {
      if (this.columns.has(id)) this.use(scan.inputs.map((input) => input.columns[index]!))
    })
  }

  /** What reads an entry comes behind it, so entries are looked at from the last to the first. */
  #with(scan: Extract<Scan, { kind: 'with' }>): void {
    for (const entry of scan.entries) this.#known.set(entry.name, entry)
    this.scan(scan.body)
    for (const entry of scan.entries.toReversed()) {
      if (!this.entries.has(entry.name)) continue
      const { recursive } = entry
      if (recursive) this.use([...entry.columns, ...recursive.columns])
      if (recursive) this.scan(recursive.scan)
      this.scan(entry.scan)
    }
  }

  #reference(scan: Extract<Scan, { kind: 'withReference' }>): void {
    const entry = this.#known.get(scan.name)!
    this.entries.add(scan.name)
    scan.columns.forEach(({ id }, index) => {
      if (this.columns.has(id)) this.use([entry.columns[index]!])
    })
    this.#useOne(entry.columns)
  }

  #useOne(columns: readonly Column[]): void {
    if (columns.length && !columns.some(({ id }) => this.columns.has(id))) this.use(columns.slice(0, 1))
  }
}
