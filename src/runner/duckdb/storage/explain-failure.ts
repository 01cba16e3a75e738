import { BqetlError, WarehouseError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import type { Snapshot } from './snapshot.ts'
import { diskError, messages } from './storage-error.ts'
import { type FailedCheck, failedCheck } from './stored-type.ts'
import { formatReference } from './table-path.ts'

export interface FailedJob {
  readonly root: string
  readonly signal: AbortSignal
  readonly snapshot?: Snapshot | undefined
  /** Where rows were to go. */
  readonly destination?: TableReference | undefined
  readonly partition?: string | undefined
}

/** What a failure means to the person at the keyboard: of the many ways in which the layers below say it. */
export function explainFailure(error: unknown, job: FailedJob): unknown {
  if (job.signal.aborted)
    return new WarehouseError('cancelled', 'the job was cancelled; nothing was changed', {
      retryable: false,
      cause: error,
    })
  const check = failedCheck(messages(error))
  if (check !== undefined) return checkError(check, job)
  if (
    error instanceof BqetlError &&
    error.code !== 'disk' &&
    error.code !== 'query-failed' &&
    error.code !== 'engine-bug'
  )
    return error
  return job.snapshot?.explainFailure(error) ?? diskError(error, job.root) ?? error
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
