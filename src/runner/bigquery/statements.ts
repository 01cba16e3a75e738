import type { QualifiedText } from '../../generator/sql/qualify.ts'
import type { StatementSyntax } from '../../googlesql/syntax.ts'

/** A text as BigQuery can run it with a destination: scripts cannot have one, a single query can. */
export interface SplitText {
  /** What comes before the last query, to be run in a session; undefined where one job can run all. */
  readonly setup?: string
  /** The last query, with the temporary functions before it. */
  readonly query: string
}

/** Undefined where the text does not end in a query. */
export function splitText(text: QualifiedText): SplitText | undefined {
  const { statements } = text.script
  const last = statements.at(-1)
  if (last?.kind !== 'queryStatement') return undefined
  if (statements.slice(0, -1).every(isTemporaryFunction)) return { query: text.sent }
  return {
    setup: text.slice({ start: 0, end: last.start }),
    query: text.slice({ start: last.start, end: text.written.length }),
  }
}

/** Whether BigQuery runs the text as a script: more than a query with temporary functions before it, or one statement alone. */
export function isScript({ script: { statements } }: QualifiedText): boolean {
  return statements.length > 1 && !statements.slice(0, -1).every(isTemporaryFunction)
}

function isTemporaryFunction(statement: StatementSyntax): boolean {
  return statement.kind === 'createFunction' && statement.temporary
}
