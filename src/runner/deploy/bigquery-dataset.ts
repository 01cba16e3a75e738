import type { DesiredDataset } from '../../generator/deploy/desired.ts'
import type { Difference } from '../../generator/deploy/difference.ts'
import { ApiFailure } from '../bigquery/api-failure.ts'
import { type Connection, datasetPath } from '../bigquery/connection.ts'
import type { DatasetResource } from './bigquery-actual.ts'

export async function getDataset(
  connection: Connection,
  { project, dataset }: DesiredDataset,
): Promise<DatasetResource | undefined> {
  return connection.api
    .call<DatasetResource>({
      method: 'GET',
      path: datasetPath(connection, project, dataset),
      what: `dataset ${dataset}`,
    })
    .catch((error) => {
      if (error instanceof ApiFailure && error.reason === 'notFound' && !/Project/.test(error.message)) return undefined
      throw error
    })
}

export async function applyDataset(
  connection: Connection,
  desired: DesiredDataset,
  { action, actual }: Difference,
): Promise<void> {
  const { api, aliases, location } = connection
  const path = datasetPath(connection, desired.project, desired.dataset)
  const what = `dataset ${desired.project}.${desired.dataset}`
  const body = datasetBody(desired)
  if (action !== 'create') {
    const labels = { ...removed(actual), ...desired.labels }
    await api.call({ method: 'PATCH', path, body: { ...body, labels }, what })
    return
  }
  const reference = { projectId: aliases[desired.project] ?? desired.project, datasetId: desired.dataset }
  await api.call(
    {
      method: 'POST',
      path: path.slice(0, path.lastIndexOf('/')),
      body: { ...body, datasetReference: reference, ...(location !== undefined && { location }) },
      what,
    },
    // Made by a try whose answer was lost, or by somebody else meanwhile: it is there.
    async (failure) => (failure.reason === 'duplicate' ? {} : undefined),
  )
}

function datasetBody({ friendlyName, description, labels, defaultTableExpirationMs: expiration }: DesiredDataset) {
  return {
    friendlyName,
    ...(description !== undefined && { description }),
    labels,
    ...(expiration !== undefined && { defaultTableExpirationMs: String(expiration) }),
  }
}

/** A label is taken away by null. */
export function removed(actual: Difference['actual']): Record<string, null> {
  if (actual === undefined || !('labels' in actual)) return {}
  return Object.fromEntries(Object.keys(actual.labels).map((key) => [key, null]))
}
