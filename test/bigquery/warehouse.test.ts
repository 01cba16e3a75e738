import { inject } from 'vitest'
import { openBigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'
import { describeWarehouse } from '../runner/warehouse-contract.ts'
import { makeDataset } from '../support/bigquery-server.ts'

const url = inject('bigQueryUrl')

/** Where the API server for tests is not as BigQuery is; BigQuery itself passes these by its documentation. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'adds columns and fields where the job allows it': 'its writes to a partition take no schemaUpdateOptions',
  'knows when rows of a table without a partitioning column arrived': 'it refuses decorators of such tables',
  'keeps intervals, inside of structs too': 'its loads cannot read them',
  'reads several tables by a wildcard': 'its wildcards read only tables of equal columns',
  'copies a table whole, with its partitions': 'its copies lose the partitioning',
}

describeWarehouse(
  'BigQuery’s API',
  () => openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: url }),
  EXCEPTIONS,
  (project, dataset) => makeDataset(url, project, dataset),
)
