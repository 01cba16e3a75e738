import { Storage } from '@google-cloud/storage'
import type { Destination } from './destination.ts'
import { type BucketPlace, objectStore } from './object-store.ts'

/** Milliseconds that one request may take; the client repeats it, with pauses, for as long as RETRY_SECONDS. */
const TIMEOUT_MS = 120_000
const RETRY_SECONDS = 300

/**
 * Google Cloud Storage, with the machine's application default credentials. STORAGE_EMULATOR_HOST names another server, which
 * is asked without credentials.
 */
export function cloudStorage(place: BucketPlace): Destination {
  const storage = new Storage({ timeout: TIMEOUT_MS, retryOptions: { autoRetry: true, totalTimeout: RETRY_SECONDS } })
  const bucket = storage.bucket(place.bucket)
  return objectStore(place, {
    scheme: 'gs',
    credentials: 'run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS',
    put: async (object, { path, declared: { contentType, compression } }) => {
      await bucket.upload(path, {
        destination: bucket.file(object),
        resumable: false,
        validation: 'crc32c',
        // an upload of the same bytes to the same name may be repeated
        preconditionOpts: {},
        metadata: { contentType, ...(compression === 'gzip' && { contentEncoding: 'gzip' }) },
      })
    },
    statusOf: (error) => Number((error as { code?: unknown }).code) || undefined,
  })
}
