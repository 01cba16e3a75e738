import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { App } from './app.ts'

export interface Listening extends AsyncDisposable {
  /** `http://HOST:PORT` */
  readonly url: string
}

/** Milliseconds: to send a request's head, all of a request, to be silent in the middle, and between two requests. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, timeout: 60_000, keepAliveTimeout: 15_000 }
/** Of a request's head: a URL of 4,094 characters, the longest that clients send, fits many times. */
const MOST_HEADER_BYTES = 32 * 1024
/** What is under way may end; then connections are cut. */
const GRACE_MS = 5000

/**
 * Serves an app on a TCP port. Disposing of it takes no new connection, lets answers end and cuts those that do not.
 *
 * @param port 0 for any that is free
 * @throws the system's error, such as EADDRINUSE
 */
export async function listen(app: App, { host, port }: { host: string; port: number }): Promise<Listening> {
  const answer = getRequestListener((request) => app.fetch(request), {
    // HTTP/1.0 needs no Host, and health checks send none
    hostname: 'localhost',
    errorHandler: () => new Response(null, { status: 400, headers: { 'Access-Control-Allow-Origin': '*' } }),
  })
  const options = { maxHeaderSize: MOST_HEADER_BYTES, connectionsCheckingInterval: 5000 }
  const server = createServer(options, (request, response) => void answer(request, response))
  Object.assign(server, LIMITS)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) socket.end(refusal(error.code))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  return { url: addressOf(server), [Symbol.asyncDispose]: () => close(server) }
}

/** What Node has refused before it is a request. */
function refusal(code: string | undefined): string {
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  return `HTTP/1.1 ${status}\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  // kept alive, each would otherwise wait for another request once it has its answer
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}
