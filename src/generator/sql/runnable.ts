import { UsageError } from '../../errors.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'

/**
 * The tables that `names` mean and a query or script of the project fills; no names mean all of them.
 *
 * @throws {UsageError} a NAME that matches nothing, or only tables that something else fills
 */
export function runnableTables(project: Project, names: readonly string[]): readonly TableDefinition[] {
  const tables = selectArtifacts(project, names, ['table']) as readonly TableDefinition[]
  const runnable = tables.filter(isRunnable)
  if (runnable.length > 0 || tables.length === 0) return runnable
  throw new UsageError('not-runnable', `no query of this project fills ${tables.map(artifactName).join(', ')}`, {
    hint: 'fill it with `bqetl load`',
  })
}

export function isRunnable({ origin }: TableDefinition): boolean {
  return origin === 'query' || origin === 'script'
}
