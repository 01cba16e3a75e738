import { type Desired, type DesiredObject, desiredName } from '../generator/deploy/desired.ts'
import { type Difference, needsPermission, partitioningText } from '../generator/deploy/difference.ts'
import type { DeployTarget } from '../runner/deploy/deploy-target.ts'
import type { DeployPlan } from '../runner/deploy/plan-deploy.ts'
import { plural } from './report.ts'
import { bold, cyan, dim, red, yellow } from './style.ts'

/** The plan as people read it: what is made, what changes, what would be lost. */
export function describePlan(plan: DeployPlan, desired: Desired, target: DeployTarget, isPlan: boolean): string {
  const lines = [
    ...plan.differences.flatMap(describeDifference),
    ...plan.kept.map(({ table, column }) =>
      dim(`  ${table} keeps column ${column}, which schema.yaml does not have`, process.stdout),
    ),
    ...desired.skipped.map(({ name, reason }) => dim(`  ${name}: ${reason}`, process.stdout)),
    ...notHeld(desired, target),
    summary(plan, isPlan),
  ]
  return `${lines.join('\n')}\n`
}

const MARKS = { create: '+', update: '~', recreate: '!' } as const

function describeDifference(difference: Difference): readonly string[] {
  const { desired, action, details } = difference
  const what = action === 'create' ? dim(contentOf(desired), process.stdout) : ''
  return [
    `${colored(MARKS[action])} ${desired.kind.padEnd(7)} ${bold(desiredName(desired), process.stdout)}${what}${loss(difference)}`,
    ...details.map(({ mark, text, destructive }) => `    ${colored(destructive ? '!' : mark)} ${text}`),
  ]
}

function colored(mark: string): string {
  if (mark === '!' || mark === '-') return red(mark, process.stdout)
  return mark === '+' ? cyan(mark, process.stdout) : yellow(mark, process.stdout)
}

function loss(difference: Difference): string {
  if (!needsPermission(difference)) return ''
  const { action, actual } = difference
  if (action !== 'recreate') return red('  rows may be lost', process.stdout)
  const rows = actual?.kind === 'table' ? `; its ${plural(Number(actual.rows), 'row')} would be lost` : ''
  return red(`  dropped and made anew${rows}`, process.stdout)
}

function contentOf(desired: DesiredObject): string {
  if (desired.kind !== 'table') return ''
  const parts = [
    plural(desired.schema.length, 'column'),
    ...(partitioningText(desired) === 'none' ? [] : [`by ${partitioningText(desired)}`]),
    ...(desired.clustering.length === 0 ? [] : [`clustered by ${desired.clustering.join(', ')}`]),
  ]
  return `  ${parts.join(', ')}`
}

function notHeld({ objects }: Desired, target: DeployTarget): readonly string[] {
  const count = objects.filter(({ kind }) => (kind === 'view' || kind === 'routine') && !target.holds(kind)).length
  if (count === 0) return []
  return [
    dim(
      `  ${count === 1 ? '1 view or routine is' : `${count} views and routines are`} read from the project’s files`,
      process.stdout,
    ),
  ]
}

function summary({ differences, unchanged }: DeployPlan, isPlan: boolean): string {
  const count = (action: Difference['action']): number => differences.filter((one) => one.action === action).length
  const parts = (
    [
      ['create', 'to make'],
      ['update', 'to change'],
      ['recreate', 'to make anew'],
    ] as const
  ).flatMap(([action, text]) => (count(action) > 0 ? [`${count(action)} ${text}`] : []))
  const text = [...parts, `${unchanged} unchanged`].join(', ')
  return isPlan && differences.length > 0 ? `${text} (nothing was done)` : text
}

const DONE = { create: 'made', update: 'changed', recreate: 'made anew' } as const

export function progressLine({ desired, action }: Difference): string {
  return `${DONE[action]} ${desired.kind} ${desiredName(desired)}\n`
}

/** The plan as JSON. */
export function planJson(plan: DeployPlan, desired: Desired, applied: boolean) {
  return {
    applied,
    changes: plan.differences.map((difference) => ({
      action: difference.action,
      kind: difference.desired.kind,
      name: desiredName(difference.desired),
      destructive: needsPermission(difference),
      details: difference.details.map(({ mark, text }) => ({ mark, text })),
    })),
    kept: plan.kept,
    skipped: desired.skipped,
    unchanged: plan.unchanged,
  }
}
