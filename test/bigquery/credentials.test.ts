import { createServer } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { openBigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'

const QUICK = {
  firstPauseMs: 5,
  longestPauseMs: 10,
  giveUpAfterMs: 0,
  giveUpUnheardAfterMs: 0,
  attemptTimeoutMs: 10_000,
}

afterEach(() => vi.unstubAllEnvs())

/**
 * A machine of Google's, as far as the libraries ask: its metadata server gives tokens, and a proxy hears where requests go; it lets none
 * through.
 */
async function googleMachine() {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url?.split('?')[0]}`)
    response.setHeader('Metadata-Flavor', 'Google')
    response.setHeader('content-type', 'application/json')
    response.end(
      request.url?.includes('token')
        ? '{"access_token":"S3CRET","expires_in":3600,"token_type":"Bearer"}'
        : '"default"',
    )
  })
  server.on('connect', (request, socket) => {
    heard.push(`CONNECT ${request.url}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  vi.stubEnv('GCE_METADATA_HOST', `127.0.0.1:${port}`)
  vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present')
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`)
  vi.stubEnv('NO_PROXY', '127.0.0.1')
  vi.stubEnv('HOME', '/nonexistent')
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined)
  return { heard, [Symbol.dispose]: () => void server.close() }
}

async function failure(options: { readonly impersonateServiceAccount?: string } = {}): Promise<Error> {
  await using warehouse = await openBigQueryWarehouse({ jobProject: 'p', retry: QUICK, ...options })
  return await warehouse.query({ sql: 'SELECT 1', parameters: [], defaultProject: 'p' }).then(
    () => new Error('it was answered'),
    (error: Error) => error,
  )
}

test('application default credentials are those of the machine, and go to BigQuery', async () => {
  using machine = await googleMachine()
  const error = await failure()
  expect(machine.heard).toContain('GET /computeMetadata/v1/instance/service-accounts/default/token')
  expect(machine.heard.at(-1)).toBe('CONNECT bigquery.googleapis.com:443')
  expect(JSON.stringify(error) + error.message).not.toContain('S3CRET')
})

test('another service account is impersonated with them', async () => {
  using machine = await googleMachine()
  const error = await failure({ impersonateServiceAccount: 'etl@p.iam.gserviceaccount.com' })
  expect(machine.heard).toContain('GET /computeMetadata/v1/instance/service-accounts/default/token')
  expect(machine.heard.at(-1)).toBe('CONNECT iamcredentials.googleapis.com:443')
  expect(error).toMatchObject({ exitCode: 3 })
  expect(JSON.stringify(error) + error.message).not.toContain('S3CRET')
})
