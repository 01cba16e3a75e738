import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { dagYaml, table } from '../support/dag-project.ts'

const ROOT = join(import.meta.dirname, '..', '..')

function shop(more: Readonly<Record<string, string>> = {}): Folder {
  return temporaryFolder({
    'dags.yaml': dagYaml('bqetl_shop', 'daily'),
    ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop'),
    ...more,
  })
}

test('writes a file for each DAG, and the same again', () => {
  using folder = shop()
  expect(bqetl(folder, ['dag', 'generate'])).toMatchObject({
    code: 0,
    out: '1 DAG with 1 task in dags: 1 file written\n',
  })
  const text = readFileSync(folder.file('dags/bqetl_shop.py'), 'utf8')
  expect(bqetl(folder, ['dag', 'generate'])).toMatchObject({
    code: 0,
    out: '1 DAG with 1 task in dags: 0 files written\n',
  })
  expect(readFileSync(folder.file('dags/bqetl_shop.py'), 'utf8')).toBe(text)
  expect(readdirSync(folder.file('dags'))).toEqual(['bqetl_shop.py'])
})

test('--check names what is stale, missing or left over, and writes nothing', () => {
  using folder = shop()
  bqetl(folder, ['dag', 'generate'])
  expect(bqetl(folder, ['dag', 'generate', '--check'])).toMatchObject({ code: 0, out: 'dags: up to date\n' })
  const text = readFileSync(folder.file('dags/bqetl_shop.py'), 'utf8')
  folder.write({
    'dags.yaml': dagYaml('bqetl_shop', 'hourly') + dagYaml('bqetl_new', 'daily'),
    ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_new'),
    'dags/bqetl_old.py': text,
    'dags/by_hand.py': 'x = 1\n',
  })
  expect(bqetl(folder, ['dag', 'generate', '--check'])).toMatchObject({
    code: 1,
    out: 'stale     dags/bqetl_shop.py\nmissing   dags/bqetl_new.py\norphaned  dags/bqetl_old.py\nrun `bqetl dag generate`\n',
  })
  expect(readFileSync(folder.file('dags/bqetl_shop.py'), 'utf8')).toBe(text)
  expect(bqetl(folder, ['dag', 'generate'])).toMatchObject({ code: 0 })
  expect(readdirSync(folder.file('dags'))).toEqual(['bqetl_new.py', 'bqetl_shop.py', 'by_hand.py'])
})

test('writes nothing where anything is wrong', () => {
  using folder = shop(table('shop.b_v1', 'SELECT * FROM shop.nothing_v1', 'bqetl_shop'))
  const { code, err } = bqetl(folder, ['dag', 'generate'])
  expect(code).toBe(1)
  expect(err).toContain('error[dangling-reference]')
  expect(err).toContain('sql/shop/b_v1/query.sql:1:15')
  expect(existsSync(folder.file('dags'))).toBe(false)
})

test('a DAG that dags.yaml does not have', () => {
  using folder = shop()
  const { code, err } = bqetl(folder, ['dag', 'generate', 'bqetl_shpo'])
  expect(code).toBe(2)
  expect(err).toContain('did you mean bqetl_shop?')
})

test('one DAG leaves the files of others alone', () => {
  using folder = shop({ ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_other') })
  folder.write({ 'dags.yaml': dagYaml('bqetl_shop', 'daily') + dagYaml('bqetl_other', 'daily') })
  bqetl(folder, ['dag', 'generate'])
  writeFileSync(folder.file('dags/bqetl_shop.py'), 'stale')
  const outcome = bqetl(folder, ['dag', 'generate', 'bqetl_shop', '--format', 'json'])
  expect(JSON.parse(outcome.out)).toMatchObject({
    dags: 1,
    tasks: 1,
    stale: ['bqetl_shop.py'],
    missing: [],
    orphaned: [],
    diagnostics: [],
  })
})

test('the DAGs of this repository are up to date', () => {
  using here = temporaryFolder()
  const { code, out } = bqetl(here, ['dag', 'generate', '--check', '--project-dir', ROOT])
  expect(out.split('\n').slice(0, -1).slice(0, 5)).toEqual([expect.stringMatching(/up to date$/)])
  expect(code).toBe(0)
})
