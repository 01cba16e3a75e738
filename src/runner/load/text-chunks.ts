import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DiagnosticsError, UsageError } from '../../errors.ts'

/** A path, `-` for stdin, or a stream with a name for messages. */
export type RowFile = string | { readonly name: string; readonly stream: Readable }

const CHUNK_BYTES = 1 << 18

export function fileName(file: RowFile): string {
  if (typeof file !== 'string') return file.name
  return file === '-' ? '<stdin>' : file
}

/**
 * The text of a file piece by piece, unpacked where it is gzipped (whatever its name), without a byte order mark. Bytes that are no
 * UTF-8 become U+FFFD, as in BigQuery.
 *
 * @throws {UsageError} `no-such-file`, `unreadable-file`
 * @throws {DiagnosticsError} `invalid-gzip`
 */
export async function* textChunks(file: RowFile): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  try {
    for await (const chunk of unpacked(openFile(file))) {
      const text = decoder.decode(chunk, { stream: true })
      if (text !== '') yield text
    }
  } catch (error) {
    throw readFailure(error, fileName(file))
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

function openFile(file: RowFile): Readable {
  if (typeof file !== 'string') return file.stream
  return file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES })
}

async function* unpacked(stream: Readable): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done) return
  const all = rejoined(Buffer.from(first.value), chunks)
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* all
  const { Readable: Stream, pipeline } = await import('node:stream')
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  // Its errors are thrown where the output is read.
  pipeline(Stream.from(all), gunzip, () => {})
  yield* gunzip as AsyncIterable<Buffer>
}

async function* rejoined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield Buffer.from(next.value)
}

export function readFailure(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new UsageError('no-such-file', `there is no file ${path}`)
  if (code === 'EISDIR') return new UsageError('unreadable-file', `${path} is a folder; name the files in it`)
  if (code === 'EACCES' || code === 'EPERM')
    return new UsageError('unreadable-file', `${path} cannot be read: ${message}`)
  if (code?.startsWith('Z_')) {
    return new DiagnosticsError([
      { severity: 'error', code: 'invalid-gzip', path, message: `the file is damaged or cut short: ${message}` },
    ])
  }
  return error
}
