import { defineConfig } from 'vitest/config'

/**
 * The suite against a BigQuery API server on this machine: `npm run test:bigquery`. Needs the folder `shared` (BQETL_SHARED, by default
 * `../shared`) and a Python ≥ 3.13 (PYTHON) to install the server once; BQETL_BIGQUERY_SERVER names one that is installed.
 */
export default defineConfig({
  test: {
    include: ['test/bigquery/**/*.test.ts'],
    globalSetup: ['test/support/bigquery-setup.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
