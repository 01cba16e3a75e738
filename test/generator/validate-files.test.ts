import { describe, expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { temporaryFolder } from '../support/cli.ts'

const HEAD = 'friendly_name: T\ndescription: |-\n  Test table.\nowners:\n- ada@example.com\n'
const DAGS =
  "bqetl_shop:\n  schedule_interval: daily\n  default_args:\n    owner: ada@example.com\n    start_date: '2024-01-01'\n    retries: 1\n"
const PATH = 'sql/my-project/shop_derived/t_v1'

function problems(files: Readonly<Record<string, string>>) {
  using folder = temporaryFolder({ 'dags.yaml': DAGS, [`${PATH}/query.sql`]: 'SELECT 1 AS x\n', ...files })
  return loadProject(folderSource(folder.path)).diagnostics()
}

function inMetadata(text: string, files: Readonly<Record<string, string>> = {}) {
  return problems({ [`${PATH}/metadata.yaml`]: HEAD + text, ...files })
}

describe('keys', () => {
  // report meta-scheduling-swallows-bigquery
  test('a key in the wrong mapping is told with the mapping it belongs to', () => {
    const found = inMetadata(`scheduling:
  dag_name: bqetl_shop
  date_partition_parameter: null
  parameters:
  - submission_date:DATE:{{ds}}
  bigquery:
    time_partitioning:
      type: day
      field: submission_date
`)
    expect(found).toEqual([
      {
        severity: 'error',
        code: 'misplaced-key',
        message: "unknown key scheduling.bigquery: 'bigquery' belongs to the top level",
        hint: 'move it to the top level; here it has no effect',
        path: `${PATH}/metadata.yaml`,
        line: 11,
        column: 3,
        length: 8,
      },
    ])
  })

  test.each([
    [
      'bigquery: {expiration_days: 3}',
      "unknown key bigquery.expiration_days: 'expiration_days' belongs under bigquery.time_partitioning",
      6,
      12,
    ],
    ['bigquery: {type: day}', "unknown key bigquery.type: 'type' belongs under bigquery.time_partitioning", 6, 12],
    [
      'bigquery: {require_column_description: true}',
      "unknown key bigquery.require_column_description: 'require_column_description' may be meant as 'require_column_descriptions', and 'require_column_descriptions' belongs to the top level",
      6,
      12,
    ],
    ['bigquery: {clusterin: {fields: [x]}}', "unknown key bigquery.clusterin: did you mean 'clustering'?", 6, 12],
    ['email: [a@b.c]', "unknown key email: 'email' belongs under scheduling", 6, 1],
    ['level: gold', "unknown key level: 'level' belongs under labels", 6, 1],
    ['tags: [a]', 'unknown key tags', 6, 1],
    [
      'scheduling: {scheduling: {dag_name: bqetl_shop}}',
      "unknown key scheduling.scheduling: 'scheduling' belongs to the top level",
      6,
      14,
    ],
  ])('%s', (text, message, line, column) => {
    expect(inMetadata(`${text}\n`)).toMatchObject([{ message, line, column }])
  })

  test('all that is wrong in all files is told at once', () => {
    const found = problems({
      [`${PATH}/metadata.yaml`]: `${HEAD}tags: []\nlevle: 1\n`,
      [`${PATH}/schema.yaml`]: 'fields:\n- name: x\n  typ: INTEGER\n',
      'dags.yaml': 'bqetl_shop:\n  schedule_interval: dayly\n',
      'sql/my-project/shop_derived/dataset_metadata.yaml': 'friendly_name: Shop\nuser_facing: true\n',
      'sql/my-project/shop_derived/u_v1/metadata.yaml': 'a: b: c\n',
    })
    expect(found.map(({ path, line, code }) => `${path.split('/').pop()}:${line} ${code}`).sort()).toEqual([
      'dags.yaml:2 invalid-schedule',
      'dags.yaml:2 missing-key',
      'dataset_metadata.yaml:1 missing-key',
      'dataset_metadata.yaml:1 missing-key',
      'dataset_metadata.yaml:2 user-facing',
      'metadata.yaml:1 yaml-syntax',
      'metadata.yaml:6 unknown-key',
      'metadata.yaml:7 misplaced-key',
      'schema.yaml:2 missing-key',
      'schema.yaml:3 unknown-key',
    ])
  })
})

describe('values', () => {
  test.each([
    ['deprecated: maybe', 'deprecated must be true or false, not the text "maybe"'],
    ['owners: ada@example.com', 'owners must be a list, not the text "ada@example.com"'],
    ['bigquery: {time_partitioning: {type: days}}', 'bigquery.time_partitioning.type is "days": did you mean day?'],
    ['bigquery: {time_partitioning: {field: x}}', 'the key type is missing under bigquery.time_partitioning'],
    ['labels: {Team: x}', 'the key "Team" under labels is not allowed'],
    ['scheduling: {dag_name: shop}', 'scheduling.dag_name is "shop", which must match pattern "^(private_)?bqetl_.+$"'],
  ])('%s', (text, message) => {
    const owners = text.startsWith('owners') ? 'friendly_name: T\n' : HEAD
    const found = problems({ [`${PATH}/metadata.yaml`]: `${owners}${text}\n` })
    expect(found.map((diagnostic) => diagnostic.message)).toContain(message)
  })
})

describe('rules', () => {
  // report run-decorator-on-plain-table
  test('a scheduled query must not write partitions of a table without partitions', () => {
    const found = inMetadata('scheduling:\n  dag_name: bqetl_shop\n')
    expect(found).toMatchObject([
      {
        code: 'partition-of-plain-table',
        message: 'each run would write t_v1$YYYYMMDD, but the metadata declare no time partitioning',
        hint: expect.stringContaining('date_partition_parameter: null'),
        line: 6,
        column: 1,
      },
    ])
    expect(inMetadata('scheduling:\n  dag_name: bqetl_shop\n  date_partition_parameter: null\n')).toEqual([])
    expect(inMetadata('scheduling:\n  dag_name: bqetl_shop\nbigquery: {time_partitioning: {type: day}}\n')).toEqual([])
  })

  const PLAIN = 'date_partition_parameter: null'
  const SCHEMA = {
    [`${PATH}/schema.yaml`]:
      'fields:\n- {name: submission_date, type: STRING}\n- {name: x, type: INTEGER, description: X.}\n',
  }

  test.each([
    ['unknown-dag', `scheduling: {dag_name: bqetl_shops, ${PLAIN}}`, {}],
    ['missing-query-path', `scheduling: {dag_name: bqetl_shop, ${PLAIN}, destination_table: null}`, {}],
    ['missing-review', 'labels: {public_json: true}', {}],
    ['deletion-date', 'deletion_date: 2024-05-01', {}],
    [
      'expiration',
      'labels: {table_type: aggregate}\nbigquery: {time_partitioning: {type: day, expiration_days: 3}}',
      {},
    ],
    [
      'expiration',
      'bigquery: {time_partitioning: {type: day, expiration_days: 3}}',
      { 'bqetl_project.yaml': `retention_exclusion_list: [${PATH}]\n` },
    ],
    ['misspelt-label', 'labels: {shedder_mitigation: true}', {}],
    ['misspelt-label', 'labels: {table_table: client_level}', {}],
    ['unknown-column', 'bigquery: {clustering: {fields: [y]}}', SCHEMA],
    ['partition-column-type', 'bigquery: {time_partitioning: {type: day, field: submission_date}}', SCHEMA],
    ['missing-column-description', 'require_column_descriptions: true', SCHEMA],
    ['level', 'labels: {level: gold}', SCHEMA],
    ['external-data', 'external_data: {format: csv, source_uris: ["gs://a/b"]}', {}],
    ['change-control', 'labels: {change_controlled: true}', { CODEOWNERS: '/sql/other @mozilla/x\n' }],
    ['misnamed-file', '', { [`${PATH}/schema.yml`]: 'fields: []\n' }],
  ])('%s: %s', (code, text, files) => {
    const found = inMetadata(text === '' ? '' : `${text}\n`, files)
    expect(found.map((diagnostic) => diagnostic.code)).toEqual([code])
  })

  test('a scheduled table needs an owner and a version', () => {
    const found = problems({
      'sql/my-project/shop_derived/plain/query.sql': 'SELECT 1\n',
      'sql/my-project/shop_derived/plain/metadata.yaml':
        'scheduling:\n  dag_name: bqetl_shop\n  date_partition_parameter: null\n',
    })
    expect(found.map(({ code }) => code)).toEqual(['missing-owner', 'missing-version'])
  })

  test('a monitored view says its partition column', () => {
    const view = { 'sql/my-project/shop/v/view.sql': 'CREATE VIEW `my-project.shop.v` AS SELECT 1 AS x\n' }
    const found = problems({ ...view, 'sql/my-project/shop/v/metadata.yaml': 'monitoring:\n  enabled: true\n' })
    expect(found).toMatchObject([{ code: 'missing-partition-column', line: 1 }])
  })

  test('no DAG is called unknown while dags.yaml cannot be read', () => {
    const found = inMetadata('scheduling: {dag_name: bqetl_x, date_partition_parameter: null}\n', {
      'dags.yaml': 'a: [\n',
    })
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['yaml-syntax']))
  })

  test('a view is not scheduled', () => {
    const found = problems({
      'sql/my-project/shop/v/view.sql': 'CREATE VIEW `my-project.shop.v` AS SELECT 1 AS x\n',
      'sql/my-project/shop/v/metadata.yaml': `${HEAD}scheduling: {dag_name: bqetl_shop}\n`,
    })
    expect(found).toMatchObject([{ code: 'schedule-without-task', line: 6, severity: 'warning' }])
  })

  test('rules are left out where bqetl_project.yaml says so', () => {
    const skip = {
      'bqetl_project.yaml': 'metadata:\n  validation:\n    skip: [sql/my-project/shop_derived/t_*/metadata.yaml]\n',
    }
    expect(inMetadata('deletion_date: 2024-05-01\n', skip)).toEqual([])
  })
})

