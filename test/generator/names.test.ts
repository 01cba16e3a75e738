import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { artifactName } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { resolveTableName, selectArtifacts } from '../../src/generator/project/names.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { type Folder, temporaryFolder } from '../support/cli.ts'

let folder: Folder
let project: Project

beforeAll(() => {
  folder = temporaryFolder({
    'bqetl_project.yaml': 'project_id: prod\nproject_aliases: {data: prod}\n',
    'sql/shop/orders/view.sql': '',
    'sql/shop_derived/orders_v1/query.sql': '',
    'sql/shop_derived/orders_v2/query.sql': '',
    'sql/web_shop_derived/orders_v1/query.sql': '',
  })
  project = loadProject(folderSource(folder.path))
})

afterAll(() => folder[Symbol.dispose]())

const selected = (...names: string[]) =>
  selectArtifacts(project, names).map((artifact) => artifactName(artifact).replace('prod.', ''))

describe('NAME arguments', () => {
  test.each([
    [[], ['shop.orders', 'shop_derived.orders_v1', 'shop_derived.orders_v2', 'web_shop_derived.orders_v1']],
    [['shop_derived.orders_v1'], ['shop_derived.orders_v1']],
    [['prod.shop.orders'], ['shop.orders']],
    [['`prod.shop.orders`'], ['shop.orders']],
    [['data.shop.orders'], ['shop.orders']],
    [['orders_v1'], ['shop_derived.orders_v1', 'web_shop_derived.orders_v1']],
    [['shop_derived'], ['shop_derived.orders_v1', 'shop_derived.orders_v2']],
    [['shop_derived.*'], ['shop_derived.orders_v1', 'shop_derived.orders_v2']],
    [['*.orders_v?'], ['shop_derived.orders_v1', 'shop_derived.orders_v2', 'web_shop_derived.orders_v1']],
    [['sql'], ['shop.orders', 'shop_derived.orders_v1', 'shop_derived.orders_v2', 'web_shop_derived.orders_v1']],
    [['sql/shop_derived/'], ['shop_derived.orders_v1', 'shop_derived.orders_v2']],
    [['./sql/shop_derived/orders_v1/query.sql'], ['shop_derived.orders_v1']],
    [
      ['orders_v2', 'shop_derived.orders_*'],
      ['shop_derived.orders_v1', 'shop_derived.orders_v2'],
    ],
  ])('%j', (names, expected) => {
    expect(selected(...names)).toEqual(expected)
  })

  test('an absolute path', () => {
    expect(selected(folder.file('sql/shop'))).toEqual(['shop.orders'])
  })

  test.each([
    ['shop_derived.ordrs_v1', 'did you mean shop_derived.orders_v1 or shop_derived.orders_v2?'],
    ['orders_v11', 'did you mean shop_derived.orders_v1'],
    ['sales.orders', 'did you mean shop.orders?'],
    ['sql/shop_derived/orders_v3', 'did you mean shop_derived.orders_v1'],
    ['nothing.like.it', 'write dataset.table'],
  ])('%s names nothing: exit 2 with the nearest names', (name, hint) => {
    expect(() => selected(name)).toThrow(UsageError)
    expect(() => selected(name)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        hint: expect.stringContaining(hint),
        message: `nothing in this project is named "${name}"`,
      }),
    )
  })

  test('a name of another kind says so', () => {
    expect(() => selectArtifacts(project, ['shop.orders'], ['table'])).toThrow(
      '"shop.orders" is a view, which this command does not take',
    )
  })
})

test('a table need not be declared to be named', () => {
  expect(resolveTableName(project, 'other.t')).toEqual({ project: 'prod', dataset: 'other', table: 't' })
  expect(resolveTableName(project, 'data.shop.orders')).toEqual({ project: 'prod', dataset: 'shop', table: 'orders' })
  expect(() => resolveTableName(project, 'orders')).toThrow(UsageError)
  expect(() => resolveTableName(project, 'a.b.c.d')).toThrow(UsageError)
})
