import type { ExpressionSyntax, Identifier, Path, PivotSyntax, UnpivotSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek } from './cursor.ts'
import { readComparand, readExpression } from './expression.ts'
import { readAlias, readIdentifier, readIdentifierList, readPath } from './names.ts'

export function startsPivot(cursor: Cursor): boolean {
  return isNext(cursor, 'PIVOT') && peek(cursor, 1).word === '('
}

export function startsUnpivot(cursor: Cursor): boolean {
  return isNext(cursor, 'UNPIVOT') && ['(', 'INCLUDE', 'EXCLUDE'].includes(peek(cursor, 1).word)
}

/** `PIVOT (SUM(x) AS s, … FOR key IN ('a', 'b' AS b))` */
export function readPivot(cursor: Cursor): PivotSyntax {
  const { start } = expect(cursor, 'PIVOT')
  expect(cursor, '(')
  const aggregates = readNamed(cursor)
  expect(cursor, 'FOR')
  const key = readComparand(cursor)
  expect(cursor, 'IN')
  expect(cursor, '(')
  const values = readNamed(cursor)
  expect(cursor, ')')
  expect(cursor, ')')
  return { aggregates, for: key, values, start, end: endOf(cursor) }
}

interface Named {
  readonly expression: ExpressionSyntax
  readonly alias?: Identifier
}

function readNamed(cursor: Cursor): Named[] {
  const items: Named[] = []
  do items.push({ expression: readExpression(cursor), ...readAlias(cursor) })
  while (accept(cursor, ',') && !isNext(cursor, 'FOR'))
  return items
}

/** `UNPIVOT [INCLUDE NULLS] (value FOR name IN (a, b AS 'label'))` */
export function readUnpivot(cursor: Cursor): UnpivotSyntax {
  const { start } = expect(cursor, 'UNPIVOT')
  const includeNulls = acceptAll(cursor, 'INCLUDE', 'NULLS')
  if (!includeNulls) acceptAll(cursor, 'EXCLUDE', 'NULLS')
  expect(cursor, '(')
  const values = isNext(cursor, '(') ? readIdentifierList(cursor) : [readIdentifier(cursor)]
  expect(cursor, 'FOR')
  const name = readIdentifier(cursor)
  expect(cursor, 'IN')
  expect(cursor, '(')
  const columns: UnpivotColumn[] = []
  do columns.push(readUnpivotColumn(cursor))
  while (accept(cursor, ','))
  expect(cursor, ')')
  expect(cursor, ')')
  return { includeNulls, values, name, columns, start, end: endOf(cursor) }
}

type UnpivotColumn = UnpivotSyntax['columns'][number]

/** `a`, `(a, b)`, each with `[AS] 'label'` */
function readUnpivotColumn(cursor: Cursor): UnpivotColumn {
  const columns: Path[] = []
  const listed = accept(cursor, '(')
  do columns.push(readPath(cursor, 'a column name'))
  while (listed && accept(cursor, ','))
  if (listed) expect(cursor, ')')
  const labelled = accept(cursor, 'AS') || !(isNext(cursor, ',') || isNext(cursor, ')'))
  if (!labelled) return { columns }
  const { kind } = peek(cursor)
  if (kind !== 'string' && kind !== 'integer') fail(cursor, 'a string or a number as label')
  return { columns, label: readExpression(cursor) }
}
