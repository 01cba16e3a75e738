import { FILTERS } from './metric-request.ts'

/** What the service says of itself, as OpenAPI 3.1. */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Telemetry aggregates',
      version,
      description: 'Distributions of histograms and scalars by channel, version and date.',
    },
    paths: {
      '/status': { get: operation('Whether the service runs', { 200: textAnswer('OK') }) },
      '/__heartbeat__': {
        get: operation('Whether the warehouse answers', { 200: json({ type: 'object' }), 503: UNAVAILABLE }),
      },
      '/__lbheartbeat__': { get: operation('Whether the service runs', { 200: json({ type: 'object' }) }) },
      '/__version__': { get: operation('The version of the program', { 200: json({ type: 'object' }) }) },
      '/filters/': {
        get: operation(
          'Values that can be filtered by',
          { 200: json(FILTER_VALUES), ...HIDDEN, 404: PROBLEM, 503: UNAVAILABLE },
          [query('channel', true), query('version', true)],
        ),
      },
      '/aggregates_by/{prefix}/channels/': {
        get: operation('Channels that have data', { 200: json(list({ type: 'string' })), 503: UNAVAILABLE }, [
          ANY_PREFIX,
        ]),
      },
      '/aggregates_by/{prefix}/channels/{channel}/dates/': {
        get: operation(
          'Dates of a channel, newest first',
          { 200: json(list(VERSION_DATE)), ...HIDDEN, 503: UNAVAILABLE },
          [ANY_PREFIX, CHANNEL],
        ),
      },
      '/aggregates_by/{prefix}/channels/{channel}/': {
        get: operation(
          'The distribution of a metric, an entry for each date and label',
          {
            200: json(DISTRIBUTION),
            304: { description: 'Not modified' },
            ...HIDDEN,
            404: PROBLEM,
            405: PROBLEM,
            503: UNAVAILABLE,
          },
          [
            PREFIX,
            CHANNEL,
            query('version', true),
            query('dates', true, 'comma-separated, YYYYMMDD'),
            query('metric', true),
            ...Object.keys(FILTERS).map((name) => query(name, false)),
          ],
        ),
      },
    },
  }
}

type Schema = Readonly<Record<string, unknown>>

const list = (items: Schema): Schema => ({ type: 'array', items })
const INTEGERS = list({ type: 'integer' })
const VERSION_DATE = record({ date: { type: 'string', pattern: '^[0-9]{8}$' }, version: { type: 'string' } })
const FILTER_VALUES = record(
  Object.fromEntries(
    ['metric', 'application', 'architecture', 'os', 'child'].map((name) => [name, list({ type: 'string' })]),
  ),
)
const DISTRIBUTION = record({
  buckets: list({ type: ['integer', 'string'] }),
  kind: { enum: ['flag', 'boolean', 'count', 'enumerated', 'linear', 'exponential', 'categorical'] },
  description: { type: 'string' },
  data: list(
    record({
      date: { type: 'string' },
      label: { type: 'string' },
      histogram: INTEGERS,
      count: { type: 'integer' },
      sum: { type: 'integer' },
    }),
  ),
})

const PREFIX = { name: 'prefix', in: 'path', required: true, schema: { enum: ['build_id', 'submission_date'] } }
/** One that is not known has no channels and dates; that is no error. */
const ANY_PREFIX = { ...PREFIX, schema: { type: 'string', examples: ['build_id', 'submission_date'] } }
const CHANNEL = { name: 'channel', in: 'path', required: true, schema: { type: 'string' } }
const PROBLEM = {
  description: 'Nothing was found, or the request is wrong',
  ...content(record({ error: { type: 'string' } })),
}
const UNAVAILABLE = {
  description: 'The warehouse cannot answer now',
  ...content(record({ error: { type: 'string' } })),
}
/** Where the release gate is closed. */
const HIDDEN = { 403: { description: 'Not public', ...content(record({ error: { type: 'string' } })) } }

function operation(summary: string, responses: Schema, parameters: readonly Schema[] = []) {
  return { summary, parameters, responses }
}

function query(name: string, required: boolean, description?: string): Schema {
  return { name, in: 'query', required, schema: { type: 'string' }, ...(description && { description }) }
}

function record(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

function content(schema: Schema) {
  return { content: { 'application/json': { schema } } }
}

function json(schema: Schema) {
  return { description: 'OK', ...content(schema) }
}

function textAnswer(text: string) {
  return { description: text, content: { 'text/plain': { schema: { type: 'string' } } } }
}
