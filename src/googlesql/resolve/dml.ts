import type { DmlSyntax } from '../analyze-options.ts'
import type { ResolvedDml } from '../resolved.ts'
import type { QueryContext, Source } from './context.ts'
import { resolveInsert } from './insert.ts'
import { resolveMerge } from './merge.ts'
import { resolveDelete, resolveUpdate } from './update.ts'

/** @throws {SqlError} */
export function resolveDml(statement: DmlSyntax, source: Source): ResolvedDml {
  const context: QueryContext = { source, ctes: new Map() }
  switch (statement.kind) {
    case 'insert':
      return resolveInsert(statement, context)
    case 'update':
      return resolveUpdate(statement, context)
    case 'delete':
      return resolveDelete(statement, context)
    case 'merge':
      return resolveMerge(statement, context)
  }
}
