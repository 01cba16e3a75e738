// Makes dist/main.js and its lazy chunks out of src/. Run by the launcher, and by `npm run build`.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build as bundle } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))
const HOUR_MS = 3_600_000

/**
 * Builds into a folder of its own and moves the files over, `main.js` last. Chunks are named by content, so a bqetl that is
 * running keeps the chunks it has yet to load, and two builds at once do no harm.
 */
export async function build() {
  const started = new Date()
  const target = join(root, 'dist')
  const temporary = join(root, 'dist', `.build-${process.pid}`)
  mkdirSync(temporary, { recursive: true })
  try {
    await bundle({
      entryPoints: [join(root, 'src', 'cli', 'main.ts')],
      outdir: temporary,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      // native, or large and needed by few commands: loaded from node_modules
      external: ['@duckdb/node-api', '@google-cloud/*', '@aws-sdk/*', 'google-auth-library'],
      chunkNames: 'chunk-[name]-[hash]',
      define: { BQETL_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version) },
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
      minify: true,
      keepNames: true,
      sourcemap: 'linked',
      logLevel: 'silent',
    })
    const files = readdirSync(temporary).sort((left, right) => Number(left === 'main.js') - Number(right === 'main.js'))
    for (const file of files) renameSync(join(temporary, file), join(target, file))
    // A source saved while the build ran must count as newer than the program.
    utimesSync(join(target, 'main.js'), started, started)
    removeOldChunks(target, new Set(files))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function removeOldChunks(folder, current) {
  for (const file of readdirSync(folder)) {
    const old = Date.now() - statSync(join(folder, file)).mtimeMs > HOUR_MS
    if (old && file.startsWith('chunk-') && !current.has(file)) rmSync(join(folder, file), { force: true })
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await build()
