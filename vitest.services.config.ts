import { defineConfig } from 'vitest/config'

/**
 * Suites against other people's programs, each with a command of its own: `npm run test:stores`, `test:openapi`, `test:airflow`, `test:browser`.
 * They need Python 3.11 and PyPI, and install what they use into the user's cache; `test:browser` needs Chromium instead.
 */
export default defineConfig({
  test: {
    include: ['stores', 'openapi', 'airflow', 'browser'].map((suite) => `test/${suite}/**/*.test.ts`),
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
})
