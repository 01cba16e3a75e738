import { join } from 'node:path'
import type { TableDefinition, ViewDefinition } from '../generator/project/artifact.ts'

/** Where the files of a table or view go if nobody says otherwise. */
export function exportFolder({ reference }: TableDefinition | ViewDefinition, projectDir: string): string {
  return join(projectDir, '.bqetl', 'export', `${reference.dataset}.${reference.table}`)
}
