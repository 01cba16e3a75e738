import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, '..', 'src')
/** From the bottom up: a floor may import itself and those below it. */
const FLOORS = ['googlesql', 'generator', 'runner', 'server', 'cli']
/** The only file that may import a library (a folder, where it ends in a slash). */
const LIBRARIES: Readonly<Record<string, string>> = {
  // Its parser only; what a template means is ours.
  nunjucks: 'generator/jinja/nodes.ts',
  yaml: 'generator/yaml/library.ts',
  ajv: 'generator/validate/json-schema.ts',
  'sql-formatter': 'runner/duckdb/explain-sql.ts',
  '@dagrejs/dagre': 'generator/graph/layout.ts',
  '@duckdb/node-api': 'runner/duckdb/session.ts',
  '@google-cloud/bigquery': 'runner/bigquery/client.ts',
  'google-auth-library': 'runner/bigquery/credentials.ts',
  '@google-cloud/storage': 'runner/export/cloud-storage.ts',
  '@aws-sdk/client-s3': 'runner/export/s3.ts',
  '@aws-sdk/lib-storage': 'runner/export/s3.ts',
  hono: 'server/app.ts',
  '@hono/node-server': 'server/listen.ts',
  commander: 'cli/',
}
/** Where files may import each other in a circle, for what they read or run contains itself: grammars and their walks. */
const RECURSIVE = [
  'googlesql/parse/',
  'googlesql/resolve/',
  'generator/jinja/',
  'runner/duckdb/emit/',
  'runner/duckdb/script/',
]

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
const sources = files.map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }))

const imports = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm)].map(
    (match) => ({
      path,
      target: match[1] ?? match[2] ?? match[3]!,
    }),
  ),
)

function floorOf(path: string): number {
  return FLOORS.indexOf(path.split('/')[0]!)
}

function resolved(path: string, target: string): string {
  return join(path, '..', target)
}

const importsOf = new Map<string, string[]>(files.map((path) => [path, []]))
for (const { path, target } of imports) if (target.startsWith('.')) importsOf.get(path)!.push(resolved(path, target))

/** Every file that a file imports, directly or through others. */
function reachable(start: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const left = [start]
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    for (const next of importsOf.get(path) ?? []) {
      if (!seen.has(next)) left.push(next)
      seen.add(next)
    }
  }
  return seen
}

describe('the house', () => {
  test('has sources to look at', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  test('imports only go down', () => {
    const up = imports.filter(
      ({ path, target }) => target.startsWith('.') && floorOf(resolved(path, target)) > floorOf(path),
    )
    expect(up).toEqual([])
  })

  test('nothing imports the command line', () => {
    const wrong = imports.filter(
      ({ path, target }) => target.startsWith('.') && floorOf(resolved(path, target)) === 4 && floorOf(path) !== 4,
    )
    expect(wrong).toEqual([])
  })

  test('files import each other in a circle only where a language does', () => {
    const reaches = new Map(files.map((path) => [path, reachable(path)]))
    const circular = files.filter((path) => reaches.get(path)!.has(path))
    expect(circular.filter((path) => !RECURSIVE.some((folder) => path.startsWith(folder)))).toEqual([])
    const across = circular.filter((path) => {
      const folder = RECURSIVE.find((each) => path.startsWith(each))!
      return [...reaches.get(path)!].some((other) => !other.startsWith(folder) && reaches.get(other)!.has(path))
    })
    expect(across).toEqual([])
  })

  test('the bottom floor touches no file, network, clock or console', () => {
    const bottom = sources.filter(({ path }) => floorOf(path) === 0)
    const touching = bottom
      .filter(({ text }) => /from 'node:|Date\.now\(|new Date\(\)|console\.|process\./.test(text))
      .map(({ path }) => path)
    expect(touching).toEqual([])
  })

  test('only the command line writes to the terminal or ends the program', () => {
    const below = sources.filter(({ path }) => floorOf(path) < 3)
    const writing = below
      .filter(({ text }) => /console\.|process\.(stdout|stderr|exit)\b/.test(text))
      .map(({ path }) => path)
    expect(writing).toEqual([])
  })

  test('the generator reads no clock', () => {
    const generator = sources.filter(({ path }) => floorOf(path) === 1)
    expect(
      generator.filter(({ text }) => /Date\.now\(|new Date\(\)|Math\.random\(/.test(text)).map(({ path }) => path),
    ).toEqual([])
  })

  test('each library is imported by one file', () => {
    const outside = imports.filter(({ target }) => !target.startsWith('.') && !target.startsWith('node:'))
    const wrong = outside.filter(({ path, target }) => {
      const owner =
        LIBRARIES[
          target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/')
        ]
      return owner === undefined || (owner.endsWith('/') ? !path.startsWith(owner) : path !== owner)
    })
    expect(wrong).toEqual([])
  })

  test('no file is an index or a bag of utilities, and none says any', () => {
    expect(files.filter((path) => /(^|\/)(index|utils?|helpers?|misc)\.ts$/.test(path))).toEqual([])
    expect(sources.filter(({ text }) => /[:<]\s*any\b|\bas any\b/.test(text)).map(({ path }) => path)).toEqual([])
  })
})
