import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Folder, temporaryFolder } from '../support/cli.ts'
import { type Serving, serve } from './serving.ts'

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let folder: Folder
let server: Serving
beforeAll(async () => {
  folder = temporaryFolder()
  // without any table: the page says what is missing
  server = await serve(folder)
})
afterAll(async () => {
  await server.stop()
  folder[Symbol.dispose]()
})

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(server.url + path, { headers, method })
}

async function assets(): Promise<readonly string[]> {
  const page = await (await get('/', HTML)).text()
  return [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)
}

describe('the page for people', () => {
  test('is shown to who asks for HTML; for programs there is still nothing at /', async () => {
    const page = await get('/?metric=GC_MS', HTML)
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('Vary')).toBe('Accept, Accept-Encoding')
    expect(page.headers.get('Cache-Control')).toBe('no-cache')
    for (const accept of ['*/*', 'application/json', 'text/html;q=0']) {
      const answer = await get('/', { Accept: accept })
      expect([answer.status, await answer.json()]).toEqual([404, { error: 'there is no such path' }])
    }
    expect((await get('/', HTML, 'POST')).status).toBe(405)
    expect((await get('/status', HTML)).headers.get('Content-Type')).toBe('text/plain')
  })

  test('runs and asks only what is here: nothing stands in the page itself', async () => {
    const page = await get('/', HTML)
    const policy = page.headers.get('Content-Security-Policy')!
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toContain('unsafe')
    const text = await page.text()
    expect(text).not.toMatch(/<script>|<style|\son\w+=|\sstyle=|https?:/)
  })

  test('loads files that may be kept for ever, named by what is in them', async () => {
    const paths = await assets()
    expect(paths.map((path) => path.replace(/-[0-9a-f]{12}\./, '.'))).toEqual([
      '/assets/icon.svg',
      '/assets/page.css',
      '/assets/page.js',
    ])
    for (const path of paths) {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'max-age=31536000, immutable'])
    }
    expect((await get('/assets/page.js')).status).toBe(404)
    expect((await get('/assets/../bqetl')).status).toBe(404)
  })

  test('is small', async () => {
    const script = join(import.meta.dirname, '..', '..', 'dist', 'page.js')
    expect(statSync(script).size).toBeLessThan(60_000)
    const sent = await fetch(server.url + (await assets()).at(-1), { headers: { 'Accept-Encoding': 'gzip' } })
    expect(sent.headers.get('Content-Encoding')).toBe('gzip')
  })
})
