import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { qualify } from '../../src/generator/sql/qualify.ts'
import { createApi, type RetryPolicy } from '../../src/runner/bigquery/api.ts'
import { ApiFailure } from '../../src/runner/bigquery/api-failure.ts'
import { openClient } from '../../src/runner/bigquery/client.ts'
import { explainFailure } from '../../src/runner/bigquery/explain-failure.ts'

const SQL = 'SELECT\n  nane,\n\tother\nFROM d.t WHERE x = 1'
const TEXT = qualify({ sql: SQL, parameters: [], defaultProject: 'p' }, {})

/** Messages as BigQuery writes them. */
const MESSAGES: readonly (readonly [reason: string, message: string, code: string, at: string | undefined])[] = [
  ['invalidQuery', 'Unrecognized name: nane; Did you mean name? at [2:3]', 'unknown-column', 'nane'],
  ['invalidQuery', 'Unrecognized name: other at [3:9]', 'unknown-column', 'other'],
  ['invalidQuery', 'Unrecognized name: x at [4:20]', 'unknown-column', 'x'],
  ['invalidQuery', 'Unrecognized name: nane', 'unknown-column', 'nane'],
  ['notFound', 'Not found: Table p:d.t was not found in location US', 'unknown-table', 't'],
  ['invalidQuery', 'Syntax error: Unexpected keyword FROM at [4:1]', 'syntax', 'FROM'],
  ['invalidQuery', 'Function not found: nofn at [2:3]', 'unknown-function', 'nane'],
  ['invalidQuery', 'Something of its own at [4:1]', 'invalid-query', 'FROM'],
  ['invalidQuery', 'division by zero: 1 / 0', 'query-failed', undefined],
  ['invalidQuery', 'Query error: Bad int64 value: x at [2:3]', 'query-failed', undefined],
  ['invalidQuery', 'my own ERROR', 'query-failed', undefined],
  [
    'invalid',
    'Some rows belong to different partitions rather than destination partition t$20240228',
    'row-of-other-partition',
    undefined,
  ],
  [
    'invalid',
    'Provided Schema does not match Table p:d.t. Cannot add fields (field: more)',
    'schema-mismatch',
    undefined,
  ],
  ['resourcesExceeded', 'Resources exceeded during query execution', 'query-failed', undefined],
  ['stopped', 'Job execution was cancelled: User requested cancellation', 'cancelled', undefined],
]

describe('BigQuery’s message is told in our codes, at its place', () => {
  test.each(MESSAGES)('%s: %s', (reason, message, code, at) => {
    const told = explainFailure(new ApiFailure(reason, message, { what: 'job j' }), { text: TEXT })
    expect(told).toMatchObject({ code })
    const { span } = told as { span?: { start: number; end: number } }
    const word = span && SQL.slice(span.start, span.end)
    expect(at === 't' ? word?.endsWith('t') : word === at).toBe(true)
  })
})

const QUICK: RetryPolicy = {
  firstPauseMs: 5,
  longestPauseMs: 20,
  giveUpAfterMs: 2_000,
  giveUpUnheardAfterMs: 100,
  attemptTimeoutMs: 500,
}
type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An HTTP server of its own that gives one answer after the other, and how often it was asked. */
async function ask(answers: readonly Answer[], path = 'x') {
  let asked = 0
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)]!
    asked += 1
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  using client = await openClient({ jobProject: 'p', apiEndpoint: `http://127.0.0.1:${port}` })
  try {
    const call = createApi(client.send, QUICK).call({ method: 'GET', path, what: 'it' })
    return { outcome: await call.catch((error: unknown) => error), asked: () => asked }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const ok: Answer = (_, response) => response.end('{"n":9007199254740993,"text":"{{projectId}}"}')
const refuse =
  (status: number, body: string): Answer =>
  (_, response) => {
    response.statusCode = status
    response.end(body)
  }
const hang: Answer = () => {}
const reset: Answer = (request) => request.socket.resetAndDestroy()

describe('a call', () => {
  test('is tried again when the connection breaks, when no answer comes, and when the server is busy', async () => {
    const { outcome, asked } = await ask([reset, hang, refuse(503, 'busy'), ok])
    expect(outcome).toMatchObject({ text: '{{projectId}}' })
    expect(asked()).toBe(4)
  })

  test('that is aborted before it is sent, or while it waits, throws and no more', async () => {
    using client = await openClient({ jobProject: 'p', apiEndpoint: 'http://127.0.0.1:9' })
    const body = { configuration: { query: { query: SQL } } }
    for (const signal of [AbortSignal.abort(new Error('stop')), AbortSignal.timeout(1)]) {
      const request = { method: 'POST', path: 'x', body, timeoutMs: 500, signal } as const
      await expect(client.send(request)).rejects.toThrow()
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  })

  test('is not tried again when it was refused', async () => {
    const body = '{"error":{"code":403,"message":"no","errors":[{"reason":"accessDenied","message":"no"}]}}'
    const { outcome, asked } = await ask([refuse(403, body), ok])
    expect(outcome).toMatchObject({ reason: 'accessDenied', status: 403 })
    expect(asked()).toBe(1)
  })

  test('ends when nothing helps', async () => {
    const { outcome } = await ask([refuse(503, 'busy')])
    expect(outcome).toMatchObject({ status: 503, message: expect.stringContaining('busy') })
  })

  test('says what answered when it was not BigQuery', async () => {
    const { outcome } = await ask([(_, response) => response.end('<html>log in to the hotel')])
    expect(outcome).toMatchObject({ reason: 'network', message: expect.stringContaining('log in to the hotel') })
  })
})

describe('an address where nobody listens', () => {
  test('is told soon where nobody ever has, and with the address', async () => {
    using client = await openClient({ jobProject: 'p', apiEndpoint: 'http://127.0.0.1:9' })
    const start = performance.now()
    const error = await createApi(client.send, QUICK)
      .call({ method: 'GET', path: 'x', what: 'it' })
      .catch((error: unknown) => explainFailure(error))
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(error).toMatchObject({
      code: 'network',
      exitCode: 3,
      message: 'nothing answers at http://127.0.0.1:9: connect ECONNREFUSED 127.0.0.1:9',
    })
  })

  test('is tried for long where somebody has answered before', async () => {
    let asked = 0
    const listening = async () => ({ status: 200, text: '{}' })
    const gone = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' })
    }
    const api = createApi(() => (asked++ === 0 ? listening() : gone()), { ...QUICK, giveUpAfterMs: 400 })
    await api.call({ method: 'GET', path: 'x', what: 'it' })
    const start = performance.now()
    await expect(api.call({ method: 'GET', path: 'x', what: 'it' })).rejects.toMatchObject({ reason: 'network' })
    expect(performance.now() - start).toBeGreaterThan(350)
  })
})
