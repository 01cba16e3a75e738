import { rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Folder, temporaryFolder } from '../support/cli.ts'
import { loadAggregates, loadDefinitions, type Serving, serve } from './serving.ts'

const LINEAR = {
  name: 'GC_MS',
  type: 'histogram',
  kind: 'linear',
  low: 1,
  high: 3,
  n_buckets: 4,
  description: 'Time in GC',
}
const DEFINITIONS = [
  LINEAR,
  { name: 'FLAG', type: 'histogram', kind: 'flag', description: 'A flag' },
  { name: 'KIND', type: 'histogram', kind: 'categorical', labels: ['a', 'b'], description: 'One of two' },
  { name: 'LEVEL', type: 'histogram', kind: 'enumerated', n_values: 2, description: 'A level' },
  { name: 'CLICKS', type: 'histogram', kind: 'count', description: 'Clicks' },
  { name: 'CONTENT_DOCUMENTS_DESTROYED', type: 'histogram', kind: 'count' },
  { name: 'browser.tabs', type: 'scalar', kind: 'uint', description: 'Open tabs' },
  { name: 'telemetry.test.keyed_unsigned_int', type: 'scalar', kind: 'uint' },
  { name: 'telemetry.event_counts', type: 'scalar', kind: 'uint' },
]

const BIG = '9007199254740993'
const AGGREGATES = [
  { metric: 'GC_MS', count: 2, sum: 5, histogram: [0, 1, 1, 0] },
  {
    metric: 'GC_MS',
    os: 'Windows_NT',
    os_version: '6.1',
    process_type: 'content',
    count: 1,
    sum: 3,
    histogram: [0, 0, 0, 1],
  },
  { metric: 'GC_MS', submission_date: '2018-06-18', process_type: 'gpu', count: 1, sum: BIG, histogram: [1, 0, 0] },
  { metric: 'GC_MS', build_id: '20180616', version: '9', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'GC_MS', version: 'x', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'GC_MS', version: '0x29', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'GC_MS', version: ' 42', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'GC_MS', version: '12', build_id: '20180699', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'GC_MS', channel: null, architecture: null, count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  { metric: 'KIND', version: '9', architecture: null, count: 1, sum: 1, histogram: [0, 1, 0] },
  { metric: 'GC_MS', channel: 'release', count: 1, sum: 1, histogram: [0, 1, 0, 0] },
  {
    metric: 'SCALARS_TELEMETRY.TEST.KEYED_UNSIGNED_INT',
    channel: 'release',
    label: 'K',
    count: 1,
    sum: 1,
    histogram: [0, 1],
  },
  { metric: 'FLAG', count: 3, sum: 2, histogram: [1, 2, 0] },
  { metric: 'KIND', count: 3, sum: 2, histogram: [1, 2, 0] },
  { metric: 'LEVEL', label: 'x"y', count: 3, sum: 2, histogram: [1, 2, 0] },
  { metric: '[[COUNT]]_CLICKS', count: 1, sum: 7, histogram: [0, 0, 0, 0, 0, 0, 0, 1] },
  { metric: 'SCALARS_BROWSER.TABS', count: 1, sum: 1, histogram: [0, 1] },
  { metric: 'SCALARS_BROWSER.SEARCH.X', count: 1, sum: 1, histogram: [0, 1] },
  { metric: 'SEARCH_COUNTS', count: 1, sum: 1, histogram: [0, 1] },
  { metric: 'SCALARS_TELEMETRY.EVENT_COUNTS', count: 1, sum: 1, histogram: [0, 1] },
  { metric: 'SIMPLE_MEASURES_UPTIME', count: 1, sum: 4, histogram: [0, 0, 0, 0, 1] },
  { metric: '[[COUNT]]_CONTENT_DOCUMENTS_DESTROYED', count: 4, sum: 100, histogram: [0, 4] },
  { metric: '[[COUNT]]_CONTENT_DOCUMENTS_DESTROYED', build_id: '20180617', count: 5, sum: 50, histogram: [0, 4] },
  { metric: 'USE_COUNTER2_F_DOCUMENT', count: 3, sum: 9, histogram: [1, 7, 2] },
  { metric: 'USE_COUNTER2_F_PAGE', count: 3, sum: 9, histogram: [1, 7, 2] },
]

const NIGHTLY = '/aggregates_by/build_id/channels/nightly/'
const GC = `${NIGHTLY}?version=41&dates=20180615&metric=GC_MS`

let folder: Folder
let server: Serving
beforeAll(async () => {
  folder = temporaryFolder()
  loadDefinitions(folder, DEFINITIONS)
  loadAggregates(folder, AGGREGATES)
  server = await serve(folder)
})
afterAll(async () => {
  server.process.kill('SIGKILL')
  folder[Symbol.dispose]()
})

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(server.url + path, { headers, method, redirect: 'manual' })
}

