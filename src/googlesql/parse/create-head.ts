import type { CreateModifiers } from '../syntax.ts'
import { acceptAll, type Cursor } from './cursor.ts'

/** Where a CREATE statement starts and what it said before its object. */
export interface CreateHead {
  readonly start: number
  readonly orReplace: boolean
  readonly temporary: boolean
}

export function readIfNotExists(cursor: Cursor): boolean {
  return acceptAll(cursor, 'IF', 'NOT', 'EXISTS')
}

/** The three modifiers together, once the object and IF NOT EXISTS have been read. */
export function modifiers(head: CreateHead, ifNotExists: boolean): CreateModifiers {
  return { orReplace: head.orReplace, temporary: head.temporary, ifNotExists }
}
