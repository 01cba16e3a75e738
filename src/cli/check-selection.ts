import { BqetlError } from '../errors.ts'
import type { CheckMarker } from '../generator/check/read-checks.ts'
import { type Check, hasChecks, readChecks } from '../generator/check/read-checks.ts'
import { parseParameter } from '../generator/parameter.ts'
import { planRun } from '../generator/plan/plan-run.ts'
import { artifactName, type TableDefinition, type ViewDefinition } from '../generator/project/artifact.ts'
import { selectArtifacts } from '../generator/project/names.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryParameter } from '../generator/query-job.ts'
import { upstreamOf } from '../generator/sql/dependencies.ts'
import { chooseInterval } from '../generator/time/data-interval.ts'
import { DATE } from '../googlesql/types.ts'
import type { CheckContext } from '../runner/check/run-checks.ts'
import type { OutputFormat, ProjectOptions, WarehouseOptions, WhenOptions } from './options.ts'
import { intervalOf } from './plan.ts'

export interface CheckRunOptions extends WarehouseOptions, WhenOptions {
  readonly marker?: readonly CheckMarker[]
  readonly parameter?: readonly string[]
  readonly format: OutputFormat
}

export type CheckedArtifact = TableDefinition | ViewDefinition

type Options = ProjectOptions & WhenOptions & Pick<CheckRunOptions, 'marker' | 'parameter'>

/**
 * The tables and views that `names` mean and that have checks; those without are said on stderr.
 *
 * @throws {BqetlError} `no-checks`: none of them has any
 */
export function checkedArtifacts(project: Project, names: readonly string[]): readonly CheckedArtifact[] {
  const selected = selectArtifacts(project, names, ['table', 'view'])
  const [checked, unchecked] = [selected.filter(hasChecks), selected.filter((artifact) => !hasChecks(artifact))]
  if (checked.length === 0) {
    const [first] = selected
    const what = selected.length === 1 ? `${artifactName(first!)} has` : `none of these ${selected.length} tables has`
    throw new BqetlError('no-checks', `${what} no checks`, {
      hint: `write them into ${first?.folder ?? 'sql/…'}/checks.sql`,
    })
  }
  if (unchecked.length > 0) process.stderr.write(`bqetl: without checks: ${unchecked.map(artifactName).join(', ')}\n`)
  return checked
}

/** The checks of one table that the options ask for. */
export function selectedChecks(
  project: Project,
  artifact: CheckedArtifact,
  { marker, parameter = [] }: Options,
): readonly Check[] {
  const variables = new Map(parameter.map((text) => [parseParameter(text).name, text.split(':').slice(2).join(':')]))
  return readChecks(project, artifact, { variables }).filter(
    (check) => marker === undefined || marker.includes(check.marker),
  )
}

/** What the checks are run with: as the job that fills the table, then what `--parameter` says. */
export function checkContext(project: Project, artifact: CheckedArtifact, options: Options): CheckContext {
  const given = (options.parameter ?? []).map(parseParameter)
  const { parameters, ...context } = ownContext(project, artifact, options)
  const names = new Set(given.map(({ name }) => name.toLowerCase()))
  return { ...context, parameters: [...parameters.filter(({ name }) => !names.has(name.toLowerCase())), ...given] }
}

function ownContext(project: Project, artifact: CheckedArtifact, options: Options): CheckContext {
  if (artifact.kind === 'table' && (artifact.origin === 'query' || artifact.origin === 'script')) {
    const interval = intervalOf(artifact, project, options)
    const { parameters, defaultProject, defaultDataset, now } = planRun(artifact, interval, project, {
      upstreamOf: upstreamOf(project),
    })
    return {
      parameters,
      defaultProject,
      ...(defaultDataset !== undefined && { defaultDataset }),
      ...(now !== undefined && { now }),
    }
  }
  return unplannedContext(project, artifact, options)
}

/** A table that no query fills, or a view, has no job; its date parameter is the day. */
function unplannedContext(project: Project, artifact: CheckedArtifact, options: Options): CheckContext {
  const { scheduling, timePartitioning } = project.metadata(artifact)
  const interval = chooseInterval(options, timePartitioning?.unit, new Date())
  const name = scheduling.datePartitionParameter
  const date: readonly QueryParameter[] =
    name === null ? [] : [{ name, type: DATE, value: interval.start.slice(0, 10) }]
  const { project: defaultProject, dataset: defaultDataset } = artifact.reference
  return { parameters: date, defaultProject, defaultDataset, now: interval.end }
}
