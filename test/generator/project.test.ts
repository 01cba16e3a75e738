import { describe, expect, test } from 'vitest'
import { DiagnosticsError, UsageError } from '../../src/errors.ts'
import { artifactName } from '../../src/generator/project/artifact.ts'
import { type FileSource, folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { columnType } from '../../src/generator/project/table-schema.ts'
import { formatType } from '../../src/googlesql/types.ts'
import { temporaryFolder } from '../support/cli.ts'

function names(files: Readonly<Record<string, string>>) {
  using folder = temporaryFolder(files)
  const { tables, views, routines, datasets } = loadProject(folderSource(folder.path))
  return {
    artifacts: [...tables, ...views, ...routines].map(
      (artifact) => `${artifact.kind === 'table' ? artifact.origin : artifact.kind} ${artifactName(artifact)}`,
    ),
    datasets: datasets.map(({ project, dataset }) => `${project}.${dataset}`),
  }
}

describe('the tree', () => {
  test('sql/<dataset>/<table> takes the project of bqetl_project.yaml', () => {
    const files = {
      'bqetl_project.yaml': 'project_id: shop\n',
      'sql/sales_derived/orders_v1/query.sql': '',
      'sql/sales_derived/orders_v1/examples/query.sql': '',
      'sql/sales/orders/view.sql': '',
      'sql/sales_stable/raw/schema.yaml': 'fields: []\n',
      'sql/README.md': '',
    }
    expect(names(files)).toEqual({
      artifacts: ['query shop.sales_derived.orders_v1', 'declared shop.sales_stable.raw', 'view shop.sales.orders'],
      datasets: ['shop.sales', 'shop.sales_derived', 'shop.sales_stable'],
    })
  })

  test('sql/<project>/<dataset>/<table> names the project, and both stand side by side', () => {
    const files = {
      'sql/mozfun/map/sum/udf.sql': '',
      'sql/my-project/shop/dataset_metadata.yaml': '',
      'sql/my-project/shop/shop.yaml': '',
      'sql/my-project/shop_derived/t_v1/script.sql': '',
      'sql/own/t_v1/query.py': '',
    }
    expect(names(files)).toEqual({
      artifacts: ['script my-project.shop_derived.t_v1', 'python bqetl.own.t_v1', 'routine mozfun.map.sum'],
      datasets: ['mozfun.map', 'my-project.shop', 'my-project.shop_derived', 'bqetl.own'],
    })
  })

  test('the first of several files fills the table', () => {
    const at = (...files: string[]) =>
      names(Object.fromEntries(files.map((file) => [`sql/d/t_v1/${file}`, '']))).artifacts
    expect(at('query.py', 'script.sql', 'query.sql')).toEqual(['query bqetl.d.t_v1'])
    expect(at('materialized_view.sql', 'script.sql')).toEqual(['script bqetl.d.t_v1'])
    expect(at('data.csv', 'schema.yaml')).toEqual(['csv bqetl.d.t_v1'])
    expect(at('part1.sql', 'part2.sql')).toEqual(['multipart bqetl.d.t_v1'])
  })

  test('a folder that is linked to itself ends', async () => {
    const { symlinkSync } = await import('node:fs')
    using folder = temporaryFolder({ 'sql/d/t_v1/query.sql': '' })
    symlinkSync(folder.path, folder.file('sql/d/loop'))
    expect(loadProject(folderSource(folder.path)).tables).toHaveLength(1)
  })

  test('a folder that is not there is a wrong request', () => {
    expect(() => folderSource('/no/such/folder')).toThrow(UsageError)
  })
})

describe('configuration', () => {
  test('a tree without bqetl_project.yaml has the defaults', () => {
    using folder = temporaryFolder()
    expect(loadProject(folderSource(folder.path)).configuration).toEqual({
      projectId: 'bqetl',
      projectAliases: { mozdata: 'bqetl' },
      sqlFolder: 'sql',
      testFolders: ['test/sql', 'tests/sql'],
      warehouse: 'duckdb',
      bigquery: { priority: 'interactive', labels: {}, maximumBytesBilled: 10n * 2n ** 40n, jobTimeoutMinutes: 360 },
      airflow: {
        way: 'bash',
        image: 'bqetl:latest',
        namespace: 'default',
        sensorIntervalMinutes: 5,
        sensorTimeoutMinutes: 1440,
        externalTasks: [],
      },
      isBigQueryEtl: false,
      renderSkip: [],
      formatSkip: [],
      metadataValidationSkip: [],
      retentionExclusions: [],
      nonUserFacingSuffixes: ['_derived', '_external', '_bi', '_restricted', '_syndicate'],
    })
  })

  test("the keys of mozilla/bigquery-etl's own file are understood", () => {
    const text =
      'default:\n  project: my-prod\n  sql_dir: sql/\n  user_facing_project: mydata\nrender:\n  skip: [a.sql]\ndry_run: {skip: [b.sql]}\n'
    using folder = temporaryFolder({ 'bqetl_project.yaml': text })
    expect(loadProject(folderSource(folder.path)).configuration).toMatchObject({
      projectId: 'my-prod',
      projectAliases: { mydata: 'my-prod' },
      sqlFolder: 'sql',
      renderSkip: ['a.sql'],
    })
  })

  test('a wrong file is told with its place', () => {
    using folder = temporaryFolder({ 'bqetl_project.yaml': 'projectid: x\n' })
    expect(() => loadProject(folderSource(folder.path))).toThrow(DiagnosticsError)
    try {
      loadProject(folderSource(folder.path))
    } catch (error) {
      expect((error as DiagnosticsError).diagnostics).toMatchObject([
        { line: 1, column: 1, message: "unknown key projectid: did you mean 'project_id'?" },
      ])
    }
  })
})

describe('looking up', () => {
  const FILES = {
    'bqetl_project.yaml': 'project_id: prod\nproject_aliases: {data: prod}\n',
    'sql/shop/orders/view.sql': 'CREATE VIEW shop.orders AS SELECT 1 AS x\n',
    'sql/shop_derived/t_v1/query.sql': 'SELECT 1 AS x\n',
    'sql/shop_derived/t_v1/schema.yaml':
      'fields:\n- name: x\n  type: INTEGER\n  mode: REQUIRED\n- name: xs\n  type: RECORD\n  mode: REPEATED\n  fields:\n  - {name: day, type: DATE, description: The day.}\n',
    'sql/shop_derived/bad_v1/query.sql': 'SELECT 1 AS x\n',
    'sql/shop_derived/bad_v1/metadata.yaml': 'tags: []\n',
    'sql/shop_derived/bad_v1/schema.yaml': 'fields: 3\n',
    'sql/fn/add_one/udf.sql': 'CREATE FUNCTION fn.add_one(x INT64) AS (x + 1);\n',
  }

  test('a table is found by its full name and by an alias of its project', () => {
    using folder = temporaryFolder(FILES)
    const project = loadProject(folderSource(folder.path))
    expect(project.find({ project: 'data', dataset: 'shop', table: 'orders' })).toBe(project.views[0])
    expect(project.find({ project: 'other', dataset: 'shop', table: 'orders' })).toBeUndefined()
    expect(project.findRoutine('data', 'fn', 'ADD_ONE')).toBe(project.routines[0])
    expect(project.sqlText(project.views[0]!)).toBe(FILES['sql/shop/orders/view.sql'])
  })

  test('a schema has types as GoogleSQL has them', () => {
    using folder = temporaryFolder(FILES)
    const project = loadProject(folderSource(folder.path))
    const [x, xs] = project.schema(project.tables.find(({ reference }) => reference.table === 't_v1')!)!.fields
    expect(x).toEqual({ name: 'x', type: { kind: 'scalar', name: 'INT64' }, mode: 'REQUIRED' })
    expect(formatType(columnType(xs!))).toBe('ARRAY<STRUCT<day DATE>>')
    expect(xs!.fields).toEqual([
      { name: 'day', type: { kind: 'scalar', name: 'DATE' }, mode: 'NULLABLE', description: 'The day.' },
    ])
    expect(project.schema(project.views[0]!)).toBeUndefined()
  })

  test('nothing goes on with a file that is wrong; what could be read can be asked for', () => {
    using folder = temporaryFolder(FILES)
    const project = loadProject(folderSource(folder.path))
    const bad = project.tables.find(({ reference }) => reference.table === 'bad_v1')!
    expect(() => project.metadata(bad)).toThrow(DiagnosticsError)
    expect(() => project.schema(bad)).toThrow(DiagnosticsError)
    expect(project.metadataFile(bad).value.friendlyName).toBe('Bad V1')
    expect(project.diagnostics([bad]).map(({ code }) => code)).toEqual(['unknown-key', 'invalid-value'])
  })

  test('a file is read when it is asked for, and once', () => {
    using folder = temporaryFolder(FILES)
    const read: string[] = []
    const files = folderSource(folder.path)
    const source: FileSource = {
      ...files,
      read(path) {
        read.push(path)
        return files.read(path)
      },
    }
    const project = loadProject(source)
    const table = project.tables.find(({ reference }) => reference.table === 't_v1')!
    project.schema(table)
    project.schema(table)
    expect(read).toEqual(['bqetl_project.yaml', 'sql/shop_derived/t_v1/schema.yaml'])
  })
})
