import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bqetl, type Folder, SHOP, temporaryFolder } from '../support/cli.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const url = inject('bigQueryUrl')
const PROJECT = `deploy-${Date.now().toString(36)}`
const FILES = {
  ...SHOP,
  'sql/shop/dataset_metadata.yaml':
    'friendly_name: The shop\ndescription: What is sold\ndataset_base_acl: derived\nuser_facing: false\nlabels: {team: sales}\n',
  'sql/shop_derived/daily_v1/metadata.yaml':
    'friendly_name: Daily\ndescription: Amounts by day\nowners: [ada@example.com]\nlabels: {incremental: true, tier: one}\nbigquery:\n  time_partitioning: {type: day, field: day, expiration_days: 30}\n  clustering: {fields: [total]}\n',
  'sql/shop/twice/udf.sql':
    'CREATE OR REPLACE FUNCTION shop.twice(x INT64) AS (x * 2);\n\n-- Tests\nSELECT shop.twice(2);\n',
  'sql/shop/daily/view.sql':
    'CREATE OR REPLACE VIEW\n  shop.daily\nAS\nSELECT\n  day,\n  shop.twice(total) AS twice\nFROM\n  shop_derived.daily_v1\n',
  'sql/shop/above/view.sql': 'CREATE OR REPLACE VIEW shop.above AS SELECT MAX(twice) AS most FROM shop.daily',
}

let folder: Folder
let proxy: TcpProxy
beforeAll(async () => {
  proxy = await startTcpProxy(url)
  folder = temporaryFolder({
    ...FILES,
    'bqetl_project.yaml': `project_id: ${PROJECT}\nwarehouse: bigquery\nbigquery: {api_endpoint: '${url}', job_project: jobs}\n`,
  })
})
afterAll(async () => {
  folder[Symbol.dispose]()
  await proxy[Symbol.asyncDispose]()
})

async function resource(path: string) {
  const answer = await fetch(`${url}/bigquery/v2/projects/${PROJECT}/datasets/${path}`, {
    headers: { connection: 'close' },
  })
  return (await answer.json()) as Record<string, unknown>
}

interface Change {
  readonly action: string
  readonly name: string
  readonly details: readonly { readonly mark: string; readonly text: string }[]
}

function changes(...args: string[]): readonly Change[] {
  const { out, err } = bqetl(folder, ['deploy', '--format', 'json', ...args])
  return err ? [] : (JSON.parse(out) as { changes: Change[] }).changes
}