async function body(path: string): Promise<unknown> {
  const answer = await get(path)
  expect(answer.status).toBe(200)
  return answer.json()
}

describe('lists', () => {
  test('of channels; an unknown roll-up or channel has none', async () => {
    expect((await body('/aggregates_by/submission_date/channels/')) as string[]).toHaveLength(2)
    expect(await body('/aggregates_by/other/channels/')).toEqual([])
    expect(await body('/aggregates_by/build_id/channels/none/dates/')).toEqual([])
    expect(await body('/aggregates_by/other/channels/nightly/dates/')).toEqual([])
  })

  test('of dates: numeric versions, the newest version first, by number', async () => {
    expect(await body('/aggregates_by/build_id/channels/nightly/dates/')).toEqual([
      { date: '20180617', version: '41' },
      { date: '20180615', version: '41' },
      { date: '20180699', version: '12' },
      { date: '20180616', version: '9' },
      { date: '20180615', version: '9' },
    ])
    expect(await body('/aggregates_by/submission_date/channels/nightly/dates/')).toEqual([
      { date: '20180618', version: '41' },
      { date: '20180617', version: '41' },
      { date: '20180617', version: '12' },
      { date: '20180617', version: '9' },
    ])
  })

  test('of filters: counts by their own name, without what is not public', async () => {
    const filters = (await body('/filters/?channel=nightly&version=41')) as Record<string, string[]>
    expect(filters.metric!.sort()).toEqual([
      'CLICKS',
      'CONTENT_DOCUMENTS_DESTROYED',
      'FLAG',
      'GC_MS',
      'KIND',
      'LEVEL',
      'SCALARS_BROWSER.TABS',
      'SCALARS_TELEMETRY.EVENT_COUNTS',
      'SIMPLE_MEASURES_UPTIME',
      'USE_COUNTER2_F_DOCUMENT',
      'USE_COUNTER2_F_PAGE',
    ])
    expect(filters.os!.sort()).toEqual(['Linux,4.1', 'Windows_NT,6.1'])
    expect(filters.child!.sort()).toEqual(['content', 'gpu', 'parent'])
    expect(await body('/filters/?channel=nightly&version=9')).toMatchObject({ architecture: ['x86-64'] })
  })
})

