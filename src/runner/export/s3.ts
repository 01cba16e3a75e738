import { createReadStream } from 'node:fs'
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Destination } from './destination.ts'
import { type BucketPlace, objectStore } from './object-store.ts'

/** Milliseconds that one request may take; it is repeated up to ATTEMPTS times. */
const TIMEOUT_MS = 120_000
const ATTEMPTS = 5

/** S3, or a server that speaks as S3 does: credentials, region and AWS_ENDPOINT_URL from where AWS programs look for them. */
export function s3(place: BucketPlace): Destination {
  // it runs on Node 20; that it will not for ever is no news to who exports a file
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const client = new S3Client({
    maxAttempts: ATTEMPTS,
    requestHandler: { requestTimeout: TIMEOUT_MS, connectionTimeout: TIMEOUT_MS },
    // servers of other makers have no domain name for each bucket
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined || process.env.AWS_ENDPOINT_URL_S3 !== undefined,
  })
  return objectStore(place, {
    scheme: 's3',
    credentials: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and AWS_REGION',
    put: async (object, { path, declared: { contentType, compression } }) => {
      // in parts that are kept until they have arrived, so that each can be repeated
      const upload = new Upload({
        client,
        params: {
          Bucket: place.bucket,
          Key: object,
          Body: createReadStream(path),
          ContentType: contentType,
          ...(compression === 'gzip' && { ContentEncoding: 'gzip' }),
        },
      })
      await upload.done()
    },
    statusOf: (error) => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined),
  })
}