describe('deploy to BigQuery', () => {
  test('makes everything in order of what needs what, with all that the files say', async () => {
    const names = changes().map(({ name }) => name.replace(`${PROJECT}.`, ''))
    expect(names).toEqual([
      'shop',
      'shop_derived',
      'shop.orders',
      'shop_derived.daily_v1',
      'shop.twice',
      'shop.daily',
      'shop.above',
    ])
    expect(await resource('shop')).toMatchObject({
      friendlyName: 'The shop',
      description: 'What is sold',
      labels: { team: 'sales' },
    })
    expect(await resource('shop_derived/tables/daily_v1')).toMatchObject({
      friendlyName: 'Daily',
      description: 'Amounts by day',
      labels: { incremental: '', tier: 'one', owner1: 'ada' },
      timePartitioning: { type: 'DAY', field: 'day', expirationMs: '2592000000' },
      clustering: { fields: ['total'] },
    })
    expect(await resource('shop/tables/daily')).toMatchObject({ type: 'VIEW' })
    expect(await resource('shop/routines/twice')).toMatchObject({
      description: expect.stringMatching(/bqetl:[0-9a-f]{16}$/),
    })
  })

  test('finds nothing to do the second time', () => {
    expect(changes()).toEqual([])
  })

  test('does only what changed, and the objects work', async () => {
    bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
    folder.write({
      'sql/shop/twice/udf.sql': 'CREATE OR REPLACE FUNCTION shop.twice(x INT64) AS (x * 20);\n',
      'sql/shop/above/view.sql': 'CREATE OR REPLACE VIEW shop.above AS SELECT MIN(twice) AS least FROM shop.daily',
      'sql/shop_derived/daily_v1/schema.yaml':
        'fields:\n- {name: day, type: DATE, mode: NULLABLE, description: The day}\n- {name: total, type: INTEGER, mode: NULLABLE}\n- {name: note, type: STRING, mode: NULLABLE}\n',
      'sql/shop_derived/daily_v1/metadata.yaml': FILES['sql/shop_derived/daily_v1/metadata.yaml']
        .replace('tier: one', 'tier: two')
        .replace('expiration_days: 30', 'expiration_days: 60')
        .replace('[total]', '[day]'),
    })
    const done = changes()
    expect(done.map(({ action, name }) => `${action} ${name.replace(`${PROJECT}.`, '')}`)).toEqual([
      'update shop_derived.daily_v1',
      'update shop.twice',
      'update shop.above',
    ])
    expect(done[0]!.details.map(({ mark, text }) => `${mark} ${text}`)).toEqual([
      '+ column note STRING',
      '~ column day: description',
      '~ clustering: total → day',
      '~ partition expiration: 30 days → 60 days',
      '~ label tier: two',
    ])
    expect(changes()).toEqual([])
    expect(await resource('shop_derived/tables/daily_v1')).toMatchObject({
      labels: { incremental: '', tier: 'two', owner1: 'ada' },
      timePartitioning: { expirationMs: '5184000000' },
      clustering: { fields: ['day'] },
      schema: { fields: [{ name: 'day', description: 'The day' }, { name: 'total' }, { name: 'note' }] },
    })
    bqetl(folder, ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01'])
    expect(JSON.parse(bqetl(folder, ['sql', 'SELECT least FROM shop.above']).out).rows).toEqual([['140']])
  })

  test('drops a column only where it may', () => {
    folder.write({ 'sql/shop_derived/daily_v1/schema.yaml': SHOP['sql/shop_derived/daily_v1/schema.yaml']! })
    expect(bqetl(folder, ['deploy', 'shop_derived.daily_v1']).out).toContain('keeps column note')
    const rows = () => JSON.parse(bqetl(folder, ['sql', 'SELECT * FROM shop_derived.daily_v1']).out).rows
    expect(rows()).toEqual([['2024-05-01', '7', null]])
    expect(bqetl(folder, ['deploy', 'shop_derived.daily_v1', '--allow-destructive']).code).toBe(0)
    expect(rows()).toEqual([['2024-05-01', '7']])
  })

  test('another partitioning needs permission, and nothing is done without', () => {
    const file = 'sql/shop/orders/metadata.yaml'
    folder.write({ [file]: SHOP[file]!.replace('type: day', 'type: month') })
    const { code, out, err } = bqetl(folder, ['deploy', 'shop.orders'])
    expect(out).toContain('partitioning: DAY of day → MONTH of day')
    expect(err).toContain('error[destructive-change]')
    expect(code).toBe(1)
    expect(JSON.parse(bqetl(folder, ['sql', 'SELECT COUNT(*) FROM shop.orders']).out).rows).toEqual([['3']])
    folder.write({ [file]: SHOP[file]! })
  })

  test('stops where nobody can tell whether something is there, before anything is done', async () => {
    proxy.break(/^GET [^ ]*\/tables\/orders/, { kind: 'answer', status: 403, reason: 'accessDenied', message: 'no' })
    folder.write({ 'sql/shop/fresh/view.sql': 'CREATE OR REPLACE VIEW shop.fresh AS SELECT 1 AS a' })
    const { startBqetl } = await import('../support/cli.ts')
    const { ended } = startBqetl(folder, ['deploy', '--api-endpoint', proxy.url])
    const { code, err } = await ended
    expect(err).toMatch(/error\[unknown-existence\]/)
    expect(err).toMatch(/shop\.orders: BigQuery refuses .*it may be missing, or you may lack the permission/)
    expect(code).toBe(3)
    expect(await resource('shop/tables/fresh')).toMatchObject({ error: { code: 404 } })
  })
})
