import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../../errors.ts'
import type { Destination } from './destination.ts'
import { folder } from './folder.ts'
import type { BucketPlace } from './object-store.ts'

const HINT = 'write file:///FOLDER/, the path of a folder, gs://BUCKET/PREFIX/ or s3://BUCKET/PREFIX/'

/**
 * The place that a text names: `file:///FOLDER/`, a path, `gs://BUCKET/PREFIX/` or `s3://BUCKET/PREFIX/`. Contacts nobody.
 *
 * @throws {UsageError} `invalid-destination` for what is no place to write to
 */
export async function openDestination(text: string): Promise<Destination> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'gs') return (await import('./cloud-storage.ts')).cloudStorage(bucketPlace(text))
  if (scheme === 's3') return (await import('./s3.ts')).s3(bucketPlace(text))
  return folder(scheme === undefined && text !== '' ? resolve(text) : folderOfUrl(text))
}

function folderOfUrl(text: string): string {
  try {
    return fileURLToPath(new URL(text))
  } catch (cause) {
    throw new UsageError('invalid-destination', `"${text}" is no place to write files to`, { hint: HINT, cause })
  }
}

/** The names of buckets, by the looser of the two stores' rules. */
const BUCKET = /^(?:gs|s3):\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:\/(.*))?$/i

function bucketPlace(text: string): BucketPlace {
  const [, bucket, path = ''] = BUCKET.exec(text) ?? []
  const parts = path.replace(/\/$/, '').split('/')
  if (bucket === undefined || (path !== '' && parts.some((part) => part === '' || part === '.' || part === '..'))) {
    throw new UsageError('invalid-destination', `"${text}" names no bucket and prefix`, { hint: HINT })
  }
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` }
}