describe('a distribution', () => {
  test('adds what the filters leave, position by position, with all digits', async () => {
    const text = await (await get(GC)).text()
    expect(text).toBe(
      '{"buckets":[0,1,2,3],"kind":"linear","description":"Time in GC","data":[{"date":"20180615","label":"","histogram":[1,1,1,1],"count":4,"sum":9007199254741001}]}',
    )
  })

  test.each([
    ['os=Windows_NT', [0, 0, 0, 1]],
    ['osVersion=4.1', [1, 1, 1, 0]],
    ['child=true', [0, 0, 0, 1]],
    ['child=false', [0, 1, 1, 0]],
    ['child=gpu', [1, 0, 0]],
    ['application=Firefox&architecture=x86-64&os=Windows_NT&osVersion=6.1&label=&child=content', [0, 0, 0, 1]],
  ])('is filtered by %s', async (filter, histogram) => {
    const { data } = (await body(`${GC}&${filter}`)) as { data: { histogram: number[] }[] }
    expect(data.map((entry) => entry.histogram)).toEqual([histogram])
  })

  test('by submission date has only that day', async () => {
    const path =
      '/aggregates_by/submission_date/channels/nightly/?version=41&dates=20180618,20180620,nonsense&metric=GC_MS'
    const { data } = (await body(path)) as { data: { date: string; count: number }[] }
    expect(data.map(({ date, count }) => [date, count])).toEqual([['20180618', 1]])
  })

  test('of a build is found by what the build is named, a day or not', async () => {
    const { data } = (await body(`${NIGHTLY}?version=12&dates=20180699&metric=GC_MS`)) as { data: { date: string }[] }
    expect(data.map(({ date }) => date)).toEqual(['20180699'])
  })

  test.each([
    ['FLAG', { kind: 'flag', buckets: [0, 1] }, [1, 2]],
    ['KIND', { kind: 'categorical', buckets: ['a', 'b', 'spill'] }, [1, 2, 0]],
    ['LEVEL', { kind: 'enumerated', buckets: [0, 1, 2] }, [1, 2, 0]],
    ['USE_COUNTER2_F_DOCUMENT', { kind: 'boolean', description: '', buckets: [0, 1, 2] }, [91, 7, 2]],
    ['USE_COUNTER2_F_PAGE', { kind: 'boolean' }, [1, 7, 2]],
    ['USE_COUNTER2_G_DOCUMENT', { kind: 'boolean' }, [100, 0, 0]],
    ['SIMPLE_MEASURES_UPTIME', { kind: 'exponential', description: '' }, [0, 0, 0, 0, 1]],
    ['SCALARS_BROWSER.TABS', { kind: 'exponential', description: 'Open tabs' }, [0, 1]],
    ['CLICKS', { kind: 'count', description: 'Clicks' }, [0, 0, 0, 0, 0, 0, 0, 1]],
  ])('of %s has its kind and buckets', async (metric, shape, histogram) => {
    const answer = (await body(`${NIGHTLY}?version=41&dates=20180615&metric=${metric}`)) as {
      data: { histogram: number[] }[]
    }
    expect(answer).toMatchObject(shape)
    expect(answer.data.map((entry) => entry.histogram)).toEqual([histogram])
  })

  test('of a use counter counts documents also on days without a use', async () => {
    const { data } = (await body(`${NIGHTLY}?version=41&dates=20180617,20180615&metric=USE_COUNTER2_F_DOCUMENT`)) as {
      data: object[]
    }
    expect(data).toEqual([
      { date: '20180615', label: '', histogram: [91, 7, 2], count: 3, sum: 9 },
      { date: '20180617', label: '', histogram: [50, 0, 0], count: 5, sum: 0 },
    ])
  })
})

describe('a refusal', () => {
  test.each([
    [404, '/nothing'],
    [404, '/filters/'],
    [404, '/filters/?channel=nightly&version='],
    [404, '/filters/?channel=nightly&version=99'],
    [404, `${NIGHTLY}?version=41&metric=GC_MS`],
    [404, `${NIGHTLY}?version=41&dates=,&metric=GC_MS`],
    [404, `${NIGHTLY}?version=41&dates=20180101&metric=GC_MS`],
    [404, `${NIGHTLY}?version=41&dates=20180615&metric=NONE`],
    [404, `${NIGHTLY}?version=41&dates=20180615&metric=SCALARS_NONE`],
    [404, `${NIGHTLY}?version=41&dates=20180615&metric=SEARCH_COUNTS`],
    [404, `${NIGHTLY}?version=41&dates=20180615&metric=SCALARS_BROWSER.SEARCH.X`],
    [404, `${NIGHTLY}?version=41&dates=20180615&metric=[[COUNT]]_CLICKS`],
    [404, '/aggregates_by/other/channels/nightly/?version=41&dates=20180615&metric=GC_MS'],
    [404, "/aggregates_by/build_id/channels/x'%20OR%201=1--/?version=41&dates=20180615&metric=GC_MS"],
    [404, `${GC}&os=' OR '1'='1`],
    [404, `${GC}&child=extension`],
    [404, `${GC}&child=constructor`],
    [404, `${GC}&label=true`],
    [405, `${GC}&e10sEnabled=true`],
  ])('has status %i: %s', async (status, path) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })

  test('of a parameter names those that are taken', async () => {
    const answer = await get(`${NIGHTLY}?version=41&os=A%20b&foo=1`)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('Allow')).toBe(`${NIGHTLY}?version=41&os=A+b`)
  })

  test('of a method names those that are taken', async () => {
    const answer = await get(GC, {}, 'POST')
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})

