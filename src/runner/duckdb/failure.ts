import { WarehouseError } from '../../errors.ts'

/** Marks a failure of a function of ours that is not the data's fault. */
export const BUG_MARK = 'bug in bqetl: '

/**
 * What a DuckDB error means to the reader: `query-failed` (the data's fault, in BigQuery's words where DuckDB's differ), `cancelled`,
 * `unsupported`, `out-of-memory`, `disk` (the environment's), or `engine-bug`: DuckDB did not take the SQL that was made for it.
 */
export function translateFailure(error: unknown, sql: string): WarehouseError {
  if (error instanceof WarehouseError) return error
  const text = error instanceof Error ? error.message : String(error)
  const [kind, message] = splitKind(text)
  if (message.startsWith(BUG_MARK)) return bug(message.slice(BUG_MARK.length), error, sql)
  if (DATA_KINDS.has(kind))
    return new WarehouseError('query-failed', dataMessage(message), { retryable: false, cause: error })
  if (kind === 'INTERRUPT')
    return new WarehouseError('cancelled', 'the query was cancelled', { retryable: false, cause: error })
  const unsupported = UNSUPPORTED.find(([pattern]) => pattern.test(message))
  if (unsupported) return new WarehouseError('unsupported', unsupported[1], { retryable: false, cause: error })
  const environment = ENVIRONMENT_KINDS[kind]
  if (environment) return new WarehouseError(environment, firstLine(message), { retryable: true, cause: error })
  return bug(firstLine(text), error, sql)
}

const DATA_KINDS = new Set(['Conversion', 'Invalid Input', 'Out of Range', 'Constraint'])

/** What DuckDB 1.5.6 cannot do, though the SQL that was made for it is right. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [
    /^Unsupported join type for flattening correlated subquery/,
    'a FULL JOIN inside a correlated subquery is not supported here',
  ],
]

const ENVIRONMENT_KINDS: Readonly<Record<string, string>> = { 'Out of Memory': 'out-of-memory', IO: 'disk' }

function splitKind(text: string): readonly [string, string] {
  const match = /^([A-Za-z ]+?) Error: ([\s\S]*)$/.exec(text)
  return match ? [match[1]!, match[2]!] : ['', text]
}

function bug(message: string, error: unknown, sql: string): WarehouseError {
  const cause = new Error(`${message}\n${sql}`, { cause: error })
  return new WarehouseError('engine-bug', `this is a bug in bqetl: DuckDB refused the translated query: ${message}`, {
    retryable: false,
    cause,
  })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}

/** DuckDB's own sentences for faults in data, and BigQuery's. */
const SENTENCES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /^Overflow in (?:addition|subtraction|multiplication) of INT64 \((-?\d+) ([-+*]) (-?\d+)\)/,
    ([, left, operator, right]) => `int64 overflow: ${left} ${operator} ${right}`,
  ],
  [/^Overflow in negation of (?:INT64|numeric value)/, () => 'int64 overflow'],
  [
    /^Type (?:INT128|UINT128|HUGEINT) with value (-?\d+) can't be cast because the value is out of range for the destination type INT64/,
    ([, value]) => `int64 overflow: ${value}`,
  ],
  [
    /^Type DOUBLE with value (\S+) can't be cast because the value is out of range for the destination type INT64/,
    ([, value]) => `int64 out of range: ${value}`,
  ],
  [
    /^Casting value "(-?[\d.]+)" to type DECIMAL\(38,\d+\) failed: value is out of range!/,
    ([, value]) => `numeric out of range: ${value}`,
  ],
  [
    /^CHECK constraint failed on table .*list_count\("?((?:[^")]|"")+)"?\)/,
    ([, column]) => `Array cannot have a null element; error in writing field ${column}`,
  ],
  [/^NOT NULL constraint failed: .*\.([^.]+)$/, ([, column]) => `Required field ${column} cannot be null`],
  [
    /^More than one row returned by a subquery used as an expression/,
    () => 'Scalar subquery produced more than one element',
  ],
]

function dataMessage(message: string): string {
  for (const [pattern, sentence] of SENTENCES) {
    const match = pattern.exec(message)
    if (match) return sentence(match)
  }
  // behind the sentence DuckDB prints the place in the SQL made for it, which means nothing to the reader
  return message.split(/\n\nLINE \d+: /, 1)[0]!
}
