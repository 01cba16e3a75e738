import { UsageError } from '../errors.ts'
import {
  type Artifact,
  artifactName,
  type TableDefinition,
  type ViewDefinition,
} from '../generator/project/artifact.ts'
import { selectArtifacts } from '../generator/project/names.ts'
import type { Project } from '../generator/project/project.ts'

/** The one table that a NAME means. @throws {UsageError} none, or several */
export function oneTable(project: Project, name: string): TableDefinition {
  return one(name, selectArtifacts(project, [name], ['table']), 'tables', 'name one; `bqetl run` takes several')
}

/** The one table or view that a NAME means. @throws {UsageError} none, or several */
export function oneTableOrView(project: Project, name: string): TableDefinition | ViewDefinition {
  return one(name, selectArtifacts(project, [name], ['table', 'view']), 'tables and views', 'name one of them')
}

function one<T extends Artifact>(name: string, found: readonly T[], what: string, hint: string): T {
  if (found.length === 1) return found[0]!
  const names = found.slice(0, 5).map(artifactName).join(', ')
  throw new UsageError('ambiguous-name', `"${name}" means ${found.length} ${what}: ${names}`, { hint })
}
