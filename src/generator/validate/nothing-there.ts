import { UsageError } from '../../errors.ts'
import type { Project } from '../project/project.ts'

/** Somebody in the wrong folder must not hear that all is well. */
export function nothingThere({ source, configuration: { sqlFolder } }: Project): UsageError {
  return new UsageError('no-project', `there is no table, view or routine under ${source.name}/${sqlFolder}`, {
    hint: 'run it in the folder of a project, or give that to --project-dir',
  })
}
