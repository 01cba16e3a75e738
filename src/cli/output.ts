import { once } from 'node:events'

let isWritten = false

/** Whether a document of this command has begun, so that no second one may follow it. */
export const hasWritten = (): boolean => isWritten

/** So much is held back before the first byte goes out: what fails early prints nothing, not half a document. */
const HELD_BACK = 1_000_000

/** Writes every piece to stdout, waiting where the reader is slower than we are. */
export async function writeAll(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let held: string | undefined = ''
  for await (const piece of pieces) {
    if (held === undefined) await write(piece)
    else held += piece
    if (held !== undefined && held.length > HELD_BACK) {
      await write(held)
      held = undefined
    }
  }
  if (held !== undefined) await write(held)
}

async function write(text: string): Promise<void> {
  isWritten = true
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** One JSON document on stdout. */
export function writeJson(value: unknown): void {
  isWritten = true
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
