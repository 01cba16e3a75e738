import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './answer.ts'

/** The page for people, and what it loads, by path. */
export interface PageFiles {
  readonly page: Answer
  readonly assets: ReadonlyMap<string, Answer>
}

const TYPES = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' } as const
const ASSETS = ['page.js', 'page.css', 'icon.svg']

/** Only what comes from here runs, and only here is asked; no script or style stands in the page itself. */
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-cache',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Vary: 'Accept',
}
/** Another content has another name. */
const ASSET_HEADERS = { 'Cache-Control': 'max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' }

/**
 * Reads what `build.mjs` has made beside the program.
 *
 * @param folder of the program
 */
export function readPageFiles(folder: string): PageFiles {
  let page = readFileSync(join(folder, 'page.html'), 'utf8')
  const assets = new Map<string, Answer>()
  for (const name of ASSETS) {
    const body = readFileSync(join(folder, name), 'utf8')
    const path = `/assets/${hashed(name, body)}`
    page = page.replace(`/assets/${name}`, path)
    const type = TYPES[name.split('.')[1] as keyof typeof TYPES]
    assets.set(path, { status: 200, headers: { 'Content-Type': `${type}; charset=utf-8`, ...ASSET_HEADERS }, body })
  }
  return { page: { status: 200, headers: PAGE_HEADERS, body: page }, assets }
}

function hashed(name: string, body: string): string {
  return name.replace('.', `-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.`)
}

/** Whether a client asks for a page, as browsers do, and programs do not. */
export function wantsPage(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((part) => {
    const [type = '', ...parameters] = part.trim().toLowerCase().split(';')
    return type.trim() === 'text/html' && !parameters.some((one) => /^\s*q=0(\.0*)?\s*$/.test(one))
  })
}
