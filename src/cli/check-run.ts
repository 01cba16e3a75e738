import { BqetlError } from '../errors.ts'
import { blocking, type CheckOutcome, runChecks } from '../runner/check/run-checks.ts'
import { formatOutcomes, outcomeJson } from './check-report.ts'
import type { CheckRunOptions } from './check-selection.ts'
import { checkContext, checkedArtifacts, selectedChecks } from './check-selection.ts'
import { writeJson } from './output.ts'
import { plural } from './report.ts'
import { untilInterrupted } from './signals.ts'
import { openProject, openWarehouse } from './workspace.ts'

/** Runs the checks that `names` and the options mean, and prints how they went. @throws {BqetlError} `checks-failed` */
export async function runChecksOf(names: readonly string[], options: CheckRunOptions): Promise<void> {
  const project = await openProject(options)
  const artifacts = checkedArtifacts(project, names)
  const outcomes = await untilInterrupted(async (signal) => {
    await using warehouse = await openWarehouse(project, options, signal)
    const all: CheckOutcome[] = []
    for (const artifact of artifacts) {
      const checks = selectedChecks(project, artifact, options)
      const context = checkContext(project, artifact, options)
      const own = await runChecks(checks, { project, warehouse, context, signal })
      if (options.format === 'text') process.stdout.write(formatOutcomes(artifact, own, options))
      all.push(...own)
    }
    return all
  })
  if (options.format === 'json') writeJson(outcomes.map((outcome) => outcomeJson(outcome, options)))
  requireSuccess(outcomes, options)
}

function requireSuccess(outcomes: readonly CheckOutcome[], { marker }: CheckRunOptions): void {
  const failed = outcomes.filter(({ status }) => status === 'failed')
  const counted = marker === undefined ? blocking(outcomes) : failed
  if (counted.length > 0)
    throw new BqetlError('checks-failed', `${failed.length} of ${plural(outcomes.length, 'check')} failed`)
}
