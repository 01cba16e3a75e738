import { connect, createServer, type Socket } from 'node:net'

/** What happens to a request instead of being passed on. */
export type Fault =
  /** The connection is reset before the server has heard of it. */
  | { readonly kind: 'reset' }
  /** The server does its work; then the connection is reset after so many bytes of its answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Passed on, but later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Answered by the proxy, as BigQuery would answer. */
  | { readonly kind: 'answer'; readonly status: number; readonly reason: string; readonly message: string }

interface Rule {
  readonly pattern: RegExp
  readonly fault: Fault
  left: number
}

/** A real proxy of TCP in front of an API server; requests are told apart by their text. */
export interface TcpProxy extends AsyncDisposable {
  readonly url: string
  /** The next `times` requests whose text matches. */
  break(pattern: RegExp, fault: Fault, times?: number): void
  /** How many requests have matched so far, broken or not. */
  count(pattern: RegExp): number
  /** Faults that nobody has met yet. */
  unmet(): number
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl)
  const rules: Rule[] = []
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('close', () => sockets.delete(client))
    client.on('error', () => {})
    serve(client, target, (text) => {
      requests.push(text)
      const rule = rules.find(({ pattern, left }) => left > 0 && pattern.test(text))
      if (rule) rule.left -= 1
      return rule?.fault
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    break: (pattern, fault, times = 1) => rules.push({ pattern, fault, left: times }),
    count: (pattern) => requests.filter((text) => pattern.test(text)).length,
    unmet: () => rules.reduce((sum, { left }) => sum + left, 0),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** One request of a connection after the other; a head with a length is awaited with its body. */
function serve(client: Socket, target: URL, judge: (request: string) => Fault | undefined): void {
  let pending = Buffer.alloc(0)
  const upstream = connect(Number(target.port), target.hostname)
  let bytesLeft = Number.POSITIVE_INFINITY
  upstream.on('error', () => client.resetAndDestroy())
  upstream.on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
  upstream.on('data', (chunk) => {
    const passed = chunk.subarray(0, Math.min(chunk.length, bytesLeft))
    bytesLeft -= passed.length
    if (bytesLeft > 0) client.write(passed)
    else client.resetAndDestroy()
  })
  client.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    if (!isWhole(pending)) return
    const request = pending
    pending = Buffer.alloc(0)
    const fault = judge(request.toString('latin1'))
    if (fault?.kind === 'reset') client.resetAndDestroy()
    if (fault?.kind === 'answer') client.end(answerText(fault))
    if (fault?.kind === 'reset' || fault?.kind === 'answer') return
    if (fault?.kind === 'cut') bytesLeft = Math.max(1, fault.afterBytes)
    setTimeout(() => upstream.write(request), fault?.kind === 'delay' ? fault.ms : 0)
  })
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = bytes.subarray(0, end).toString('latin1')
  if (/transfer-encoding: chunked/i.test(head)) return bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return bytes.length >= end + 4 + length
}

function answerText({ status, reason, message }: Extract<Fault, { kind: 'answer' }>): string {
  const body = JSON.stringify({ error: { code: status, message, errors: [{ reason, message, domain: 'global' }] } })
  const length = Buffer.byteLength(body)
  return `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`
}
