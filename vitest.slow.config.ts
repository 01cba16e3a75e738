import { defineConfig } from 'vitest/config'

/** Suites that take minutes: `npm run test:crash`. */
export default defineConfig({
  test: { include: ['test/slow/**/*.test.ts'], testTimeout: 1_800_000, hookTimeout: 60_000 },
})
