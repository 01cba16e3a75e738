import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Folder, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const IMAGE_MS = 600_000

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder[Symbol.dispose]())

/** An image as far as the Dockerfile of this repository goes: a folder for its root, and how to run a program in it. */
interface Image {
  run(...command: readonly string[]): { code: number | null; out: string; err: string }
  path(name: string): string
  readonly command: readonly string[]
}

/** Does what the steps say in an empty folder, under the release of Node that FROM names. @throws a step that it does not know */
function build(dockerfile: string): Image {
  const environment: Record<string, string> = {}
  let workdir = ''
  let command: readonly string[] = []
  const inRoot = (text: string): string => text.replaceAll(/(^|[=:])\/bqetl\b/g, `$1${folder.file('root')}/bqetl`)
  const steps: Readonly<Record<string, (text: string) => void>> = {
    FROM: (name) => {
      const [, major = ''] = /^node:(\d+)-slim$/.exec(name) ?? []
      environment.PATH = `${nodeOf(major)}:/usr/bin:/bin`
    },
    WORKDIR: (path) => {
      workdir = inRoot(path)
      mkdirSync(workdir, { recursive: true })
    },
    COPY: (words) => copy(words.split(' '), workdir),
    // the registry may be reached by the machine's own settings alone
    RUN: (line) => {
      const env = { ...process.env, NODE_ENV: undefined, ...environment }
      execFileSync('sh', ['-c', line], { cwd: workdir, env, stdio: ['ignore', 'ignore', 'inherit'] })
    },
    ENV: (line) => {
      for (const [, name = '', value = ''] of line.matchAll(/(\w+)=(\S+)/g))
        environment[name] = inRoot(value).replace('$PATH', environment.PATH!)
    },
    CMD: (json) => {
      command = JSON.parse(json)
    },
  }
  for (const line of dockerfile.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, name = '', text = ''] = /^(\w+) (.*)$/.exec(line) ?? []
    steps[name]!(text)
  }
  return {
    command,
    path: (name) => join(workdir, name),
    run: (program, ...args) => {
      const { status, stdout, stderr } = spawnSync(program!, args, {
        cwd: workdir,
        env: { ...environment, HOME: workdir },
        encoding: 'utf8',
      })
      return { code: status, out: stdout, err: stderr }
    },
  }
}

/** npm's package `node` brings each release. */
function nodeOf(major: string): string {
  folder.write({ 'node/package.json': '{"private": true}' })
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', `node@${major}`], { cwd: folder.file('node') })
  // npm itself comes with Node in the image
  const npm = join(process.execPath, '..')
  return `${folder.file('node/node_modules/node/bin')}:${npm}`
}

function copy(words: readonly string[], workdir: string): void {
  const sources = words.slice(0, -1)
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').trim().split('\n')
  const names = sources.includes('.') ? readdirSync(ROOT).filter((name) => !ignored.includes(name)) : sources
  for (const name of names) cpSync(join(ROOT, name), join(workdir, name), { recursive: true })
}

test(
  'the image of the Dockerfile holds all that a task needs, and nothing is installed or built when it starts',
  () => {
    const image = build(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))
    const built = statSync(image.path('dist/main.js')).mtimeMs
    expect(image.run('node', '--version').out).toMatch(/^v22\./)
    expect(image.run(...image.command)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage: bqetl'),
    })
    expect(image.run('bqetl', 'deploy')).toMatchObject({ code: 0 })
    const loaded = image.run(
      'bqetl',
      'sample',
      'load',
      'main',
      '--date',
      '2024-01-02',
      '--days',
      '1',
      '--scale',
      '0.02',
    )
    expect(loaded).toMatchObject({ code: 0 })
    const table = 'telemetry_derived.main_summary_v4'
    expect(image.run('bqetl', 'query', 'run', table, '--date', '2024-01-02')).toMatchObject({ code: 0 })
    const rows = image.run(
      'bqetl',
      'sql',
      '--format',
      'json',
      `SELECT submission_date, COUNT(*) > 0 FROM ${table} GROUP BY 1`,
    )
    expect(JSON.parse(rows.out).rows).toEqual([['2024-01-02', true]])
    expect(image.run('bqetl', 'dag', 'generate', '--check')).toMatchObject({ code: 0 })
    expect(statSync(image.path('dist/main.js')).mtimeMs).toBe(built)
  },
  IMAGE_MS,
)
