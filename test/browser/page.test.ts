import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAggregates, loadDefinitions, type Serving, serve } from '../server/serving.ts'
import { type Folder, temporaryFolder } from '../support/cli.ts'
import { openPage, startChromium } from './chromium.ts'

const WAIT = { timeout: 20_000 }
const BIG = '9007199254740993'
const DEFINITIONS = [
  // 0, 1, 6, 10
  { name: 'GC_MS', type: 'histogram', kind: 'linear', low: 1, high: 10, n_buckets: 4, description: 'Time in <GC>' },
  { name: 'KIND', type: 'histogram', kind: 'categorical', labels: ['a', 'b'], description: 'One of two' },
  { name: 'KEYED', type: 'histogram', kind: 'linear', low: 1, high: 10, n_buckets: 4, keyed: true },
]
const WINDOWS = { os: 'Windows_NT', os_version: '6.1', process_type: 'content' }
const AGGREGATES = [
  { metric: 'GC_MS', count: 3, sum: 100, histogram: [10, 0, 0, 10] },
  { metric: 'GC_MS', ...WINDOWS, count: 4, sum: 400, histogram: [0, 40, 40, 0] },
  { metric: 'GC_MS', build_id: '20180616', count: 1, sum: 60, histogram: [0, 20, 0, 0] },
  { metric: 'GC_MS', build_id: '20180701', version: '42', count: BIG, sum: BIG, histogram: [0, 0, BIG, 3] },
  { metric: 'KIND', count: 4, sum: 0, histogram: [3, 1, 0] },
  { metric: 'KEYED', label: 'x', count: 1, sum: 7, histogram: [0, 0, 1, 0] },
  { metric: 'KEYED', label: 'y<b>', count: 2, sum: 0, histogram: [2, 0, 0, 0] },
  { metric: 'GC_MS', channel: 'beta', version: '40', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
]

let folder: Folder
let server: Serving
let browser: Browser
beforeAll(async () => {
  folder = temporaryFolder()
  loadDefinitions(folder, DEFINITIONS)
  loadAggregates(folder, AGGREGATES)
  server = await serve(folder)
  browser = await startChromium()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  folder[Symbol.dispose]()
})

/** The page when it has drawn what the address says. */
async function open(search = '', options = {}) {
  const opened = await openPage(browser, `${server.url}/${search}`, options)
  await drawn(opened.page)
  return opened
}

async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('#picture:not([hidden]):not([aria-busy]) #distribution svg')
}

function message(page: Page): Promise<string | null> {
  return page.locator('#message').textContent()
}

/** Texts of a table's rows, without its head. */
function rows(page: Page, table: string): Promise<string[][]> {
  const script = `[...document.querySelectorAll('${table} tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`
  return page.evaluate<string[][]>(script)
}

function parameters(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}

