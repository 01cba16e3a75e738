import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Answer } from './answer.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

/** An answer as it is kept: its bytes in each encoding that somebody has asked for. */
export interface KeptAnswer extends Omit<Answer, 'body'> {
  /** Bytes, before compression. */
  readonly length: number
  /** When it was made, milliseconds since 1970. */
  readonly since: number
  bytes(encoding: Encoding): Promise<Uint8Array>
}

/** Shorter ones cost more to compress than to send. */
const LEAST_TO_COMPRESS = 512
const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) }
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

function keep({ body, ...answer }: Answer, since: number): KeptAnswer {
  const identity = Buffer.from(body, 'utf8')
  const packed = new Map<Encoding, Promise<Uint8Array>>()
  return {
    ...answer,
    length: identity.length,
    since,
    bytes: (encoding) => {
      if (encoding === 'identity') return Promise.resolve(identity)
      const known = packed.get(encoding) ?? (encoding === 'br' ? pack.br(identity, BROTLI) : pack.gzip(identity))
      packed.set(encoding, known)
      return known
    },
  }
}

/** The encoding to send, of those that the client takes. */
export function chooseEncoding(acceptEncoding: string | undefined, bodyLength: number): Encoding {
  if (acceptEncoding === undefined || bodyLength < LEAST_TO_COMPRESS) return 'identity'
  return (['br', 'gzip'] as const).find((encoding) => takes(acceptEncoding, encoding)) ?? 'identity'
}

function takes(acceptEncoding: string, encoding: string): boolean {
  return acceptEncoding.split(',').some((part) => {
    const [name = '', quality = ''] = part.trim().split(';')
    return name.trim().toLowerCase() === encoding && !/^\s*q=0(\.0*)?\s*$/.test(quality)
  })
}

/** Answers by key; those that nobody has asked for again are forgotten first. Each is made once, however many ask for it meanwhile. */
export interface AnswerCache {
  get(key: string, make: () => Promise<Answer>): Promise<KeptAnswer>
  clear(): void
}

export interface CacheLimits {
  readonly bytes: number
  readonly ageMs: number
  readonly now: () => number
}

/** What an entry takes besides its body, roughly; compressed forms are counted as another body. */
const ENTRY_BYTES = 2048

interface Entry {
  readonly kept: Promise<KeptAnswer>
  readonly since: number
  size: number
  /** Asked for since it was last passed over. */
  isWanted: boolean
}

export function answerCache({ bytes, ageMs, now }: CacheLimits): AnswerCache {
  const entries = new Map<string, Entry>()
  let used = 0
  const forget = (key: string) => {
    used -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  // a mark, not an order kept at each request, which would cost more than all else
  const shrink = () => {
    for (const [key, entry] of entries) {
      if (used <= bytes) return
      if (entry.isWanted) {
        entry.isWanted = false
        entries.delete(key)
        entries.set(key, entry)
      } else forget(key)
    }
  }
  const make = (key: string, answer: () => Promise<Answer>) => {
    const since = now()
    const kept = answer().then((made) => keep(made, since))
    const entry: Entry = { kept, size: ENTRY_BYTES + key.length, since, isWanted: true }
    entries.set(key, entry)
    used += entry.size
    kept.then(
      ({ length }) => {
        if (entries.get(key) !== entry) return
        entry.size += 2 * length
        used += 2 * length
        shrink()
      },
      () => entries.get(key) === entry && forget(key),
    )
    return kept
  }
  return {
    get: (key, answer) => {
      const entry = entries.get(key)
      if (entry === undefined) return make(key, answer)
      if (now() - entry.since >= ageMs) {
        forget(key)
        return make(key, answer)
      }
      entry.isWanted = true
      return entry.kept
    },
    clear: () => {
      entries.clear()
      used = 0
    },
  }
}
