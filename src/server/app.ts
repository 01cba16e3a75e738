import { type Context, Hono } from 'hono'
import { BqetlError } from '../errors.ts'
import type { AggregateStore } from './aggregate-store.ts'
import {
  channelsAnswer,
  type DataRequest,
  datesAnswer,
  ETAG,
  ETAG_HEADERS,
  filtersAnswer,
  metricAnswer,
} from './aggregates.ts'
import { type Answer, jsonAnswer, problem } from './answer.ts'
import { answerCache, chooseEncoding, type KeptAnswer } from './answer-cache.ts'
import { freshVersion } from './fresh-version.ts'
import { openApiDocument } from './openapi.ts'
import { type PageFiles, wantsPage } from './page-files.ts'
import type { ReleaseGate } from './release-gate.ts'

export interface AppOptions {
  readonly store: AggregateStore
  readonly gate: ReleaseGate
  /** Of the program, for `/__version__`. */
  readonly programVersion: string
  /** What answers may take in memory. */
  readonly cacheBytes: number
  /** How long new data may stay unseen. */
  readonly refreshMs: number
  readonly now: () => number
  /** For people at `/`; absent: none. */
  readonly page?: PageFiles
  /** Hears of what clients see as 500 or 503. */
  readonly onFailure: (error: unknown) => void
}

export interface App {
  fetch(request: Request): Response | Promise<Response>
}

const CACHE_MS = 24 * 3_600_000
/** What the original adds to what is left of its cache. */
const EXTRA_SECONDS = 3600
const RETRY_AFTER_SECONDS = '30'
const METHODS = 'GET, HEAD, OPTIONS'

const EVERY_ANSWER = {
  'Access-Control-Allow-Origin': '*',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "frame-ancestors 'none'; default-src 'self'",
}

/**
 * The HTTP service of the aggregates.
 *
 * @see spec/seeds.md §4.6
 */
export function createApp(options: AppOptions): App {
  const { store, gate, now } = options
  const cache = answerCache({ bytes: options.cacheBytes, ageMs: CACHE_MS, now })
  const version = freshVersion(() => store.version(), {
    everyMs: options.refreshMs,
    now,
    onChange: () => cache.clear(),
  })

  const data = (make: (request: DataRequest, context: Context) => Promise<Answer>) => async (context: Context) => {
    const isAuthorized = gate.isAuthorized(context.req.header('Authorization'))
    const current = await version()
    const { url } = context.req
    const kept = await cache.get(`${isAuthorized} ${current} ${url.slice(url.indexOf('/', 'https://'.length))}`, () => {
      const { pathname, searchParams } = new URL(url)
      return make({ path: pathname, parameters: firstValues(searchParams), isAuthorized, version: current }, context)
    })
    return send(kept, context.req.header('Accept-Encoding'))
  }

  const vary = (more: string | undefined) =>
    [...(more ? [more] : []), 'Accept-Encoding', ...(gate.isClosed ? ['Authorization'] : [])].join(', ')

  const send = async (kept: KeptAnswer, acceptEncoding: string | undefined) => {
    const encoding = chooseEncoding(acceptEncoding, kept.length)
    const { status, headers } = kept
    return respond({
      status,
      body: await kept.bytes(encoding),
      headers: {
        ...headers,
        ...(status === 200 && { Vary: vary(headers.Vary) }),
        ...(status === 200 && headers['Cache-Control'] === undefined && maxAge(kept.since, now())),
        ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
      },
    })
  }

  const app = new Hono()
  app.options('*', () => respond({ status: 204, headers: PREFLIGHT, body: '' }))
  app.get('/status', () => respond({ status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'OK' }))
  app.get('/__lbheartbeat__', () => respond(jsonAnswer('{"status":"ok"}', NOT_KEPT)))
  app.get('/__heartbeat__', async () => {
    await store.version()
    return respond(jsonAnswer('{"status":"ok"}', NOT_KEPT))
  })
  app.get('/__version__', () =>
    respond(jsonAnswer(JSON.stringify({ name: 'bqetl', version: options.programVersion }), NOT_KEPT)),
  )
  app.get('/openapi.json', () => respond(jsonAnswer(JSON.stringify(openApiDocument(options.programVersion)))))
  if (gate.isClosed) {
    const isAuthorized = (context: Context) => gate.isAuthorized(context.req.header('Authorization'))
    app.get('/authed', (context) => respond(jsonAnswer(JSON.stringify({ authed: isAuthorized(context) }), NOT_KEPT)))
    app.get('/clear-cache', (context) => {
      if (!isAuthorized(context)) return respond(problem(403, 'a valid token is needed'))
      cache.clear()
      return respond(jsonAnswer('{"cleared":true}', NOT_KEPT))
    })
  }
  app.get(
    '/filters/',
    data((request) => filtersAnswer(store, request)),
  )
  app.get(
    '/aggregates_by/:prefix/channels/',
    data((request, { req }) => channelsAnswer(store, req.param('prefix')!, request)),
  )
  app.get(
    '/aggregates_by/:prefix/channels/:channel/dates/',
    data((request, { req }) => datesAnswer(store, req.param('prefix')!, req.param('channel')!, request)),
  )
  const metric = data((request, { req }) => metricAnswer(store, req.param('prefix')!, req.param('channel')!, request))
  app.get('/aggregates_by/:prefix/channels/:channel/', (context) => {
    const isKnown = context.req.param('prefix') === 'submission_date' && names(context.req.header('If-None-Match'))
    return isKnown ? respond({ status: 304, headers: ETAG_HEADERS, body: '' }) : metric(context)
  })
  const { page } = options
  const file = (answer: Answer, { req }: Context) =>
    cache.get(req.path, () => Promise.resolve(answer)).then((kept) => send(kept, req.header('Accept-Encoding')))
  app.get('/', (context) =>
    page && wantsPage(context.req.header('Accept')) ? file(page.page, context) : respond(unknownPath(context)),
  )
  for (const [path, answer] of page?.assets ?? []) app.get(path, (context) => file(answer, context))
  for (const path of WITHOUT_SLASH) app.get(path, (context) => redirected(context))
  app.all('*', (context) => respond(unknownPath(context)))
  app.onError((error) => {
    options.onFailure(error)
    return respond(failure(error))
  })
  return app
}

