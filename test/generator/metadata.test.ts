import { expect, test } from 'vitest'
import { publishedLabels, readMetadata } from '../../src/generator/project/metadata.ts'
import { parseYaml } from '../../src/generator/yaml/file.ts'
import { toValue } from '../../src/generator/yaml/node.ts'

function metadata(text: string, folder = 'crash_aggregates_v1') {
  const { root, diagnostics } = parseYaml(text, 'metadata.yaml')
  expect(diagnostics).toEqual([])
  return readMetadata(toValue(root), { folder, files: [] })
}

test('a file that says nothing has the defaults', () => {
  expect(metadata('')).toEqual({
    friendlyName: 'Crash Aggregates V1',
    owners: [],
    labels: {},
    clustering: [],
    derivedFrom: [],
    allowFieldAddition: false,
    deprecated: false,
    requireColumnDescriptions: false,
    scheduling: {
      dependsOnPast: false,
      datePartitionParameter: 'submission_date',
      parameters: [],
      arguments: [],
      multipart: false,
      dependsOn: [],
      externalDownstreamTasks: [],
      dependsOnTablesExisting: [],
      dependsOnTablePartitionsExisting: [],
      dependsOnFivetran: [],
      secrets: [],
    },
  })
})

test('an explicit null differs from an absent key', () => {
  const { scheduling } = metadata('scheduling: {date_partition_parameter: null, destination_table: null}\n')
  expect(scheduling).toMatchObject({ datePartitionParameter: null, destinationTable: null })
  expect(metadata('scheduling: {}\n').scheduling).not.toHaveProperty('destinationTable')
  expect(metadata('monitoring: {enabled: true, partition_column: null, volume: null}\n').monitoring).toEqual({
    enabled: true,
    partitionColumn: null,
    freshness: { blocking: false },
  })
})

test('reads how a table is stored', () => {
  const text =
    'bigquery:\n  time_partitioning: {type: hour, field: at, require_partition_filter: true, expiration_days: 1.5}\n  clustering: {fields: [a, b]}\n'
  expect(metadata(text)).toMatchObject({
    timePartitioning: { unit: 'HOUR', field: 'at', requirePartitionFilter: true, expirationDays: 1.5 },
    clustering: ['a', 'b'],
  })
  expect(metadata('bigquery: {time_partitioning: {type: day}}\n').timePartitioning).toEqual({
    unit: 'DAY',
    requirePartitionFilter: false,
  })
})

test('reads how a task runs', () => {
  const text = `scheduling:
  dag_name: bqetl_shop
  date_partition_offset: -7
  parameters: ["day:DATE:{{ds}}"]
  referenced_tables: [[p, d, t]]
  depends_on:
  - {dag_name: other, task_id: x, execution_delta: 1h}
  depends_on_fivetran:
  - {task_id: f}
  secrets:
  - {deploy_target: KEY, key: k}
`
  expect(metadata(text).scheduling).toMatchObject({
    dagName: 'bqetl_shop',
    datePartitionOffset: -7,
    parameters: ['day:DATE:{{ds}}'],
    referencedTables: [['p', 'd', 't']],
    dependsOn: [{ dagName: 'other', taskId: 'x', executionDelta: '1h' }],
    dependsOnFivetran: [{ taskId: 'f', dependsOn: [] }],
    secrets: [{ deployTarget: 'KEY', key: 'k', deployType: 'env', secret: 'airflow-gke-restricted-secrets' }],
  })
})

// report meta-owner-labels: only addresses count, and of these only local parts that are valid labels
test('owner labels are made of addresses that can be labels, without a gap', () => {
  const owners = 'owners:\n- jane.doe@example.com\n- mozilla/some-team\n- ada@example.com\n- grace_h@example.com\n'
  expect(publishedLabels(metadata(owners))).toEqual({ owner1: 'ada', owner2: 'grace_h' })
})

test('labels are published as BigQuery takes them', () => {
  const text =
    'labels: {incremental: true, legacy: false, schedule: daily, review_bugs: [1, 2], tier: 1, owner1: ada@example.com}\nscheduling: {dag_name: bqetl_shop}\ndeprecated: true\n'
  expect(publishedLabels(metadata(text))).toEqual({
    incremental: '',
    schedule: 'daily',
    tier: '1',
    dag: 'bqetl_shop',
    deprecated: 'true',
  })
})