describe('headers', () => {
  const BY_SUBMISSION = '/aggregates_by/submission_date/channels/nightly/?version=41&dates=20180617&metric=GC_MS'

  test.each(['submission_date_v1', '"submission_date_v1"', 'W/"submission_date_v1"', '"x", "submission_date_v1"'])(
    'If-None-Match %s is answered by 304, also for bad parameters',
    async (tag) => {
      const answer = await get('/aggregates_by/submission_date/channels/x/?foo=1', { 'If-None-Match': tag })
      expect(answer.status).toBe(304)
      expect(answer.headers.get('ETag')).toBe('"submission_date_v1"')
      expect(answer.headers.get('Cache-Control')).toBe('max-age=86400')
    },
  )

  test('say how long an answer may be kept', async () => {
    const bySubmission = await get(BY_SUBMISSION, { 'If-None-Match': 'submission_date_v1_' })
    expect(bySubmission.status).toBe(200)
    expect(bySubmission.headers.get('ETag')).toBe('"submission_date_v1"')
    expect(bySubmission.headers.get('Cache-Control')).toBe('max-age=86400')
    const byBuild = await get(GC, { 'If-None-Match': 'submission_date_v1' })
    expect(byBuild.status).toBe(200)
    expect(byBuild.headers.get('ETag')).toBeNull()
    const seconds = Number(/^max-age=(\d+)$/.exec(byBuild.headers.get('Cache-Control') ?? '')?.[1])
    expect(seconds).toBeGreaterThan(89_000)
    expect(seconds).toBeLessThanOrEqual(90_000)
  })

  test('let pages of other sites ask', async () => {
    const answer = await get(GC, { Origin: 'https://example.com', 'Access-Control-Request-Method': 'GET' }, 'OPTIONS')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type')
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Authorization')
  })

  test('of HEAD are those of GET, without a body', async () => {
    const answer = await get(GC, {}, 'HEAD')
    expect([answer.status, answer.headers.get('Content-Type'), await answer.text()]).toEqual([
      200,
      'application/json',
      '',
    ])
    expect(answer.headers.get('X-Frame-Options')).toBe('DENY')
    expect(answer.headers.get('Content-Security-Policy')).toBe("frame-ancestors 'none'; default-src 'self'")
  })

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('%s is understood', async (encoding, unpack) => {
    const path = `${NIGHTLY}?version=41&dates=20180615&metric=CLICKS`
    const plain = await raw(path, {})
    const packed = await raw(path, { 'Accept-Encoding': `${encoding};q=0.9, identity` })
    expect([plain.encoding, packed.encoding]).toEqual([undefined, encoding])
    expect(unpack(packed.body).toString()).toBe(plain.body.toString())
  })

  test('an encoding that is refused is not sent', async () => {
    const path = `${NIGHTLY}?version=41&dates=20180615&metric=CLICKS`
    expect((await raw(path, { 'Accept-Encoding': 'br;q=0, gzip;q=0' })).encoding).toBeUndefined()
  })
})

/** Without fetch's own decompression. */
function raw(path: string, headers: Record<string, string>): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { headers }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) })
    })
    sent.on('error', reject).end()
  })
}

