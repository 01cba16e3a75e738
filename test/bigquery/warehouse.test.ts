import { inject } from 'vitest'
import { openBigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'
import { describeWarehouse } from '../runner/warehouse-contract.ts'
import { makeDataset } from '../support/bigquery-server.ts'

const url = inject('bigQueryUrl')

/** Where the API server for tests is not as BigQuery is; BigQuery itself passes these by its documentation. */
const EXCEPTIONS: Readonly<Record<string, string>> = {}

describeWarehouse(
  'BigQuery’s API',
  () => openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: url }),
  EXCEPTIONS,
  (project, dataset) => makeDataset(url, project, dataset),
)
