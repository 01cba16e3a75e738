import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { openPage, startChromium } from './chromium.ts'

const ROOT = new URL('../..', import.meta.url).pathname

let folder: Folder
let browser: Browser
beforeAll(async () => {
  folder = temporaryFolder()
  browser = await startChromium()
})
afterAll(async () => {
  await browser.close()
  folder[Symbol.dispose]()
})

interface Drawn {
  readonly name: string
  readonly box: DOMRectLike
  readonly texts: readonly DOMRectLike[]
}

interface DOMRectLike {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const MEASURE = `[...document.querySelectorAll('.node')].map((node) => {
  const plain = ({ x, y, width, height }) => ({ x, y, width, height })
  return { name: node.id, box: plain(node.querySelector('rect').getBBox()), texts: [...node.querySelectorAll('text')].map((text) => plain(text.getBBox())) }
})`

test.each([[[]], [['--tasks']], [['+telemetry_derived.addon_aggregates_v1+']]])(
  'our own project, drawn by graph %j, is readable in Chromium',
  async (args) => {
    const { code, err } = bqetl(folder, ['graph', ...args, '--project-dir', ROOT, '--output', 'graph.svg'])
    expect(code, err).toBe(0)
    await using opened = await openPage(browser, `file://${folder.file('graph.svg')}`)
    const drawn = await opened.page.evaluate<readonly Drawn[]>(MEASURE)
    expect(drawn.length).toBeGreaterThan(4)
    for (const [index, { box, texts }] of drawn.entries()) {
      for (const text of texts) expect([text.x > box.x, text.x + text.width < box.x + box.width]).toEqual([true, true])
      const covered = drawn.slice(index + 1).filter((other) => overlap(box, other.box))
      expect(covered.map(({ name }) => name)).toEqual([])
    }
    expect(opened.complaints).toEqual([])
    expect(opened.requests).toHaveLength(1)
    const links = await opened.page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')!))
    expect(links.filter((link) => !existsSync(new URL(link, opened.page.url())))).toEqual([])
  },
)

function overlap(left: DOMRectLike, right: DOMRectLike): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  )
}
