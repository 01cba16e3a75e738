import { formatRendered } from '../generator/format/format.ts'
import { formatType } from '../googlesql/types.ts'
import type { CheckRunOptions } from './check-selection.ts'
import { checkContext, checkedArtifacts, selectedChecks } from './check-selection.ts'
import type { ProjectOptions, WhenOptions } from './options.ts'
import { openProject } from './workspace.ts'

/** Prints checks as SQL, each under its marker; with a date the parameters that are bound stand in comments above. */
export async function renderChecksOf(
  names: readonly string[],
  options: ProjectOptions & WhenOptions & Pick<CheckRunOptions, 'marker' | 'parameter'>,
): Promise<void> {
  const project = await openProject(options)
  const isDated = options.date !== undefined || options.interval !== undefined
  for (const artifact of checkedArtifacts(project, names)) {
    const { parameters } = isDated || options.parameter ? checkContext(project, artifact, options) : { parameters: [] }
    const checks = selectedChecks(project, artifact, options)
    const bound = parameters.map(({ name, type, value }) => `-- @${name}: ${formatType(type)} ${String(value)}\n`)
    const texts = checks.map(({ marker, text }) => `#${marker}\n${formatRendered(`${text};`).trim()}\n`)
    process.stdout.write(`-- ${artifact.folder}/checks.sql\n${bound.join('')}\n${texts.join('\n')}`)
  }
}
