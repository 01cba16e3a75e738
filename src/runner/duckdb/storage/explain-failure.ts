import { BqetlError, WarehouseError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import type { Session } from '../session.ts'
import type { Snapshot } from './snapshot.ts'
import { diskError, messages } from './storage-error.ts'
import { type FailedCheck, failedCheck } from './stored-type.ts'
import { formatReference } from './table-path.ts'

export interface FailedJob {
  readonly root: string
  readonly signal: AbortSignal
  /** What the job read, and the session that it read it in. */
  readonly reading?: { readonly snapshot: Snapshot; readonly session: Session } | undefined
  /** Where rows were to go. */
  readonly destination?: TableReference | undefined
  readonly partition?: string | undefined
}

/** Codes that the session gives to what it cannot tell more of. */
const VAGUE = new Set(['disk', 'query-failed', 'engine-bug'])

/** What a failure means to the person at the keyboard, of the many ways in which the layers below say it. */
export async function explainFailure(error: unknown, job: FailedJob): Promise<unknown> {
  if (job.signal.aborted) {
    return new WarehouseError('cancelled', 'the job was cancelled; nothing was changed', {
      retryable: false,
      cause: error,
    })
  }
  const check = failedCheck(messages(error))
  if (check !== undefined) return checkError(check, job)
  if (error instanceof BqetlError && !VAGUE.has(error.code)) return error
  const { reading, root } = job
  const damage = await reading?.snapshot.explainFailure(error, reading.session)
  if (damage !== undefined) return damage
  const isOfData = error instanceof BqetlError && error.code === 'query-failed'
  return (isOfData ? undefined : diskError(error, root)) ?? error
}

function checkError({ check, path, value }: FailedCheck, { destination, partition }: FailedJob): WarehouseError {
  const table = destination === undefined ? 'the table' : formatReference(destination)
  if (check === 'row-of-other-partition') {
    const what = value === undefined ? `a row whose ${path} is NULL` : `a row whose ${path} is ${value}`
    return new WarehouseError(
      check,
      `${what} does not belong to partition ${partition} of ${table}; nothing was replaced`,
      {
        retryable: false,
        hint: `give the query a filter on ${path}`,
      },
    )
  }
  const message =
    check === 'null-in-required'
      ? `${path} is NULL in a row, but REQUIRED in ${table}`
      : `an array in ${path} holds a NULL, which no table can store`
  return new WarehouseError(check, message, { retryable: false })
}
