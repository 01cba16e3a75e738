import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { FileFormat } from './file-format.ts'

/** Characters kept in memory: an export of thousands of files must neither fill it nor hold thousands of files open. */
const MOST_WAITING = 64 * 1024

/** A file that grows row by row at a temporary path. */
export class FileSpool {
  readonly path: string
  readonly #format: FileFormat
  #waiting: string[]
  #waitingLength = 0
  #rows = 0

  constructor(path: string, format: FileFormat) {
    this.path = path
    this.#format = format
    this.#waiting = [format.start]
  }

  get rows(): number {
    return this.#rows
  }

  /** @returns whether so much waits that `flush` should follow */
  add(row: string): boolean {
    const text = this.#rows === 0 ? row : this.#format.between + row
    this.#rows += 1
    this.#waiting.push(text)
    this.#waitingLength += text.length
    return this.#waitingLength > MOST_WAITING
  }

  async flush(): Promise<void> {
    await appendFile(this.path, this.#waiting.join(''))
    this.#waiting = []
    this.#waitingLength = 0
  }

  async end(): Promise<void> {
    this.#waiting.push(this.#format.end)
    await this.flush()
  }
}

/** Replaces a file by its gzip form. The same content gives the same bytes: the header names neither file nor time. */
export async function compressFile(path: string): Promise<void> {
  const compressed = `${path}.gz`
  await pipeline(createReadStream(path), createGzip({ level: 9 }), createWriteStream(compressed))
  await rename(compressed, path)
}
