import { WarehouseError } from '../../errors.ts'
import type { ActualObject } from '../../generator/deploy/actual.ts'
import { type DesiredObject, desiredName } from '../../generator/deploy/desired.ts'
import { type Difference, differenceOf, needsPermission } from '../../generator/deploy/difference.ts'
import type { DeployTarget } from './deploy-target.ts'

export interface DeployPlan {
  /** In the order that they are carried out. */
  readonly differences: readonly Difference[]
  /** Columns that only the warehouse has and that stay, since nobody has said that they may go. */
  readonly kept: readonly { readonly table: string; readonly column: string }[]
  readonly unchanged: number
}

const AT_ONCE = 8

/**
 * Compares what is wanted with what is there; changes nothing.
 *
 * @throws {WarehouseError} `unknown-existence`: of some objects nobody knows whether they are there
 */
export async function planDeploy(
  target: DeployTarget,
  objects: readonly DesiredObject[],
  allowDestructive: boolean,
): Promise<DeployPlan> {
  const held = objects.filter((desired) => target.holds(desired.kind))
  const actual = await findAll(target, held)
  const all = held.flatMap((desired, index) => differenceOf(desired, actual[index], target.keeps) ?? [])
  const differences = allowDestructive ? all : all.flatMap((difference) => withoutDroppedColumns(difference) ?? [])
  return {
    differences,
    kept: allowDestructive ? [] : all.flatMap(keptColumns),
    unchanged: held.length - differences.length,
  }
}

async function findAll(
  target: DeployTarget,
  objects: readonly DesiredObject[],
): Promise<readonly (ActualObject | undefined)[]> {
  const found: (ActualObject | undefined)[] = []
  const unknown: string[] = []
  for (let start = 0; start < objects.length; start += AT_ONCE) {
    const some = objects.slice(start, start + AT_ONCE)
    const answers = await Promise.all(some.map((desired) => target.find(desired)))
    for (const [index, answer] of answers.entries()) {
      found.push(answer.kind === 'present' ? answer.value : undefined)
      if (answer.kind === 'unknown') unknown.push(`${desiredName(some[index]!)}: ${answer.reason}`)
    }
  }
  if (unknown.length === 0) return found
  throw new WarehouseError('unknown-existence', `nobody can tell whether these are there:\n  ${unknown.join('\n  ')}`, {
    retryable: true,
    hint: 'nothing was changed: what is unknown is never taken for absent',
  })
}

function withoutDroppedColumns(difference: Difference): Difference | undefined {
  if (difference.action !== 'update') return difference
  const details = difference.details.filter((detail) => detail.droppedColumn === undefined)
  return details.length === 0 ? undefined : { ...difference, details }
}

function keptColumns({ desired, action, details }: Difference): DeployPlan['kept'] {
  if (action !== 'update') return []
  return details.flatMap(({ droppedColumn }) =>
    droppedColumn === undefined ? [] : [{ table: desiredName(desired), column: droppedColumn }],
  )
}

/** @throws {WarehouseError} `destructive-change`: before anything is changed */
export function requirePermission({ differences }: DeployPlan): void {
  const destructive = differences.filter(needsPermission)
  if (destructive.length === 0) return
  const names = destructive.map(({ desired }) => desiredName(desired)).join(', ')
  throw new WarehouseError('destructive-change', `rows or columns would be lost: ${names}`, {
    retryable: false,
    hint: 'look at the plan above; --allow-destructive carries it out',
  })
}
