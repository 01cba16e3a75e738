import { UsageError } from '../errors.ts'
import { artifactName, type TableDefinition } from '../generator/artifact.ts'
import { selectArtifacts } from '../generator/names.ts'
import type { Project } from '../generator/project.ts'

/** The one table that a NAME means. @throws {UsageError} none, or several */
export function oneTable(project: Project, name: string): TableDefinition {
  const found = selectArtifacts(project, [name], ['table'])
  if (found.length === 1) return found[0]!
  const names = found.slice(0, 5).map(artifactName).join(', ')
  throw new UsageError('ambiguous-name', `"${name}" means ${found.length} tables: ${names}`, {
    hint: 'name one; `bqetl run` takes several',
  })
}
