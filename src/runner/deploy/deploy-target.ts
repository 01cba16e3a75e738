import type { ActualObject } from '../../generator/deploy/actual.ts'
import type { DesiredObject } from '../../generator/deploy/desired.ts'
import type { Difference, Keeps } from '../../generator/deploy/difference.ts'
import type { Existence } from '../warehouse.ts'

/** A warehouse as deploying sees it. */
export interface DeployTarget {
  readonly keeps: Keeps
  /** Whether objects of this kind are kept at all; the embedded warehouse reads views and routines from the project's files. */
  holds(kind: DesiredObject['kind']): boolean
  find(desired: DesiredObject): Promise<Existence<ActualObject>>
  /** Carries one difference out, whole or not at all but for descriptions. @throws {WarehouseError} */
  apply(difference: Difference): Promise<void>
}
