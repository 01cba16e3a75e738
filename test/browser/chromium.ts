import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env.BQETL_CHROMIUM ?? '/usr/bin/chromium'

/** Nothing of its own goes out: no updates, no synchronization, no guesses at what will be asked. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function startChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`there is no ${CHROMIUM}: apt-get install -y chromium, or name another with BQETL_CHROMIUM`)
  }
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  /** What the page has complained of. */
  readonly complaints: readonly string[]
  /** Every address that it has asked for. */
  readonly requests: readonly string[]
}

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(url)
  return { page, complaints, requests, [Symbol.asyncDispose]: () => context.close() }
}
