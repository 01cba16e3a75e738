import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { dagYaml, table } from '../support/dag-project.ts'

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder({
    'dags.yaml': dagYaml('bqetl_d', '0 1 * * *'),
    ...table('d.a_v1', 'SELECT 1 AS x', 'bqetl_d'),
    ...table('d.b_v1', 'SELECT x FROM d.a_v1', 'bqetl_d'),
  })
})
afterAll(() => folder[Symbol.dispose]())

test('draws to standard output, the same text each time', () => {
  const { code, out, err } = bqetl(folder, ['graph', 'd.b_v1'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^<svg .*\n<title>bqetl graph d.b_v1<\/title>/)
  expect(out).toContain('<a href="sql/d/b_v1/query.sql">')
  expect(bqetl(folder, ['graph', 'd.b_v1']).out).toBe(out)
})

test('writes a file whose boxes lead to the project from where it lies', () => {
  const { code } = bqetl(folder, ['graph', '--output', 'docs/graph.svg'])
  expect(code).toBe(0)
  expect(readFileSync(folder.file('docs/graph.svg'), 'utf8')).toContain('<a href="../sql/d/a_v1/query.sql">')
  const { out } = bqetl(folder, ['graph', '--link-base', 'https://example.com/blob/main'])
  expect(out).toContain('<a href="https://example.com/blob/main/sql/d/a_v1/query.sql">')
})

test('gives the tasks of a DAG, as data for programs', () => {
  const { out } = bqetl(folder, ['graph', 'dag:bqetl_d', '--tasks', '--format', 'json'])
  expect(JSON.parse(out).edges).toEqual([{ from: 'bqetl_d.d__a__v1', to: 'bqetl_d.d__b__v1', kind: 'after' }])
  const one = bqetl(folder, ['graph', 'd.a_v1', '--tasks', '--format', 'json'])
  expect(JSON.parse(one.out).nodes.map(({ id }: { id: string }) => id)).toEqual(['bqetl_d.d__a__v1'])
})

test.each([
  [['d.nothing'], 'unknown-name'],
  [['dag:nothing', '--tasks'], 'unknown-dag'],
  [['x:y'], 'invalid-selector'],
  [['--output', 'sql'], 'unwritable-file'],
])('refuses %j: %s', (args, code) => {
  const { code: status, out, err } = bqetl(folder, ['graph', ...args])
  expect([status, out]).toEqual([2, ''])
  expect(err).toContain(`error[${code}]`)
})
