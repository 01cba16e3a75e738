import type { OrderItemSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, fail, isNext, peek } from './cursor.ts'
import { readExpression } from './expression.ts'

/** What follows `ORDER BY`. */
export function readOrderItems(cursor: Cursor): OrderItemSyntax[] {
  const items: OrderItemSyntax[] = []
  do items.push(readOrderItem(cursor))
  while (accept(cursor, ','))
  return items
}

function readOrderItem(cursor: Cursor): OrderItemSyntax {
  const { start } = peek(cursor)
  const expression = readExpression(cursor)
  const collate = accept(cursor, 'COLLATE') ? { collate: readExpression(cursor) } : {}
  const order = readOrder(cursor)
  return { expression, ...collate, ...order, start, end: endOf(cursor) }
}

export interface Order {
  readonly descending: boolean
  readonly nulls?: 'FIRST' | 'LAST'
}

/** Whether `ASC`, `DESC` or `NULLS …` is next. */
export function startsOrder(cursor: Cursor): boolean {
  return isNext(cursor, 'ASC') || isNext(cursor, 'DESC') || isNext(cursor, 'NULLS')
}

export function readOrder(cursor: Cursor): Order {
  const descending = accept(cursor, 'DESC')
  if (!descending) accept(cursor, 'ASC')
  if (acceptAll(cursor, 'NULLS', 'FIRST')) return { descending, nulls: 'FIRST' }
  if (acceptAll(cursor, 'NULLS', 'LAST')) return { descending, nulls: 'LAST' }
  if (isNext(cursor, 'NULLS')) fail(cursor, 'NULLS FIRST or NULLS LAST')
  return { descending }
}
