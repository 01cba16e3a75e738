import { describe, expect, test } from 'vitest'
import type { ActualObject, ActualTable } from '../../src/generator/deploy/actual.ts'
import type { DesiredObject, DesiredTable } from '../../src/generator/deploy/desired.ts'
import { differenceOf, needsPermission } from '../../src/generator/deploy/difference.ts'
import { mergedSchema } from '../../src/generator/deploy/schema-difference.ts'
import type { SchemaField } from '../../src/generator/project/table-schema.ts'
import { DATE, INT64, NUMERIC, STRING, structOf } from '../../src/googlesql/types.ts'

const ALL = { descriptions: true, options: true }
const DAILY = { unit: 'DAY', field: 'day', requirePartitionFilter: false } as const

const column = (name: string, type = INT64 as SchemaField['type'], more: Partial<SchemaField> = {}): SchemaField => ({
  name,
  type,
  mode: 'NULLABLE',
  ...more,
})

const wanted = (more: Partial<DesiredTable> = {}): DesiredTable => ({
  kind: 'table',
  reference: { project: 'p', dataset: 'd', table: 't' },
  friendlyName: 'T',
  labels: {},
  schema: [column('day', DATE), column('a')],
  partitioning: DAILY,
  clustering: [],
  ...more,
})

const present = (more: Partial<ActualTable> = {}): ActualTable => ({
  kind: 'table',
  friendlyName: 'T',
  labels: {},
  schema: [column('day', DATE), column('a')],
  partitioning: DAILY,
  clustering: [],
  rows: 3n,
  ...more,
})

const STRUCT = structOf([{ name: 'x', type: INT64 }])
const inner = (fields: readonly SchemaField[]): SchemaField => column('s', STRUCT, { fields })

/** What is wanted, what is there, what is to be done. */
const CASES: readonly (readonly [string, DesiredObject, ActualObject, string, readonly string[], boolean])[] = [
  [
    'a new column',
    wanted({ schema: [...wanted().schema, column('b', STRING)] }),
    present(),
    'update',
    ['+ column b STRING'],
    false,
  ],
  [
    'a new field',
    wanted({ schema: [inner([column('x'), column('y')])] }),
    present({ schema: [inner([column('x')])] }),
    'update',
    ['+ column s.y INT64'],
    false,
  ],
  [
    'a relaxed column',
    wanted(),
    present({ schema: [column('day', DATE), column('a', INT64, { mode: 'REQUIRED' })] }),
    'update',
    ['~ column a: REQUIRED → NULLABLE'],
    false,
  ],
  [
    'a column that only the warehouse has',
    wanted(),
    present({ schema: [...present().schema, column('old')] }),
    'update',
    ['- column old, which schema.yaml does not have'],
    false,
  ],
  [
    'another type',
    wanted(),
    present({ schema: [column('day', DATE), column('a', NUMERIC)] }),
    'recreate',
    ['~ column a: NUMERIC → INT64'],
    true,
  ],
  [
    'an array in place of a value',
    wanted({ schema: [column('a', INT64, { mode: 'REPEATED' })] }),
    present({ schema: [column('a')] }),
    'recreate',
    ['~ column a: INT64 → ARRAY<INT64>'],
    true,
  ],
  [
    'another partitioning',
    wanted({ partitioning: { ...DAILY, unit: 'MONTH' } }),
    present(),
    'recreate',
    ['~ partitioning: DAY of day → MONTH of day'],
    true,
  ],
  ['another clustering', wanted({ clustering: ['a'] }), present(), 'update', ['~ clustering: none → a'], false],
  [
    'a filter that is now required',
    wanted({ partitioning: { ...DAILY, requirePartitionFilter: true } }),
    present(),
    'update',
    ['~ require_partition_filter: true'],
    false,
  ],
  [
    'a shorter expiration',
    wanted({ partitioning: { ...DAILY, expirationDays: 7 } }),
    present({ partitioning: { ...DAILY, expirationDays: 30 } }),
    'update',
    ['~ partition expiration: 30 days → 7 days'],
    true,
  ],
  [
    'a longer expiration',
    wanted({ partitioning: { ...DAILY, expirationDays: 30 } }),
    present({ partitioning: { ...DAILY, expirationDays: 7 } }),
    'update',
    ['~ partition expiration: 7 days → 30 days'],
    false,
  ],
  [
    'no expiration any more',
    wanted(),
    present({ partitioning: { ...DAILY, expirationDays: 7 } }),
    'update',
    ['~ partition expiration: 7 days → never'],
    false,
  ],
  [
    'another description and label',
    wanted({ description: 'new', labels: { a: 'x' } }),
    present({ description: 'old', labels: { b: '' } }),
    'update',
    ['~ description', '+ label a: x', '- label b'],
    false,
  ],
  [
    'a described column',
    wanted({ schema: [column('a', INT64, { description: 'A.' })] }),
    present({ schema: [column('a')] }),
    'update',
    ['~ column a: description'],
    false,
  ],
  [
    'a view where a table should be',
    wanted(),
    { kind: 'view', query: 'SELECT 1', labels: {} },
    'recreate',
    ['~ it is a view, not a table'],
    true,
  ],
  [
    'a materialized view',
    wanted(),
    { kind: 'other', what: 'a materialized view' },
    'recreate',
    ['~ it is a materialized view, not a table'],
    true,
  ],
  [
    'a routine that somebody else made',
    { kind: 'routine', project: 'p', dataset: 'd', name: 'f', statements: [], fingerprint: 'a' },
    { kind: 'routine' },
    'update',
    ['~ definition'],
    false,
  ],
]

describe('a difference', () => {
  test.each(CASES)('%s', (_, desired, actual, action, details, destructive) => {
    const difference = differenceOf(desired, actual, ALL)!
    expect(difference.action).toBe(action)
    expect(difference.details.map(({ mark, text }) => `${mark} ${text}`)).toEqual(details)
    expect(needsPermission(difference)).toBe(destructive)
  })

  test('none where all is as it should be, in whatever order and case of columns', () => {
    expect(differenceOf(wanted(), present({ schema: [column('A'), column('DAY', DATE)] }), ALL)).toBeUndefined()
  })

  test('what the files leave open stays as it is', () => {
    expect(differenceOf(wanted(), present({ description: 'by hand' }), ALL)).toBeUndefined()
  })

  test('a warehouse that keeps no labels and options is not asked for them', () => {
    const desired = wanted({ labels: { a: 'x' }, clustering: ['a'], description: 'new' })
    expect(differenceOf(desired, present(), { descriptions: false, options: false })).toBeUndefined()
  })

  test('what is absent is made', () => {
    expect(differenceOf(wanted(), undefined, ALL)).toMatchObject({ action: 'create', details: [] })
  })
})

test('a merged schema keeps what is there, and adds columns as NULLABLE', () => {
  const desired = [column('b', INT64, { mode: 'REQUIRED' }), column('a', INT64, { description: 'A.' })]
  expect(mergedSchema(desired, [column('A'), column('old', STRING)])).toEqual([
    column('A', INT64, { description: 'A.' }),
    column('old', STRING),
    column('b'),
  ])
})
