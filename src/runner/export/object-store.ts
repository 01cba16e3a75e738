import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BqetlError, WarehouseError } from '../../errors.ts'
import type { CompleteFile, Destination } from './destination.ts'

/** A bucket, and what the names of its objects begin with: nothing, or a text that ends in a slash. */
export interface BucketPlace {
  readonly bucket: string
  readonly prefix: string
}

/** What the stores differ in. */
export interface ObjectStore {
  /** `gs` or `s3` */
  readonly scheme: string
  /** Writes an object; it is there when all of it has arrived, not before. */
  put(object: string, file: CompleteFile): Promise<void>
  /** The HTTP status that an error came with. */
  statusOf(error: unknown): number | undefined
  /** How to give credentials. */
  readonly credentials: string
}

/** Uploads at a time: an upload waits for the network, not for us. */
const PARALLELISM = 8

/** Files are complete in a temporary folder of this machine before the first is uploaded. */
export function objectStore({ bucket, prefix }: BucketPlace, store: ObjectStore): Destination {
  const name = `${store.scheme}://${bucket}/${prefix}`
  return {
    name,
    parallelism: PARALLELISM,
    workFolder: () => mkdtemp(join(tmpdir(), 'bqetl-export-')),
    publish: (file) => store.put(prefix + file.name, file),
    failure: (error) => storeFailure(error, name, store),
  }
}

function storeFailure(error: unknown, name: string, store: ObjectStore): BqetlError | undefined {
  if (!(error instanceof Error) || error instanceof BqetlError || isAbort(error)) return undefined
  const status = store.statusOf(error)
  const [code, what, hint] = meaning(status, error, store)
  return new WarehouseError(code, `${name}: ${what} (${firstLine(error)})`, {
    retryable: true,
    cause: error,
    ...(hint !== undefined && { hint }),
  })
}

type Meaning = readonly [code: string, what: string, hint?: string]

function meaning(status: number | undefined, error: Error, store: ObjectStore): Meaning {
  if (status === 404) return ['bucket-not-found', 'there is no such bucket', 'make it, or name another destination']
  if (status === 403) return ['access-denied', 'the bucket is missing or you may not write there', store.credentials]
  if (status === 401 || /credential|authenticat/i.test(error.message)) {
    return ['no-credentials', 'nobody here is known to the store', store.credentials]
  }
  return ['store-unavailable', 'the files could not be written; run the same command again']
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError'
}

function firstLine(error: Error): string {
  return error.message.split('\n')[0] || error.name
}