describe('numbers', () => {
  test('are those of the distribution', async () => {
    await using opened = await open('?version=41')
    const { page } = opened
    // counts 10 60 40 10 of 120, 8 pings, sum 560; ranks 6 30 60 90 114 of the percentiles
    expect(await rows(page, '#figures')).toEqual([
      ['41', '2', '8', '120', '560', '4.67', '0', '2.67', '5.17', '8', '≥ 10'],
    ])
    expect(await rows(page, '#distribution')).toEqual([
      ['0 ≤ value < 1', '10', '8.3 %', '8.3 %'],
      ['1 ≤ value < 6', '60', '50.0 %', '58.3 %'],
      ['6 ≤ value < 10', '40', '33.3 %', '91.7 %'],
      ['10 ≤ value', '10', '8.3 %', '100.0 %'],
    ])
    // of the day with 10 40 40 10, and of 0 20 0 0
    expect(await rows(page, '#evolution')).toEqual([
      ['2018-06-16', '41', '1', '20', '1.25', '2.25', '3.5', '4.75', '5.75', '3'],
      ['2018-06-15', '41', '7', '100', '0', '2.88', '6', '8.5', '10', '5'],
    ])
  })

  test('are right to the last digit beyond 2^53', async () => {
    await using opened = await open('?version=42')
    const [figures = []] = await rows(opened.page, '#figures')
    expect(figures.slice(2, 5)).toEqual(['9,007,199,254,740,993', '9,007,199,254,740,996', '9,007,199,254,740,993'])
    expect((await rows(opened.page, '#distribution'))[0]![1]).toBe('9,007,199,254,740,993')
  })

  test('follow the filters', async () => {
    await using opened = await open('?version=41&to=20180615')
    const { page } = opened
    await page.locator('select[name=os]').selectOption('Windows_NT,6.1')
    await page.waitForURL(/os=/)
    await drawn(page)
    expect((await rows(page, '#figures'))[0]!.slice(0, 6)).toEqual(['41', '1', '4', '80', '400', '5'])
    expect(parameters(page)).toMatchObject({ os: 'Windows_NT,6.1', to: '20180615' })
  })

  test('are linked to the requests that they were made of', async () => {
    await using opened = await open('?version=41&child=content')
    const links = await opened.page
      .locator('#requests a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect(links).toEqual([
      '/aggregates_by/build_id/channels/nightly/?version=41&metric=GC_MS&child=content&dates=20180615,20180616',
    ])
    expect(opened.requests).toContain(server.url + links[0])
    const answer = (await (await fetch(server.url + links[0])).json()) as { data: unknown[] }
    expect(answer.data).toHaveLength(1)
  })
})

describe('the picture', () => {
  test('has bars as high as the shares, of two versions side by side', async () => {
    await using opened = await open('?version=41&against=42')
    const heights = await opened.page
      .locator('#distribution .bar')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))))
    expect(heights).toHaveLength(8)
    const [first, second] = [heights.slice(0, 4), heights.slice(4)]
    expect(first[1]! / first[2]!).toBeCloseTo(60 / 40)
    expect(first[0]).toBe(first[3])
    // all but three of them; what is there can be seen
    expect(second[2]! / first[1]!).toBeCloseTo(2)
    expect([second[0], second[3]]).toEqual([0, 1])
    expect(await opened.page.locator('#evolution polyline.v0').count()).toBe(3)
    // a single date is a point
    expect(await opened.page.locator('#evolution circle.v1').count()).toBe(3)
  })

  test('is read out under the pointer', async () => {
    await using opened = await open('?version=41')
    const plot = opened.page.locator('#distribution .plot')
    const { width } = (await plot.boundingBox())!
    await plot.hover({ position: { x: 46 + (width - 54) * 0.375, y: 100 } })
    expect(await opened.page.locator('#distribution .readout').textContent()).toBe(
      '1 ≤ value < 641: 60 samples, 50.0 %',
    )
  })

  test('is read out by the arrow keys, in words for who does not see it', async () => {
    await using opened = await open('?version=41')
    const plot = opened.page.getByRole('slider', { name: 'Evolution' })
    await plot.focus()
    await opened.page.keyboard.press('ArrowRight')
    expect(await plot.getAttribute('aria-valuetext')).toBe('2018-06-15; 41: 25th 2.88 · median 6 · 75th 8.5 · 7 pings')
    await opened.page.keyboard.press('End')
    expect(await plot.getAttribute('aria-valuenow')).toBe('1')
    await opened.page.keyboard.press('Escape')
    expect(await opened.page.locator('#evolution .readout').textContent()).toContain('arrow keys')
  })

  test('of values without an order shows their shares', async () => {
    await using opened = await open('?version=41&metric=KIND')
    expect(await rows(opened.page, '#evolution')).toEqual([['2018-06-15', '41', '4', '4', '75.0 %', '25.0 %']])
    expect(await opened.page.locator('#description').textContent()).toBe('One of two · a categorical histogram')
  })

  test('shows the lines that are chosen', async () => {
    await using opened = await open('?version=41')
    await opened.page.getByRole('button', { name: '95th' }).click()
    expect(await opened.page.locator('#evolution polyline').count()).toBe(4)
    expect(parameters(opened.page).lines).toBe('p25,p50,p75,p95')
  })
})

