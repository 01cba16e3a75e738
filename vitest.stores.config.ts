import { defineConfig } from 'vitest/config'

/** Exports into real object stores on this machine: `npm run test:stores`. Needs Python and PyPI; installs what it uses. */
export default defineConfig({
  test: { include: ['test/stores/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 },
})
