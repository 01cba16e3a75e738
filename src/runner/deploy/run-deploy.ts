import type { Difference } from '../../generator/deploy/difference.ts'
import type { DeployTarget } from './deploy-target.ts'
import { type DeployPlan, requirePermission } from './plan-deploy.ts'

/**
 * Carries a plan out, one difference after the other: what one needs is there before it. A failure ends it; the same command goes on
 * from there, since it does only what is still missing.
 *
 * @param onDone told of each difference that has been carried out
 * @throws {WarehouseError} `destructive-change` where the plan needs a permission that is not given
 */
export async function runDeploy(
  target: DeployTarget,
  plan: DeployPlan,
  options: { readonly allowDestructive: boolean; readonly signal: AbortSignal },
  onDone: (difference: Difference) => void,
): Promise<void> {
  if (!options.allowDestructive) requirePermission(plan)
  for (const difference of plan.differences) {
    options.signal.throwIfAborted()
    await target.apply(difference)
    onDone(difference)
  }
}
