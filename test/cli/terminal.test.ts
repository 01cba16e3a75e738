import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bqetl, SHOP, temporaryFolder } from '../support/cli.ts'

const BQETL = join(import.meta.dirname, '..', '..', 'bqetl')

describe('a wrong command line', () => {
  test.each([
    [['query', 'run', 'x', '--dat', '1'], "error[usage]: unknown option '--dat'\n  help: did you mean --date?\n"],
    [['qury'], "error[usage]: unknown command 'qury'\n  help: did you mean query?\n"],
    [['help', 'query', 'rn'], "error[usage]: unknown command 'rn'\n  help: did you mean run?\n"],
    [
      ['query', 'run'],
      "error[usage]: missing required argument 'name'\n  help: `bqetl query run --help` says what it takes\n",
    ],
    [
      ['--project-dir', 'x', 'run'],
      "error[usage]: unknown option '--project-dir'\n  help: an option stands behind its command: `bqetl COMMAND --project-dir …`\n",
    ],
  ])('%j is told as every other error', (args, err) => {
    using folder = temporaryFolder()
    expect(bqetl(folder, args)).toEqual({ code: 2, out: '', err })
  })

  test('help of a command can be asked for in front of it', () => {
    using folder = temporaryFolder()
    expect(bqetl(folder, ['help', 'query', 'run'])).toEqual(bqetl(folder, ['query', 'run', '--help']))
  })
})

describe('with --format json', () => {
  test('a failure is a document too, and stderr still tells it', () => {
    using folder = temporaryFolder(SHOP)
    const { code, out, err } = bqetl(folder, ['query', 'info', 'shop_derived.dayly_v1', '--format', 'json'])
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'unknown-name',
        message: 'nothing in this project is named "shop_derived.dayly_v1"',
        hint: 'did you mean shop_derived.daily_v1?',
        exitCode: 2,
      },
    })
    expect(err).toContain('error[unknown-name]')
    expect(code).toBe(2)
  })

  test('a wrong file is told with its places', () => {
    using folder = temporaryFolder({ ...SHOP, 'sql/shop_derived/daily_v1/query.sql': 'SELECT 1 +\n' })
    const { out } = bqetl(folder, 'query run shop_derived.daily_v1 --date 2024-05-01 --format=json'.split(' '))
    expect(JSON.parse(out).error).toMatchObject({
      code: 'syntax',
      diagnostics: [{ path: 'sql/shop_derived/daily_v1/query.sql', line: 1, column: 11 }],
      exitCode: 1,
    })
  })
})

test('a project is found from a folder inside of it, and a folder without one is not called sound', () => {
  using folder = temporaryFolder(SHOP)
  mkdirSync(folder.file('elsewhere'))
  const inside = { ...folder, path: folder.file('sql/shop_derived/daily_v1') }
  expect(bqetl(inside, ['validate', '.'])).toMatchObject({ code: 0, out: '1 artifact, no problem found\n' })
  expect(bqetl(inside, ['validate', 'query.sql'])).toMatchObject({ code: 0, out: '1 artifact, no problem found\n' })
  expect(bqetl(inside, ['validate'])).toMatchObject({ code: 0, out: '2 artifacts, no problem found\n' })
  for (const command of ['validate', 'demo']) {
    const { code, err } = bqetl(folder, [command, '--project-dir', 'elsewhere'])
    expect(code).toBe(2)
    expect(err).toContain('error[no-project]')
  }
})

test('colours come where they are forced, and not against NO_COLOR', () => {
  using folder = temporaryFolder()
  const err = (environment: NodeJS.ProcessEnv) => bqetl(folder, ['explain', 'x-y'], '', environment).err
  expect(err({ NO_COLOR: '', FORCE_COLOR: '1' })).toContain('\u001b[31merror')
  expect(err({ NO_COLOR: '', FORCE_COLOR: '0' })).toContain('error[unknown-code]')
  expect(err({ NO_COLOR: '1', FORCE_COLOR: '1' })).toContain('error[unknown-code]')
})

test('a reader that wants no more is no failure, of stdout and of stderr', () => {
  using folder = temporaryFolder(SHOP)
  const run = (line: string) => spawnSync('bash', ['-c', line], { cwd: folder.path, encoding: 'utf8' })
  expect(run(`set -o pipefail; ${BQETL} explain | head -n 1`)).toMatchObject({ status: 0, stderr: '' })
  expect(run(`${BQETL} query info nope 2> >(:); echo $?`).stdout).toBe('2\n')
})

describe('what the operating system refuses', () => {
  test.each(['bqetl_project.yaml', '/dev/null/below'])(
    'a folder that cannot be is told without a stack: %s',
    (path) => {
      using folder = temporaryFolder(SHOP)
      const outcome = bqetl(folder, ['query', 'render', 'shop_derived.daily_v1', '--output-dir', path])
      expect(outcome.err).toMatch(/^error\[invalid-path\]: .*\n(?: {2}help.*\n)?$/)
      expect(outcome.code).toBe(2)
    },
  )

  test('a full disk behind stdout is told, with exit 3', () => {
    using folder = temporaryFolder()
    const line = `${BQETL} explain > /dev/full; echo $? >&2`
    const { stderr } = spawnSync('bash', ['-c', line], { cwd: folder.path, encoding: 'utf8' })
    expect(stderr).toMatch(/^error\[output\]: .*ENOSPC.*\n3\n$/)
  })

  test('links that lead nowhere, to themselves or upwards are passed by', () => {
    using folder = temporaryFolder(SHOP)
    symlinkSync('loop', folder.file('sql/loop'))
    symlinkSync('..', folder.file('sql/shop/up'))
    symlinkSync('/nowhere/at/all', folder.file('sql/shop/gone'))
    expect(bqetl(folder, ['validate'])).toMatchObject({ code: 0, out: '2 artifacts, no problem found\n' })
  })
})

test('what is wrong with one table keeps no other from being described', () => {
  using folder = temporaryFolder({ ...SHOP, 'sql/shop_derived/bad_v1/query.sql': '{% if %}' })
  const { code, out, err } = bqetl(folder, ['query', 'info'])
  expect(out).toMatch(/^my-project.shop_derived.daily_v1\n(?: {2}.*\n)* {2}reads: +my-project.shop.orders\n/m)
  expect(err).toContain('sql/shop_derived/bad_v1/query.sql:1:7')
  expect(code).toBe(1)
})
