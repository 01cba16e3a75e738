import { refuseWithoutEquality, refuseWithoutOrder } from './comparable.ts'
import { generatedType } from './output-schema.ts'
import type { FunctionEntry, FunctionTable } from './signature.ts'

/**
 * Conditionals, network addresses, sketches, models, and what stands alone.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/conditional_expressions
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/net_functions
 */
export const netAndMiscFunctions: FunctionTable = [
  scalar('COALESCE', '(T, ...T) -> T'),
  scalar('IF', '(BOOL, T, T) -> T'),
  scalar('IFNULL', '(T, T) -> T'),
  { ...scalar('NULLIF', '(T, T) -> T'), check: refuseWithoutEquality },
  scalar('NULLIFZERO', ...over(['INT64', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64'], (type) => `(${type}) -> ${type}`)),
  scalar('ZEROIFNULL', ...over(['INT64', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64'], (type) => `(${type}) -> ${type}`)),
  { ...scalar('GREATEST', '(T, ...T) -> T'), check: refuseWithoutOrder },
  { ...scalar('LEAST', '(T, ...T) -> T'), check: refuseWithoutOrder },
  scalar('TYPEOF', '(ANY) -> STRING'),
  // a type that no argument decides: the call adapts as an untyped NULL does
  scalar('ERROR', '(STRING) -> T'),
  scalar('RAND', '() -> FLOAT64'),
  scalar('SESSION_USER', '() -> STRING'),

  scalar('NET.HOST', '(STRING) -> STRING'),
  scalar('NET.IP_FROM_STRING', '(STRING) -> BYTES'),
  scalar('NET.IP_NET_MASK', '(INT64, INT64) -> BYTES'),
  scalar('NET.IP_TO_STRING', '(BYTES) -> STRING'),
  scalar('NET.IP_TRUNC', '(BYTES, INT64) -> BYTES'),
  scalar('NET.IPV4_FROM_INT64', '(INT64) -> BYTES'),
  scalar('NET.IPV4_TO_INT64', '(BYTES) -> INT64'),
  scalar('NET.PUBLIC_SUFFIX', '(STRING) -> STRING'),
  scalar('NET.REG_DOMAIN', '(STRING) -> STRING'),
  scalar('NET.SAFE_IP_FROM_STRING', '(STRING) -> BYTES'),

  {
    name: 'HLL_COUNT.INIT',
    kind: 'aggregate',
    signatures: over(['INT64', 'NUMERIC', 'BIGNUMERIC', 'STRING', 'BYTES'], (type) => `(${type}, [INT64]) -> BYTES`),
  },
  { name: 'HLL_COUNT.MERGE', kind: 'aggregate', signatures: ['(BYTES) -> INT64'] },
  { name: 'HLL_COUNT.MERGE_PARTIAL', kind: 'aggregate', signatures: ['(BYTES) -> BYTES'] },
  scalar('HLL_COUNT.EXTRACT', '(BYTES) -> INT64'),

  {
    ...scalar(
      'AI.GENERATE',
      model(
        'prompt: ANY',
        'STRUCT<result STRING, full_response JSON, status STRING>',
        'request_type: STRING',
        'output_schema: STRING',
      ),
    ),
    // the sixth argument is there only where an output_schema was given
    returns: (_, call) => generatedType(call[5]),
  },
  scalar(
    'AI.GENERATE_BOOL',
    model('prompt: ANY', 'STRUCT<result BOOL, full_response JSON, status STRING>', 'request_type: STRING'),
  ),
  scalar(
    'AI.GENERATE_DOUBLE',
    model('prompt: ANY', 'STRUCT<result FLOAT64, full_response JSON, status STRING>', 'request_type: STRING'),
  ),
  scalar(
    'AI.GENERATE_INT',
    model('prompt: ANY', 'STRUCT<result INT64, full_response JSON, status STRING>', 'request_type: STRING'),
  ),
  scalar(
    'AI.EMBED',
    model('content: ANY', 'STRUCT<result ARRAY<FLOAT64>, status STRING>', 'task_type: STRING', 'title: STRING'),
  ),
  scalar('AI.IF', model('prompt: ANY', 'BOOL')),
  scalar('AI.SCORE', model('prompt: ANY', 'FLOAT64')),
  scalar('AI.CLASSIFY', model('input: ANY, categories: ARRAY<STRING>', 'STRING')),
  scalar('AI.SIMILARITY', model('content1: ANY, content2: ANY', 'FLOAT64')),
]

function scalar(name: string, ...signatures: string[]): FunctionEntry {
  return { name, kind: 'scalar', signatures }
}

function over(types: readonly string[], signature: (type: string) => string): string[] {
  return types.map(signature)
}

/** A call of a remote model: its input, then what all of them take by name only. */
function model(input: string, result: string, ...named: string[]): string {
  const options = ['connection_id: STRING', 'endpoint: STRING', 'model_params: JSON', ...named]
  return `(${input}, ${options.map((option) => `[=${option}]`).join(', ')}) -> ${result}`
}
