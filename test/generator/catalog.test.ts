import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { projectCatalog } from '../../src/generator/sql/catalog.ts'
import type { Catalog } from '../../src/googlesql/catalog.ts'
import { STRING } from '../../src/googlesql/types.ts'
import { type Folder, temporaryFolder } from '../support/cli.ts'

let folder: Folder
let catalog: Catalog

beforeAll(() => {
  folder = temporaryFolder({
    'bqetl_project.yaml': 'project_id: prod\nproject_aliases: {data: prod}\n',
    'sql/shop_stable/orders_v1/schema.yaml':
      'fields:\n- {name: at, type: TIMESTAMP}\n- {name: tags, type: STRING, mode: REPEATED}\n',
    'sql/shop_stable/orders_v1/metadata.yaml':
      'bigquery: {time_partitioning: {type: day, field: at, require_partition_filter: true}}\n',
    'sql/shop_derived/by_load_v1/schema.yaml': 'fields:\n- {name: n, type: INTEGER}\n',
    'sql/shop_derived/by_load_v1/metadata.yaml': 'bigquery: {time_partitioning: {type: day}}\n',
    'sql/shop_derived/no_schema_v1/query.sql': 'SELECT 1 AS x\n',
    'sql/shop_derived/inferred_v1/query.sql': 'SELECT "a" AS x\n',
    'sql/shop_derived/broken_v1/schema.yaml': 'fields:\n- {name: n, type: NUMBER}\n',
    'sql/logs/day_20240101/schema.yaml': 'fields:\n- {name: n, type: INTEGER}\n',
    'sql/logs/day_20240102/schema.yaml': 'fields:\n- {name: n, type: INTEGER}\n- {name: m, type: STRING}\n',
    'sql/shop/orders/view.sql': 'CREATE VIEW `prod.shop.orders` AS SELECT * FROM shop_stable.orders_v1\n',
    'sql/fn/one/udf.sql': 'CREATE FUNCTION fn.one() AS (1);\n',
  })
  const project = loadProject(folderSource(folder.path))
  catalog = projectCatalog(project, {
    render: (artifact) => `-- rendered\n${project.sqlText(artifact)}`,
    inferColumns: (table) => (table.reference.table === 'inferred_v1' ? [{ name: 'x', type: STRING }] : undefined),
  })
})

afterAll(() => folder[Symbol.dispose]())

test('a declared table has columns and partitioning, by two names, three, or an alias', () => {
  const table = {
    kind: 'table',
    reference: { project: 'prod', dataset: 'shop_stable', table: 'orders_v1' },
    columns: [
      { name: 'at', type: { kind: 'scalar', name: 'TIMESTAMP' } },
      { name: 'tags', type: { kind: 'array', element: STRING } },
    ],
    partitionColumn: 'at',
    requirePartitionFilter: true,
  }
  expect(catalog.findTable(['shop_stable', 'orders_v1'])).toEqual(table)
  expect(catalog.findTable(['data', 'shop_stable', 'orders_v1'])).toEqual(table)
  expect(catalog.withDefaults('data', 'shop_stable').findTable(['orders_v1'])).toEqual(table)
  expect(catalog.findTable(['orders_v1'])).toBeUndefined()
  expect(catalog.findTable(['other', 'shop_stable', 'orders_v1'])).toBeUndefined()
})

test('a table partitioned by the time of loading has hidden columns', () => {
  expect(catalog.findTable(['shop_derived', 'by_load_v1'])).toMatchObject({
    columns: [{ name: 'n' }, { name: '_PARTITIONTIME', hidden: true }, { name: '_PARTITIONDATE', hidden: true }],
    partitionColumn: '_PARTITIONTIME',
  })
})

test('a table whose schema is absent or wrong says so, unless somebody can infer it', () => {
  expect(catalog.findTable(['shop_derived', 'no_schema_v1'])?.kind).toBe('no-schema')
  expect(catalog.findTable(['shop_derived', 'broken_v1'])?.kind).toBe('no-schema')
  expect(catalog.findTable(['shop_derived', 'inferred_v1'])).toMatchObject({ kind: 'table', columns: [{ name: 'x' }] })
})

test('views and routines come rendered', () => {
  expect(catalog.findTable(['shop', 'orders'])).toEqual({
    kind: 'view',
    reference: { project: 'prod', dataset: 'shop', table: 'orders' },
    sql: '-- rendered\nCREATE VIEW `prod.shop.orders` AS SELECT * FROM shop_stable.orders_v1\n',
    path: 'sql/shop/orders/view.sql',
  })
  expect(catalog.findRoutine(['fn', 'one'])).toMatchObject({
    kind: 'routine',
    project: 'prod',
    dataset: 'fn',
    name: 'one',
    path: 'sql/fn/one/udf.sql',
  })
})

test('a wildcard table stands for every table with the prefix', () => {
  const found = catalog.findTable(['logs', 'day_*'])
  expect(found).toMatchObject({ columns: [{ name: 'n' }, { name: 'm' }, { name: '_TABLE_SUFFIX', hidden: true }] })
  expect(found?.kind === 'table' && found.wildcard?.map(({ suffix }) => suffix)).toEqual(['20240101', '20240102'])
  expect(catalog.findTable(['logs', 'night_*'])).toBeUndefined()
})

test('near names of a table that is not there', () => {
  expect(catalog.similarTables(['shop', 'ordres'])).toEqual(['prod.shop.orders'])
})
