// Bundles a benchmark and runs it: node bench/run.mjs bench/NAME.ts [argument…]
import { spawnSync } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [source, ...rest] = process.argv.slice(2)
const program = join(root, '.bqetl', 'bench', `${basename(source, '.ts')}.mjs`)
await build({
  entryPoints: [source],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
})
const { status } = spawnSync(process.execPath, ['--enable-source-maps', program, ...rest], {
  stdio: 'inherit',
  cwd: root,
})
process.exitCode = status ?? 1