const PREFLIGHT = {
  Allow: METHODS,
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Allow-Headers': 'Content-Type, Authorization',
  'Access-Control-Max-Age': '86400',
}
const NOT_KEPT = { 'Cache-Control': 'no-store' }

const WITHOUT_SLASH = [
  '/filters',
  '/aggregates_by/:prefix/channels',
  '/aggregates_by/:prefix/channels/:channel',
  '/aggregates_by/:prefix/channels/:channel/dates',
]

/** Of a name that is given twice the first value counts. */
function firstValues(parameters: URLSearchParams): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of parameters) if (!values.has(name)) values.set(name, value)
  return values
}

function maxAge(since: number, now: number): Readonly<Record<string, string>> {
  const left = Math.max(0, Math.ceil((since + CACHE_MS - now) / 1000))
  return { 'Cache-Control': `max-age=${left + EXTRA_SECONDS}` }
}

/** Whether If-None-Match names the constant: bare as the original took it, or quoted as clients send it, also weak. */
function names(ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1') === ETAG)
}

function redirected({ req }: Context): Response {
  const { pathname, search } = new URL(req.url)
  return respond({ status: 308, headers: { Location: `${pathname}/${search}` }, body: '' })
}

function unknownPath({ req }: Context): Answer {
  if (req.method === 'GET') return problem(404, 'there is no such path')
  return problem(405, `only ${METHODS}`, { Allow: METHODS })
}

/** What cannot be told now may be told later; a bug is a bug. */
function failure(error: unknown): Answer {
  if (!(error instanceof BqetlError)) return problem(500, 'this is a bug in bqetl')
  return problem(503, 'the warehouse cannot answer now', { 'Retry-After': RETRY_AFTER_SECONDS, ...NOT_KEPT })
}

function respond({ status, headers, body }: Omit<Answer, 'body'> & { readonly body: string | Uint8Array }): Response {
  const hasBody = status !== 204 && status !== 304
  return new Response(hasBody ? (body as string) : null, { status, headers: { ...EVERY_ANSWER, ...headers } })
}