describe('clients', () => {
  test('may leave out the last slash, and ask with long URLs', async () => {
    const answer = await get(GC.replace('nightly/', 'nightly'))
    expect([answer.status, answer.headers.get('Location')]).toEqual([308, GC])
    const dates = Array.from({ length: 440 }, (_, index) => 20_100_101 + index).join(',')
    const long = `${NIGHTLY}?version=41&metric=GC_MS&dates=20180615,${dates}`
    expect(long.length).toBeGreaterThan(4000)
    expect((await get(long)).status).toBe(200)
  })

  test('that send ten megabytes of URL are refused, and others go on', async () => {
    const answer = await exchange(`GET /${'x'.repeat(10_000_000)} HTTP/1.1\r\n`)
    expect(answer === '' || answer.startsWith('HTTP/1.1 431')).toBe(true)
    expect((await get('/status')).status).toBe(200)
  })

  test.each([
    ['of HTTP/1.0 may name no host', 'GET /status HTTP/1.0', 200],
    ['that name a host that cannot be are refused', 'GET /status HTTP/1.1\r\nHost: a b\r\nConnection: close', 400],
  ])('%s', async (_, head, status) => {
    const answer = await exchange(`${head}\r\n\r\n`)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*Access-Control-Allow-Origin: \\*`, 'i'))
  })

  test('may come a thousand at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => get(`${GC}&label=${index % 40 || ''}`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]))
  })
})

/** What comes back for these bytes until the connection ends; empty where it is cut at once. */
function exchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', () => resolve(text))
  })
}

describe('what the service says of itself', () => {
  test.each(['/status', '/__heartbeat__', '/__lbheartbeat__', '/__version__', '/openapi.json'])('%s', async (path) => {
    expect((await get(path)).status).toBe(200)
  })

  test('there is no gate to ask where no token is set', async () => {
    expect((await get('/authed')).status).toBe(404)
  })
})

test('the release gate hides release and what is not public from who has no token', async () => {
  const gated = await serve(folder, '--release-token', 'secret')
  try {
    const status = async (path: string, token?: string) =>
      (await fetch(gated.url + path, { headers: token ? { Authorization: `Bearer ${token}` } : {} })).status
    const release = '/aggregates_by/build_id/channels/release'
    const query = '?version=41&dates=20180615&metric='
    for (const path of [`${release}/dates/`, '/filters/?channel=release&version=41', `${release}/${query}GC_MS`]) {
      expect([path, await status(path), await status(path, 'wrong'), await status(path, 'secret')]).toEqual([
        path,
        403,
        403,
        200,
      ])
    }
    expect(await status(`${release}/${query}SCALARS_TELEMETRY.TEST.KEYED_UNSIGNED_INT`)).toBe(200)
    expect(await status(`${NIGHTLY}${query}SCALARS_TELEMETRY.EVENT_COUNTS`)).toBe(403)
    expect(await status(`${NIGHTLY}${query}SCALARS_TELEMETRY.EVENT_COUNTS`, 'secret')).toBe(200)
    const lower = { headers: { Authorization: 'bearer secret' } }
    expect((await fetch(`${gated.url}${release}/dates/`, lower)).status).toBe(200)
    const channels = await fetch(`${gated.url}/aggregates_by/build_id/channels/`)
    expect(await channels.json()).toEqual(['nightly'])
    const { metric } = (await (await fetch(`${gated.url}/filters/?channel=nightly&version=41`)).json()) as {
      metric: string[]
    }
    expect(metric).not.toContain('SCALARS_TELEMETRY.EVENT_COUNTS')
    expect([await status('/authed'), await status('/clear-cache'), await status('/clear-cache', 'secret')]).toEqual([
      200, 403, 200,
    ])
  } finally {
    expect(await gated.stop()).toBe(0)
    expect(gated.errors()).not.toContain('secret')
  }
})

test('asked to stop, it answers what it has been asked before', async () => {
  const stopping = await serve(folder)
  const answers = Array.from({ length: 40 }, (_, index) => fetch(`${stopping.url}${GC}&label=${index || ''}`))
  await Promise.any(answers)
  const ended = stopping.stop()
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200, 404]))
  expect(await ended).toBe(0)
})

test('new data appear by themselves; a warehouse that is gone or broken is 503, and comes back', async () => {
  const other = temporaryFolder()
  const reading = await serve(other)
  const status = async () => {
    const answer = await fetch(reading.url + GC)
    if (answer.status === 503) expect(answer.headers.get('Retry-After')).toBe('30')
    return answer.status
  }
  try {
    expect(await status()).toBe(503)
    loadDefinitions(other, [LINEAR])
    loadAggregates(other, AGGREGATES.slice(3, 4))
    expect(await status()).toBe(404)
    loadAggregates(other, AGGREGATES.slice(0, 2))
    await expect.poll(status, { timeout: 5000 }).toBe(200)
    rmSync(other.file('warehouse'), { recursive: true })
    await expect.poll(status, { timeout: 5000 }).toBe(503)
    expect((await fetch(`${reading.url}/status`)).status).toBe(200)
    loadDefinitions(other, [LINEAR])
    loadAggregates(other, AGGREGATES.slice(0, 2))
    await expect.poll(status, { timeout: 5000 }).toBe(200)
  } finally {
    expect(await reading.stop()).toBe(0)
    other[Symbol.dispose]()
  }
})
