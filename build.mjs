// Makes dist/main.js and its lazy chunks out of src/. Run by the launcher, and by `npm run build`.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build as bundle } from 'esbuild'
import { readSources } from './launcher/sources.mjs'

const root = dirname(fileURLToPath(import.meta.url))
const DAY_MS = 86_400_000

/**
 * Builds into a folder of its own and moves the files over, `main.js` last and with its mark and time on it. Chunks are named
 * by content, so a bqetl that is running keeps the chunks it has yet to load, and two builds at once do no harm.
 */
export async function build() {
  const started = new Date()
  const { mark } = readSources(root)
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
      external: ['@duckdb/node-bindings', '@google-cloud/*', '@aws-sdk/*', 'google-auth-library'],
      chunkNames: 'chunk-[name]-[hash]',
      define: { BQETL_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version) },
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      minify: true,
      keepNames: true,
      sourcemap: 'linked',
      logLevel: 'silent',
    })
    await bundlePage(temporary)
    // A source saved while the build runs must count as newer than the program.
    const main = join(temporary, 'main.js')
    appendFileSync(main, mark)
    utimesSync(main, started, started)
    const files = readdirSync(temporary).sort((left, right) => Number(left === 'main.js') - Number(right === 'main.js'))
    for (const file of files) renameSync(join(temporary, file), join(target, file))
    removeOldChunks(target, new Set(files))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** What `bqetl serve` shows to people: page.html and what it loads, beside the program. */
async function bundlePage(outdir) {
  const folder = join(root, 'src', 'server', 'page')
  if (!existsSync(folder)) return
  await bundle({
    entryPoints: ['page.html', 'page.css', 'page.ts', 'icon.svg'].map((file) => ({
      in: join(folder, file),
      out: file.replace(/\.\w+$/, ''),
    })),
    outdir,
    bundle: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    loader: { '.html': 'copy', '.svg': 'copy' },
    minify: true,
    logLevel: 'silent',
  })
}

function removeOldChunks(folder, current) {
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('chunk-') || current.has(file)) continue
    const time = statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - time > DAY_MS) rmSync(join(folder, file), { force: true })
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await build()
