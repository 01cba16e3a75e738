import type { Random } from './random.ts'
import { TEMPLATES } from './templates.ts'

/** One letter a type: INT64, FLOAT64, NUMERIC, STRING, BOOL, DATE, TIMESTAMP, DATETIME, ARRAY<INT64>, ARRAY<STRING>, BYTES, JSON. */
export const TYPES = ['i', 'f', 'n', 's', 'b', 'd', 't', 'e', 'I', 'S', 'y', 'j'] as const
export type TypeLetter = (typeof TYPES)[number]

export interface ColumnOf {
  readonly sql: string
  readonly type: TypeLetter
}

/** What names an expression may use, and how subqueries are made. */
export interface ScopeOf {
  readonly random: Random
  readonly columns: readonly ColumnOf[]
  /** A subquery of one column of a type that may use the columns; absent where none may stand. */
  readonly subquery?: (type: TypeLetter, columns: readonly ColumnOf[]) => string
  /** Names that were given, so that each is new. */
  readonly names: { count: number }
}

const CONSTANTS: Readonly<Record<TypeLetter, readonly string[]>> = {
  i: ['0', '1', '2', '-3', '7', '100', 'NULL', '9223372036854775807'],
  f: [
    '0.5',
    '-1.5',
    '2.0',
    '1e10',
    "CAST('nan' AS FLOAT64)",
    "CAST('inf' AS FLOAT64)",
    '-0.0',
    'CAST(NULL AS FLOAT64)',
  ],
  n: ["NUMERIC '1.5'", "NUMERIC '-0.000000001'", "NUMERIC '12345.678'", 'CAST(NULL AS NUMERIC)', "NUMERIC '2'"],
  s: ["''", "'a'", "'B'", "'é'", "'a,b,c'", "'12'", 'CAST(NULL AS STRING)', "' x '", "'%a_'", "'ß'", "'2024-02-29'"],
  b: ['TRUE', 'FALSE', 'CAST(NULL AS BOOL)'],
  d: ["DATE '2024-02-29'", "DATE '2023-12-31'", "DATE '1969-07-20'", 'CAST(NULL AS DATE)', "DATE '2021-01-03'"],
  t: ["TIMESTAMP '2024-03-10 09:59:59.123456+00'", "TIMESTAMP '1969-12-31 23:59:59.5+00'", 'CAST(NULL AS TIMESTAMP)'],
  e: ["DATETIME '2024-02-29 12:34:56.789'", "DATETIME '1900-01-01 00:00:00'", 'CAST(NULL AS DATETIME)'],
  I: ['[1, 2, 3]', '[NULL, 5, 5]', 'CAST([] AS ARRAY<INT64>)', '[-1]', 'GENERATE_ARRAY(1, 4)'],
  S: ["['a', 'b']", "['', NULL, 'é']", "SPLIT('x,y,,z')", 'CAST([] AS ARRAY<STRING>)'],
  y: ["b'abc'", "b''", "b'\\xff\\x00'", 'CAST(NULL AS BYTES)', "b'\\xc3\\xa9'"],
  j: [`JSON '{"a": 1, "b": [1, 2.5, "x", null], "c": {"d": true}}'`, "JSON '[]'", "JSON 'null'", 'JSON \'"s"\''],
}

export function expression(type: TypeLetter, depth: number, scope: ScopeOf): string {
  const { random, columns } = scope
  const fitting = columns.filter((column) => column.type === type)
  if (fitting.length > 0 && random.chance(depth > 0 ? 0.3 : 0.8)) return random.pick(fitting).sql
  if (depth <= 0) return random.pick(CONSTANTS[type])
  if (scope.subquery && random.chance(0.08)) return scope.subquery(type, columns)
  return filled(random.pick(TEMPLATES[type]), depth - 1, scope)
}

/** `{i}` becomes an INT64 expression, `{i:x}` one that may also use the lambda-like variable x of the type, `{0..5}` a number. */
function filled(template: string, depth: number, scope: ScopeOf): string {
  const name = `v${++scope.names.count}`
  return template.replaceAll('@', name).replace(/\{(\w)(?::(\w))?\}|\{([^}]*)\}/g, (_, type, bound, choices) => {
    if (choices !== undefined) return scope.random.pick(String(choices).split('|'))
    const columns = bound ? [...scope.columns, { sql: name, type: bound }] : scope.columns
    return expression(type, depth, { ...scope, columns })
  })
}