describe('the address', () => {
  test('says what is looked at, and shows it again', async () => {
    await using opened = await open()
    const { page } = opened
    expect(parameters(page)).toEqual({ by: 'build_id', channel: 'nightly', version: '42', metric: 'GC_MS' })
    await page.locator('select[name=against]').selectOption('41')
    await page.waitForURL(/against=41/)
    await drawn(page)
    await using again = await open(new URL(page.url()).search)
    expect(await rows(again.page, '#figures')).toEqual(await rows(page, '#figures'))
    expect(await rows(again.page, '#figures')).toHaveLength(2)
    await page.goBack()
    await expect.poll(() => rows(page, '#figures')).toHaveLength(1)
    expect(await page.locator('select[name=against]').inputValue()).toBe('')
  })

  test('by submission date instead', async () => {
    await using opened = await open('?version=41')
    await opened.page.getByText('submissions').click()
    await opened.page.waitForURL(/by=submission_date/)
    await drawn(opened.page)
    expect((await rows(opened.page, '#evolution')).map(([date]) => date)).toEqual(['2018-06-17'])
  })
})

describe('the keyboard', () => {
  test('chooses a metric by a part of its name', async () => {
    await using opened = await open('?version=41')
    const { page } = opened
    await page.getByRole('combobox', { name: 'Metric' }).focus()
    await page.keyboard.type('ke')
    expect(await page.locator('.popup:visible [role=option]').allTextContents()).toEqual(['KEYED'])
    await page.keyboard.press('Enter')
    await page.waitForURL(/metric=KEYED/)
    await drawn(page)
    expect((await rows(page, '#figures'))[0]!.slice(2, 5)).toEqual(['3', '3', '7'])
    await page.getByRole('combobox', { name: 'Key' }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await page.locator('.popup:visible [role=option]').allTextContents()).toEqual(['all keys', 'x', 'y<b>'])
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/key=/)
    await drawn(page)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('KEYED · y<b>')
    expect((await rows(page, '#figures'))[0]!.slice(2, 5)).toEqual(['2', '2', '0'])
  })

  test('leaves the field as it was on Escape, and where nothing is called so', async () => {
    await using opened = await open('?version=41')
    const { page } = opened
    const field = page.getByRole('combobox', { name: 'Metric' })
    await field.focus()
    await page.keyboard.type('nothing')
    expect(await page.locator('.more:visible').textContent()).toBe('nothing is called “nothing”')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    expect(await field.inputValue()).toBe('GC_MS')
    expect(parameters(page).metric).toBe('GC_MS')
  })

  test('reaches everything in order', async () => {
    await using opened = await open('?version=41')
    const reached: string[] = []
    for (let stop = 0; stop < 24; stop += 1) {
      await opened.page.keyboard.press('Tab')
      reached.push(
        await opened.page.evaluate<string>(
          'document.activeElement.name || document.activeElement.id || document.activeElement.textContent || document.activeElement.ariaLabel',
        ),
      )
    }
    expect(reached.slice(0, 7)).toEqual(['API', 'by', 'channel', 'version', 'against', 'from', 'to'])
    expect(reached).toEqual(
      expect.arrayContaining(['metrics-input', 'os', 'Table of buckets', 'median', 'Table of dates']),
    )
  })
})

