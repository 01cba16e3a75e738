import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['slow', 'stores', 'openapi', 'airflow', 'bigquery', 'browser'].map((suite) => `test/${suite}/**`),
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
