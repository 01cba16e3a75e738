import { gunzipSync } from 'node:zlib'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { Storage } from '@google-cloud/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bqetl, type Folder, type Outcome, SHOP, temporaryFolder } from '../support/cli.ts'
import { freePort } from '../support/free-port.ts'
import { pythonEnvironment, type StoreServer, startCloudStorage, startS3 } from './servers.ts'

const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test-secret',
  AWS_MAX_ATTEMPTS: '2',
}
/** A name with a slash, a blank and a letter that is not ASCII, to be written as they are or percent-encoded. */
const DECLARATION = `export:
  files:
  - {name: 'day={day}/{customer} é.json.gz'}
  - {name: orders.parquet}
`

let shop: Folder
let python: string
beforeAll(() => {
  python = pythonEnvironment()
  Object.assign(process.env, ENVIRONMENT)
  const metadata = 'sql/shop/orders/metadata.yaml'
  shop = temporaryFolder({ ...SHOP, [metadata]: SHOP[metadata]! + DECLARATION })
  expect(bqetl(shop, ['load', 'shop.orders', 'orders.ndjson', '--replace'])).toMatchObject({ code: 0, err: '' })
})
afterAll(() => shop[Symbol.dispose]())

function exportTo(destination: string): Outcome {
  return bqetl(shop, ['export', 'shop.orders', '--date', '2024-05-01', '--destination', destination])
}

/** What both stores must hold afterwards. */
const FILES = ['day=2024-05-01/ada é.json.gz', 'day=2024-05-01/bob é.json.gz', 'orders.parquet']

describe('s3', () => {
  let server: StoreServer
  let client: S3Client
  beforeAll(async () => {
    server = await startS3(python)
    process.env.AWS_ENDPOINT_URL = server.url
    client = new S3Client({ endpoint: server.url, forcePathStyle: true, region: ENVIRONMENT.AWS_REGION })
    const location = { LocationConstraint: 'eu-central-1' } as const
    await client.send(new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration: location }))
  })
  afterAll(() => server[Symbol.dispose]())

  test('gets the files with their type and encoding, and a second export replaces them', async () => {
    for (const _ of ['first', 'again']) {
      expect(exportTo('s3://bucket/shop')).toMatchObject({ code: 0, err: '' })
    }
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
    expect(Contents.map(({ Key }) => Key)).toEqual(FILES.map((name) => `shop/${name}`))
    const ada = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: `shop/${FILES[0]}` }))
    expect(ada).toMatchObject({ ContentType: 'application/json', ContentEncoding: 'gzip' })
    const text = gunzipSync(await ada.Body!.transformToByteArray()).toString()
    expect(text).toBe('[{"amount":"3"}]\n')
    const parquet = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'shop/orders.parquet' }))
    expect(
      Buffer.from(await parquet.Body!.transformToByteArray())
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1')
  })

  test('without the bucket there is a code, a reason and no stack', () => {
    const { code, err } = exportTo('s3://nowhere-at-all/')
    expect(err).toMatch(/^error\[bucket-not-found\]: s3:\/\/nowhere-at-all\/: there is no such bucket/)
    expect(code).toBe(3)
  })
})

describe('gs', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startCloudStorage(python, shop.file('gcs'))
    process.env.STORAGE_EMULATOR_HOST = server.url
  })
  afterAll(() => server[Symbol.dispose]())

  test('gets the files with their type and encoding, and a second export replaces them', async () => {
    for (const _ of ['first', 'again']) {
      expect(exportTo('gs://bucket/shop')).toMatchObject({ code: 0, err: '' })
    }
    const bucket = new Storage({ apiEndpoint: server.url, projectId: 'test' }).bucket('bucket')
    const [files] = await bucket.getFiles()
    expect(files.map(({ name }) => name).sort()).toEqual(FILES.map((name) => `shop/${name}`))
    const ada = bucket.file(`shop/${FILES[0]}`)
    const [metadata] = await ada.getMetadata()
    expect(metadata).toMatchObject({ contentType: 'application/json', contentEncoding: 'gzip' })
    const [bytes] = await ada.download({ decompress: false })
    expect(gunzipSync(bytes).toString()).toBe('[{"amount":"3"}]\n')
  })

  test('without the bucket there is a code, a reason and no stack', () => {
    const { code, err } = exportTo('gs://nowhere-at-all/')
    expect(err).toMatch(/^error\[bucket-not-found\]: gs:\/\/nowhere-at-all\/: there is no such bucket/)
    expect(code).toBe(3)
  })
})

test('a store that nobody answers for is said, with exit code 3', async () => {
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${await freePort()}`
  const { code, err } = exportTo('s3://bucket/')
  expect(err).toMatch(/^error\[store-unavailable\]: s3:\/\/bucket\/: /)
  expect(code).toBe(3)
})
