import type { Partitioning, PartitionUnit } from '../../../generator/query-job.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type {
  ArgumentValue,
  CallSyntax,
  CreateTableSyntax,
  ExpressionSyntax,
  OptionSyntax,
} from '../../../googlesql/syntax.ts'

/**
 * What PARTITION BY and the options say; undefined where the table is not partitioned.
 *
 * @throws {SqlError} `unsupported` for integer ranges, `invalid-query` for what is no partitioning
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#partition_expression
 */
export function readPartitioning({ partitionBy, options }: CreateTableSyntax): Partitioning | undefined {
  if (partitionBy === undefined) return undefined
  const { field, unit } = readExpression(partitionBy)
  const expirationDays = numberOption(options, 'partition_expiration_days')
  return {
    unit,
    ...(field.startsWith('_PARTITION') ? {} : { field }),
    requirePartitionFilter: isTrueOption(options, 'require_partition_filter'),
    ...(expirationDays === undefined ? {} : { expirationDays }),
  }
}

interface PartitionField {
  readonly field: string
  readonly unit: PartitionUnit
}

const units: ReadonlySet<string> = new Set(['HOUR', 'DAY', 'MONTH', 'YEAR'])

/** `date_column`, `DATE(column)`, `TIMESTAMP_TRUNC(column, HOUR)` */
function readExpression(expression: ExpressionSyntax): PartitionField {
  if (expression.kind === 'name') return { field: columnOf(expression), unit: 'DAY' }
  const name = expression.kind === 'call' ? nameOf(expression) : ''
  if (name === 'RANGE_BUCKET')
    throw new SqlError('unsupported', 'tables cannot be partitioned by integer ranges here', expression)
  if (expression.kind === 'call' && name === 'DATE') return { field: argument(expression, 0), unit: 'DAY' }
  if (expression.kind === 'call' && /^(DATE|DATETIME|TIMESTAMP)_TRUNC$/.test(name)) {
    const unit = argument(expression, 1).toUpperCase()
    if (units.has(unit)) return { field: argument(expression, 0), unit: unit as PartitionUnit }
  }
  throw new SqlError('invalid-query', 'a table cannot be partitioned by this', expression, {
    hint: 'a DATE column, DATE(column), or TIMESTAMP_TRUNC(column, DAY), with HOUR, MONTH, YEAR too',
  })
}

function nameOf({ name }: CallSyntax): string {
  return name.names
    .map((part) => part.name)
    .join('.')
    .toUpperCase()
}

function argument(call: CallSyntax, index: number): string {
  const value = call.arguments[index]?.value
  if (value === undefined) throw new SqlError('invalid-query', `${nameOf(call)} wants a column and a unit`, call)
  return columnOf(value)
}

function columnOf(value: ArgumentValue): string {
  const [name, second] = value.kind === 'name' ? value.path.names : []
  if (name !== undefined && second === undefined) return name.name
  throw new SqlError('invalid-query', 'a table is partitioned by a column', value)
}

function option(options: readonly OptionSyntax[], name: string): ExpressionSyntax | undefined {
  return options.find((candidate) => candidate.name.name.toLowerCase() === name)?.value
}

function isTrueOption(options: readonly OptionSyntax[], name: string): boolean {
  const value = option(options, name)
  return value?.kind === 'boolean' && value.value
}

function numberOption(options: readonly OptionSyntax[], name: string): number | undefined {
  const value = option(options, name)
  return value?.kind === 'integer' || value?.kind === 'float' ? Number(value.text) : undefined
}
