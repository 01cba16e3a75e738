// Loading Mozilla's trees: seconds and memory, each step in a process of its own, cold (first) and warm (second).
// BQETL_CORPUS=/work/corpus node bench/run.mjs bench/load-corpus.ts
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import type { Project } from '../src/generator/project/project.ts'

const TREES = [
  { name: 'main', limitSeconds: 5 },
  { name: 'generated-sql', limitSeconds: 12 },
]
const WARM_LIMIT_SECONDS = 2
const MEMORY_LIMIT_MB = 1000

const [command, tree] = process.argv.slice(2)
if (command === 'measure') measure(tree!)
else runAll()

function measure(folder: string): void {
  const started = performance.now()
  const project = loadProject(folderSource(folder))
  const listed = performance.now()
  loadWithoutSchemas(project)
  const loaded = performance.now()
  const diagnostics = project.diagnostics()
  const validated = performance.now()
  const artifacts = project.tables.length + project.views.length + project.routines.length
  console.log(
    JSON.stringify({
      artifacts,
      list: listed - started,
      load: loaded - started,
      everything: validated - started,
      diagnostics: diagnostics.length,
      memoryMb: process.resourceUsage().maxRSS / 1000,
    }),
  )
}

/** All metadata, DAGs and datasets, read and held to their schemas. */
function loadWithoutSchemas(project: Project): void {
  for (const artifact of [...project.tables, ...project.views, ...project.routines]) project.metadataFile(artifact)
  for (const dataset of project.datasets) project.datasetMetadataFile(dataset)
  void project.dagsFile
}

interface Figures {
  readonly artifacts: number
  readonly list: number
  readonly load: number
  readonly everything: number
  readonly diagnostics: number
  readonly memoryMb: number
}

function runAll(): void {
  const corpus = process.env.BQETL_CORPUS
  if (corpus === undefined) throw new Error('set BQETL_CORPUS to the folder with the trees main and generated-sql')
  let isWithin = true
  for (const { name, limitSeconds } of TREES) {
    for (const [state, limit] of [
      ['cold', limitSeconds],
      ['warm', WARM_LIMIT_SECONDS],
    ] as const) {
      const figures = inOwnProcess(join(corpus, name))
      console.log(`${`${name} (${state})`.padEnd(22)} ${line(figures, limit)}`)
      isWithin &&= figures.load / 1000 <= limit && figures.memoryMb <= MEMORY_LIMIT_MB
    }
  }
  if (!isWithin) console.log('over the limit')
}

function inOwnProcess(folder: string): Figures {
  const { status, stdout, stderr } = spawnSync(process.execPath, [process.argv[1]!, 'measure', folder], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Figures
}

function line({ artifacts, list, load, everything, diagnostics, memoryMb }: Figures, limit: number): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  return [
    `${artifacts} artifacts`,
    `listed ${seconds(list)}`,
    `loaded ${seconds(load)} (limit ${limit} s)`,
    `with all schemas and rules ${seconds(everything)}, ${diagnostics} diagnostics`,
    `${Math.round(memoryMb)} MB (limit ${MEMORY_LIMIT_MB} MB)`,
  ].join(' · ')
}
