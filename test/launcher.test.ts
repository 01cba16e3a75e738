import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Folder, type Outcome, temporaryFolder } from './support/cli.ts'

const ROOT = join(import.meta.dirname, '..')
const LAUNCHER = ['bqetl', 'build.mjs', 'launcher', 'package.json', 'package-lock.json']

/** A checkout whose program is two small files, with our packages. */
function checkout(): Folder {
  const folder = temporaryFolder({
    'src/cli/main.ts': "const { text } = await import('../text.ts')\nconsole.log(text as string)\n",
    'src/text.ts': "export const text = 'one'\n",
  })
  for (const name of LAUNCHER) cpSync(join(ROOT, name), folder.file(name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), folder.file('node_modules'))
  return folder
}

function start(folder: Folder, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [folder.file('bqetl')], { env: { ...process.env, ...environment } })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

const startMany = (folder: Folder, count: number) => Promise.all(Array.from({ length: count }, () => start(folder)))
const said = (out: string): Outcome => ({ code: 0, out: `${out}\n`, err: '' })

describe('the launcher', () => {
  it('builds once when many start in a fresh checkout, and again when a source has changed', async () => {
    using folder = checkout()
    expect(await startMany(folder, 8)).toEqual(Array(8).fill(said('one')))
    folder.write({ 'src/text.ts': "export const text = 'two'\n" })
    expect(await startMany(folder, 8)).toEqual(Array(8).fill(said('two')))
    expect(readdirSync(folder.file('dist')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('touches nothing while the program is current', async () => {
    using folder = checkout()
    await start(folder)
    const times = () => ['dist', 'dist/main.js'].map((name) => statSync(folder.file(name)).mtimeMs)
    const before = times()
    expect(await start(folder)).toEqual(said('one'))
    expect(times()).toEqual(before)
  })

  it('goes on where another launcher was killed', async () => {
    using folder = checkout()
    mkdirSync(folder.file('dist/.build-999999'), { recursive: true })
    folder.write({ 'dist/.lock': `${hostname()} 999999` })
    expect(await start(folder)).toEqual(said('one'))
    expect(readdirSync(folder.file('dist')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('does not wait for ever for a process of another machine that says nothing any more', async () => {
    using folder = checkout()
    folder.write({ 'dist/.lock': 'elsewhere 1' })
    utimesSync(folder.file('dist/.lock'), new Date(0), new Date(0))
    expect(await start(folder)).toEqual(said('one'))
  })

  it('builds again when an older source is put back', async () => {
    using folder = checkout()
    await start(folder)
    folder.write({ 'src/text.ts': "export const text = 'older'\n" })
    utimesSync(folder.file('src/text.ts'), new Date(1e12), new Date(1e12))
    expect(await start(folder)).toEqual(said('older'))
  })

  it('says where a source does not build, without a stack, and builds when it is mended', async () => {
    using folder = checkout()
    folder.write({ 'src/text.ts': 'export const text = (\n' })
    const { code, err } = await start(folder)
    expect(code).toBe(1)
    expect(err).toContain('its sources do not build')
    expect(err).toContain('src/text.ts:2:0')
    expect(err).not.toContain('    at ')
    folder.write({ 'src/text.ts': "export const text = 'mended'\n" })
    expect(await start(folder)).toEqual(said('mended'))
  })

  it('says what to do where it may not write', async () => {
    using folder = checkout()
    writeFileSync(folder.file('dist'), 'in the way')
    const { code, err } = await start(folder)
    expect(code).toBe(3)
    expect(err).toContain(`run \`npm ci && npm run build\` in ${folder.path}`)
  })

  it('installs where a package is missing, and says when npm is', async () => {
    using folder = checkout()
    rmSync(folder.file('node_modules'))
    expect(await start(folder, { PATH: folder.path })).toEqual({
      code: 3,
      out: '',
      err: 'bqetl: first use, installing (npm ci) …\nbqetl: npm is not on PATH\n',
    })
  })
})
