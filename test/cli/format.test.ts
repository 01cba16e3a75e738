import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bqetl, type Folder, type Outcome, temporaryFolder } from '../support/cli.ts'

const BAD = 'select   1 as x\nfrom (select 1 as y) where {% if is_init() %} true {% else %} y = 1 {% endif %}\n'
const GOOD =
  'SELECT\n  1 AS x\nFROM\n  (SELECT 1 AS y)\nWHERE\n  {% if is_init() %}\n    TRUE\n  {% else %}\n    y = 1\n  {% endif %}\n'
const METADATA = 'friendly_name: T\ndescription: |-\n  Test table.\nowners:\n- ada@example.com\n'
const QUERY = 'sql/my-project/shop_derived/t_v1/query.sql'

let project: Folder
beforeEach(() => {
  project = temporaryFolder({ [QUERY]: BAD, 'sql/my-project/shop_derived/t_v1/metadata.yaml': METADATA })
})
afterEach(() => project[Symbol.dispose]())

function format(...args: string[]): Outcome {
  return bqetl(project, ['format', ...args])
}

function text(path = QUERY): string {
  return readFileSync(project.file(path), 'utf8')
}

test('format-check-looks-at-source', () => {
  const { code, err } = format('--check', 'sql')
  expect(code).toBe(1)
  expect(err).toContain(`${QUERY}:1:1`)
  expect(text()).toBe(BAD)
  expect(format('sql')).toMatchObject({ code: 0, out: `formatted  ${QUERY}\n1 file, 1 changed\n` })
  expect(text()).toBe(GOOD)
  expect(format('--check', 'sql')).toMatchObject({ code: 0, err: '' })
})

describe('format', () => {
  test('lays out standard input; --check only tells by its exit code', () => {
    expect(bqetl(project, ['format'], BAD)).toEqual({ code: 0, out: GOOD, err: '' })
    expect(bqetl(project, ['format', '--check'], BAD)).toEqual({ code: 1, out: '', err: '' })
    expect(bqetl(project, ['format', '--check'], GOOD)).toEqual({ code: 0, out: '', err: '' })
    expect(bqetl(project, ['format'], 'select (\n  "a')).toMatchObject({ code: 1, out: '' })
  })

  test.each([
    ['a file', QUERY],
    ['a folder', 'sql/my-project/shop_derived'],
    ['a table', 'shop_derived.t_v1'],
    ['a dataset', 'shop_derived'],
    ['a pattern', 'shop_*.t*'],
  ])('takes %s', (_what, name) => {
    expect(format(name).code).toBe(0)
    expect(text()).toBe(GOOD)
  })

  test('paths are those of the folder where one stands', () => {
    project.write({ 'bqetl_project.yaml': 'project_id: my-project\n' })
    const here = { ...project, path: project.file('sql/my-project/shop_derived') }
    expect(bqetl(here, ['format', '--check', 't_v1/query.sql']).err).toContain('--> t_v1/query.sql:1:1')
    expect(bqetl(here, ['format', 'shop_derived.t_v1']).out).toContain('formatted  t_v1/query.sql')
  })

  test('an unknown name is wrong usage, with the nearest; so is a file that is no SQL', () => {
    expect(format('shop_derived.t_v2')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean') })
    expect(format('sql/my-project/shop_derived/t_v1/metadata.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('error[not-sql]'),
    })
    expect(text()).toBe(BAD)
  })

  test('tells everything that is wrong at once, leaves those files, and lays out the others', () => {
    const broken = {
      'sql/a.sql': "select 1,\n  'open",
      'sql/b.sql': 'select {{ x',
      'sql/d.sql': 'select a{% if x %} b{% else %}c{% endif %}',
    }
    project.write(broken)
    const { code, err, out } = format('sql')
    expect(code).toBe(1)
    expect(err).toContain('sql/a.sql:2:3')
    expect(err).toContain('sql/b.sql:1:8')
    expect(err).toContain('error[format-unsafe]')
    expect(err).toContain('3 errors')
    expect(out).toContain(`formatted  ${QUERY}`)
    for (const [path, before] of Object.entries(broken)) expect(text(path)).toBe(before)
  })

  test('leaves the skip list alone, but for --ignore-skip', () => {
    project.write({ 'bqetl_project.yaml': 'format:\n  skip:\n  - sql/**/t_v1/*.sql\n' })
    expect(format('sql')).toMatchObject({ code: 0, out: '0 files, none changed\n' })
    expect(format(QUERY)).toMatchObject({ code: 0, out: `skipped  ${QUERY}\n0 files, none changed\n` })
    expect(text()).toBe(BAD)
    expect(format('--ignore-skip', 'sql').code).toBe(0)
    expect(text()).toBe(GOOD)
  })

  test('leaves the inputs of tests alone', () => {
    project.write({ 'tests/format/a/input.sql': BAD, 'tests/format/a/expect.sql': BAD })
    expect(format('tests').out).toBe('formatted  tests/format/a/expect.sql\n1 file, 1 changed\n')
  })

  test('reads no template where render.skip says that it is none', () => {
    project.write({ 'bqetl_project.yaml': 'render:\n  skip:\n  - sql/f.sql\n', 'sql/f.sql': "select '{%d'" })
    expect(format('sql/f.sql').code).toBe(0)
    expect(text('sql/f.sql')).toBe("SELECT\n  '{%d'\n")
  })

  test('--diff shows what would change and writes nothing', () => {
    project.write({ 'q.sql': 'SELECT\n  1,\n  2,\n  3,\n  4 as x\nFROM\n  t' })
    expect(format('--diff', 'q.sql')).toEqual({
      code: 0,
      err: '',
      out: '--- q.sql\n+++ q.sql\n@@ -2,6 +2,6 @@\n   1,\n   2,\n   3,\n-  4 as x\n+  4 AS x\n FROM\n-  t\n\\ No newline at end of file\n+  t\n',
    })
    expect(text('q.sql')).toContain('as x')
    expect(format('--diff', '--check', 'q.sql').code).toBe(1)
  })

  test('keeps links, rights and line ends, and leaves no text that is no UTF-8 half read', () => {
    project.write({ 'real.sql': 'select 1\r\n' })
    writeFileSync(project.file('latin.sql'), Buffer.from("select '\xe9'", 'latin1'))
    symlinkSync('real.sql', project.file('link.sql'))
    chmodSync(project.file('real.sql'), 0o600)
    expect(format('link.sql').code).toBe(0)
    expect(lstatSync(project.file('link.sql')).isSymbolicLink()).toBe(true)
    expect(statSync(project.file('real.sql')).mode & 0o777).toBe(0o600)
    expect(text('real.sql')).toBe('SELECT\r\n  1\r\n')
    expect(format('latin.sql')).toMatchObject({ code: 1, err: expect.stringContaining('error[not-utf8]') })
    expect(readFileSync(project.file('latin.sql'), 'latin1')).toBe("select '\xe9'")
  })

  test('--format json is one document', () => {
    project.write({ 'sql/broken.sql': "select '" })
    const { code, out } = format('--check', '--format', 'json', 'sql')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      files: 2,
      changed: [QUERY],
      skipped: [],
      diagnostics: [
        { code: 'syntax', path: 'sql/broken.sql' },
        { code: 'unformatted', path: QUERY },
      ],
    })
  })
})