describe('schemas', () => {
  const inSchema = (text: string) =>
    problems({ [`${PATH}/schema.yaml`]: text }).map(({ code, message, line }) => ({ code, message, line }))

  test.each([
    ['a misspelt key', 'fields:\n- name: x\n  type: INTEGER\n  descrption: X\n', 'unknown-key', 4],
    ['a type that is none', 'fields:\n- name: x\n  type: INTEGR\n', 'invalid-value', 3],
    [
      'a column that stands twice',
      'fields:\n- {name: x, type: DATE}\n- {name: X, type: DATE}\n',
      'duplicate-column',
      3,
    ],
    ['a record without fields', 'fields:\n- name: x\n  type: RECORD\n', 'record-fields', 3],
    [
      'fields of a number',
      'fields:\n- name: x\n  type: INTEGER\n  fields:\n  - {name: y, type: DATE}\n',
      'record-fields',
      3,
    ],
    ['an include of nothing', 'fields: !include-fields\n  file: no.yaml\n', 'include-not-found', 2],
  ])('%s', (_name, text, code, line) => {
    expect(inSchema(text)).toMatchObject([{ code, line }])
  })
})

describe('datasets, DAGs and backfills', () => {
  test.each([
    ['0 3 * * *', true],
    ['30 1/3 * * *', true],
    ['*/10 4,13,22 * * 1-5', true],
    ['daily', true],
    ['3h', true],
    ['1h30m', true],
    ['every day', false],
    ['0 3 * *', false],
    ['0 3 * * MON', true],
    ['0 3 * * 1-', false],
  ])('the schedule %s is valid: %s', (schedule, isValid) => {
    const dags = DAGS.replace('daily', `"${schedule}"`)
    expect(problems({ 'dags.yaml': dags }).map(({ code }) => code)).toEqual(isValid ? [] : ['invalid-schedule'])
  })

  test('the shape of dags.yaml', () => {
    const found = problems({ 'dags.yaml': DAGS.replace('retries', 'retry').replace('ada@example.com', 'ada') })
    expect(found.map(({ code, line }) => `${line} ${code}`)).toEqual(['6 unknown-key', '4 invalid-value'])
  })

  test('a shared dataset holds authorized views only', () => {
    const dataset =
      'friendly_name: S\ndescription: S.\ndataset_base_acl: view\nuser_facing: false\nexternal_sharing:\n  exchange: e\n  data_review: r\n  subscribers: ["group:a@b.c"]\n'
    const found = problems({
      'sql/my-project/shop_shared/dataset_metadata.yaml': dataset,
      'sql/my-project/shop_shared/v/view.sql': 'CREATE VIEW `my-project.shop_shared.v` AS SELECT 1 AS x\n',
    })
    expect(found).toMatchObject([{ code: 'external-sharing', line: 5, message: expect.stringContaining('not: v') }])
  })

  test('backfills', () => {
    const entry = (start: string, end: string, status: string) =>
      `  start_date: ${start}\n  end_date: ${end}\n  reason: r\n  watchers: [a@b.c]\n  status: ${status}\n`
    const text = `2024-05-01:\n${entry('2024-04-03', '2024-04-01', 'Initiate')}2024-06-01:\n${entry('2024-04-01', '2024-07-01', 'Initiate')}`
    const found = problems({ [`${PATH}/backfill.yaml`]: text })
    expect(found.map(({ code, line }) => `${line} ${code}`)).toEqual([
      '7 backfill-order',
      '7 backfill-status',
      '2 backfill-dates',
      '9 backfill-dates',
    ])
  })
})
