import { describe, expect, test } from 'vitest'
import { bqetl, SHOP, temporaryFolder } from '../support/cli.ts'

const VIEW = 'CREATE OR REPLACE VIEW shop.seen AS SELECT * FROM shop_derived.daily_v1'

describe('deploy to the embedded warehouse', () => {
  test('makes tables, adds columns, and is done the second time', () => {
    using folder = temporaryFolder({ ...SHOP, 'sql/shop/seen/view.sql': VIEW })
    const plan = bqetl(folder, ['deploy', '--plan', '--format', 'json'])
    expect(JSON.parse(plan.out)).toMatchObject({
      applied: false,
      changes: [
        { action: 'create', kind: 'table', name: 'my-project.shop.orders' },
        { action: 'create', kind: 'table', name: 'my-project.shop_derived.daily_v1' },
      ],
    })
    expect(bqetl(folder, ['sql', 'SELECT * FROM shop.orders']).code).toBe(1)
    const first = bqetl(folder, ['deploy'])
    expect(first.out).toContain('1 view or routine is read from the project’s files')
    expect(first.err).toContain('made table my-project.shop.orders')
    expect(JSON.parse(bqetl(folder, ['sql', 'SELECT * FROM shop.seen']).out).rows).toEqual([])
    expect(bqetl(folder, ['deploy']).out).toContain('2 unchanged')
  })

  test('says nothing of a script that makes no table of its own name', () => {
    const metadata = 'friendly_name: A script\ndescription: A script\nowners: [ada@example.com]\n'
    using folder = temporaryFolder({
      ...SHOP,
      'sql/shop_derived/trim_v1/metadata.yaml': metadata,
      'sql/shop_derived/trim_v1/script.sql': 'DELETE FROM shop_derived.daily_v1 WHERE day < @submission_date;\n',
      'sql/shop_derived/made_v1/metadata.yaml': metadata,
      'sql/shop_derived/made_v1/script.sql': 'CREATE OR REPLACE TABLE shop_derived.made_v1 AS SELECT 1 AS a;\n',
    })
    const { out } = bqetl(folder, ['deploy', '--plan'])
    expect(out).toContain('made_v1: without a schema.yaml; its first run makes it')
    expect(out).not.toContain('trim_v1')
  })

  test('keeps rows: a new column is added, another type needs a flag', () => {
    using folder = temporaryFolder(SHOP)
    bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
    const schema = SHOP['sql/shop/orders/schema.yaml']!
    folder.write({ 'sql/shop/orders/schema.yaml': `${schema}- {name: note, type: STRING, mode: NULLABLE}\n` })
    expect(bqetl(folder, ['deploy', 'shop.orders']).out).toContain('+ column note STRING')
    const counted = () => JSON.parse(bqetl(folder, ['sql', 'SELECT COUNT(*), COUNT(note) FROM shop.orders']).out).rows
    expect(counted()).toEqual([['3', '0']])

    folder.write({
      'sql/shop/orders/schema.yaml': schema.replace('name: amount, type: INTEGER', 'name: amount, type: NUMERIC'),
    })
    const refused = bqetl(folder, ['deploy', 'shop.orders'])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('error[destructive-change]') })
    expect(refused.out).toContain('column amount: INT64 → NUMERIC')
    expect(refused.out).toContain('its 3 rows would be lost')
    expect(counted()).toEqual([['3', '0']])
    expect(bqetl(folder, ['deploy', 'shop.orders', '--allow-destructive']).code).toBe(0)
    expect(JSON.parse(bqetl(folder, ['sql', 'SELECT * FROM shop.orders']).out)).toMatchObject({ rows: [] })
  })

  test('a name that matches nothing and views that name each other are refused before anything is done', () => {
    using folder = temporaryFolder({
      ...SHOP,
      'sql/shop/one/view.sql': 'CREATE OR REPLACE VIEW shop.one AS SELECT * FROM shop.two',
      'sql/shop/two/view.sql': 'CREATE OR REPLACE VIEW shop.two AS SELECT * FROM shop.one',
    })
    expect(bqetl(folder, ['deploy', 'shop.ordres'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('shop.orders'),
    })
    expect(bqetl(folder, ['deploy'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('my-project.shop.one → my-project.shop.two → my-project.shop.one'),
    })
  })
})
