import { type Cursor, expect, isNext, peek, take } from './cursor.ts'

/** Skips `@{ name = value, … }` or `@5`: advice to an engine that changes no answer. */
export function skipHint(cursor: Cursor): void {
  if (!isNext(cursor, '@')) return
  const next = peek(cursor, 1)
  if (next.kind === 'integer') cursor.index += 2
  if (next.word !== '{') return
  take(cursor)
  while (!isNext(cursor, '}') && peek(cursor).kind !== 'end') take(cursor)
  expect(cursor, '}')
}
