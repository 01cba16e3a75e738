import { defineConfig } from 'vitest/config'

/** The slower suite, over Mozilla's trees: `BQETL_CORPUS=/work/corpus npx vitest run --config vitest.corpus.config.ts`. */
export default defineConfig({
  test: { include: ['test/corpus/**/*.corpus.ts'], testTimeout: 600_000, hookTimeout: 600_000 },
})
