import type { DesiredRoutine } from '../../generator/deploy/desired.ts'
import { ApiFailure } from '../bigquery/api-failure.ts'
import { runStatement } from '../bigquery/apply-change.ts'
import type { BigQueryWarehouse } from '../bigquery/bigquery-warehouse.ts'
import { type Connection, datasetPath } from '../bigquery/connection.ts'
import { type RoutineResource, withFingerprint } from './bigquery-actual.ts'

function routinePath(connection: Connection, { project, dataset, name }: DesiredRoutine): string {
  return `${datasetPath(connection, project, dataset)}/routines/${encodeURIComponent(name)}`
}

export async function getRoutine(
  connection: Connection,
  routine: DesiredRoutine,
): Promise<RoutineResource | undefined> {
  const what = `routine ${routine.dataset}.${routine.name}`
  return connection.api
    .call<RoutineResource>({ method: 'GET', path: routinePath(connection, routine), what })
    .catch((error) => {
      if (error instanceof ApiFailure && error.reason === 'notFound' && !/Project/.test(error.message)) return undefined
      throw error
    })
}

/** Runs its statements, then notes their fingerprint: if it is killed in between, the next deploy runs them again. */
export async function applyRoutine({ connection, context }: BigQueryWarehouse, routine: DesiredRoutine): Promise<void> {
  for (const statement of routine.statements)
    await context('routine', (run, jobId) => runStatement(run, orReplace(statement), routine.project, jobId))
  const resource = await getRoutine(connection, routine)
  if (resource === undefined) throw new Error(`the file of ${routine.name} does not make it`)
  const description = withFingerprint(resource.description ?? '', routine.fingerprint)
  const path = routinePath(connection, routine)
  const what = `routine ${routine.dataset}.${routine.name}`
  await connection.api.call({ method: 'PUT', path, body: { ...resource, description }, what })
}

function orReplace(statement: string): string {
  return statement.replace(/^CREATE\s+(?!OR\s+REPLACE\b)/i, 'CREATE OR REPLACE ')
}
