import { desiredObjects } from '../generator/deploy/desired.ts'
import type { Difference } from '../generator/deploy/difference.ts'
import type { Project } from '../generator/project/project.ts'
import type { DeployTarget } from '../runner/deploy/deploy-target.ts'
import { type DeployPlan, planDeploy } from '../runner/deploy/plan-deploy.ts'
import { runDeploy } from '../runner/deploy/run-deploy.ts'
import { describePlan, planJson, progressLine } from './deploy-report.ts'
import type { OutputFormat, WarehouseOptions } from './options.ts'
import { writeJson } from './output.ts'
import { openWarehouse } from './workspace.ts'

export interface DeployRunOptions extends WarehouseOptions {
  readonly plan: boolean
  readonly allowDestructive: boolean
  readonly format: OutputFormat
}

/** Shows what differs, then carries it out. */
export async function deployProject(
  project: Project,
  names: readonly string[],
  options: DeployRunOptions,
  signal: AbortSignal,
): Promise<void> {
  const desired = desiredObjects(project, names)
  await using opened = await openTarget(project, options, signal)
  const plan = await planDeploy(opened.target, desired.objects, options.allowDestructive)
  const isJson = options.format === 'json'
  if (!isJson) process.stdout.write(describePlan(plan, desired, opened.target, options.plan))
  if (!options.plan) await carryOut(opened.target, plan, options, signal)
  if (isJson) await writeJson(planJson(plan, desired, !options.plan))
}

async function carryOut(
  target: DeployTarget,
  plan: DeployPlan,
  { allowDestructive, format }: DeployRunOptions,
  signal: AbortSignal,
): Promise<void> {
  const onDone = (difference: Difference): void => {
    if (format !== 'json') process.stderr.write(progressLine(difference))
  }
  await runDeploy(target, plan, { allowDestructive, signal }, onDone)
}

interface OpenTarget extends AsyncDisposable {
  readonly target: DeployTarget
}

async function openTarget(project: Project, options: WarehouseOptions, signal: AbortSignal): Promise<OpenTarget> {
  if ((options.warehouse ?? project.configuration.warehouse) === 'bigquery') {
    const { openBigQuery } = await import('./open-bigquery.ts')
    const { bigQueryTarget } = await import('../runner/deploy/bigquery-target.ts')
    const warehouse = await openBigQuery(project, options, signal)
    return { target: bigQueryTarget(warehouse), [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose]() }
  }
  const { embeddedTarget } = await import('../runner/deploy/embedded-target.ts')
  const warehouse = await openWarehouse(project, options, signal)
  return { target: embeddedTarget(warehouse), [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose]() }
}