describe('in words', () => {
  test('nothing found: what could be given up', async () => {
    await using opened = await openPage(browser, `${server.url}/?version=41&metric=GC_MS&os=Plan9`)
    await expect.poll(() => message(opened.page), WAIT).toContain('Plan9')
    expect(await message(opened.page)).toBe(
      'There is no data of GC_MS in nightly 41, Plan9. Choose fewer filters, or another metric.',
    )
    expect(await opened.page.locator('select[name=os]').inputValue()).toBe('Plan9')
  })

  test('a second version without data is said, the first is shown', async () => {
    await using opened = await open('?version=41&against=77')
    expect(await message(opened.page)).toBe('Version 77 has nothing of this.')
    expect(await rows(opened.page, '#figures')).toHaveLength(1)
  })

  test('what is not public; another channel can be chosen', async () => {
    const gated = await serve(folder, '--release-token', 'x')
    try {
      await using opened = await openPage(browser, `${gated.url}/?channel=release`)
      await expect.poll(() => message(opened.page), WAIT).toContain('The data of release is not public')
      await opened.page.locator('select[name=channel]').selectOption('beta')
      await drawn(opened.page)
      expect((await rows(opened.page, '#figures'))[0]![0]).toBe('40')
    } finally {
      await gated.stop()
    }
  })

  test('a slow answer', async () => {
    await using opened = await open('?version=41')
    const { page } = opened
    await page.route('**/aggregates_by/**metric=KIND**', async (route) => {
      await new Promise((done) => setTimeout(done, 5000))
      await route.continue()
    })
    await page.getByRole('combobox', { name: 'Metric' }).fill('KIND')
    await page.keyboard.press('Enter')
    await expect.poll(() => message(page), WAIT).toContain('Still asking')
    expect(await page.locator('#picture').getAttribute('aria-busy')).toBe('true')
    await expect.poll(() => page.locator('#name').textContent(), WAIT).toBe('KIND')
    expect(await message(page)).toBe('')
  })

  test('a server that is gone', async () => {
    await using opened = await open('?version=41')
    await opened.page.route('**/aggregates_by/**', (route) => route.abort('connectionrefused'))
    await opened.page.locator('select[name=version]').selectOption('42')
    await expect.poll(() => message(opened.page), WAIT).toContain('does not answer')
    expect(await opened.page.locator('#picture').isVisible()).toBe(false)
    expect(opened.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
  })

  test('a warehouse without tables, until they are there', async () => {
    using empty = temporaryFolder()
    const other = await serve(empty)
    try {
      await using opened = await openPage(browser, `${other.url}/`)
      await expect.poll(() => message(opened.page), WAIT).toContain('cannot answer now')
      loadDefinitions(empty, DEFINITIONS)
      loadAggregates(empty, [])
      await expect.poll(() => message(opened.page), WAIT).toContain('no aggregates yet')
      loadAggregates(empty, AGGREGATES)
      await drawn(opened.page)
    } finally {
      await other.stop()
    }
  })
})

describe('everybody', () => {
  const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const VIEWS = ['?version=41&against=42', '?version=41&metric=KEYED&key=x', '?version=41&metric=KIND']

  test.each(['light', 'dark'] as const)('finds it accessible, %s', async (colorScheme) => {
    for (const view of VIEWS) {
      await using opened = await open(view, { colorScheme })
      for (const table of await opened.page.locator('summary').all()) await table.click()
      await opened.page.getByRole('combobox', { name: 'Metric' }).click()
      await opened.page.evaluate(AXE)
      const found = await opened.page.evaluate<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
      }>('axe.run()')
      expect(
        found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + failureSummary)]),
      ).toEqual([])
    }
  })

  test.each([
    [320, 640],
    [768, 1024],
    [1600, 900],
  ])('sees all of it at %i × %i', async (width, height) => {
    await using opened = await open('?version=41&against=42', { viewport: { width, height } })
    expect(await opened.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await opened.page.setViewportSize({ width: width + 60, height })
    const picture = async () => (await opened.page.locator('#distribution svg').boundingBox())!
    const section = (await opened.page.locator('#distribution').boundingBox())!
    await expect.poll(async () => (await picture()).width).toBeCloseTo(section.width, 0)
  })

  test('asks nobody else, and nothing complains', async () => {
    for (const view of VIEWS) {
      await using opened = await open(view)
      expect(opened.complaints).toEqual([])
      expect(opened.requests.filter((url) => !url.startsWith(`${server.url}/`))).toEqual([])
    }
  })
})
