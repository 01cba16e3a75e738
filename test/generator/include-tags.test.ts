import { expect, test } from 'vitest'
import { parseYaml } from '../../src/generator/yaml/file.ts'
import { includeResolver } from '../../src/generator/yaml/include-tags.ts'
import { toValue } from '../../src/generator/yaml/node.ts'

const FILES: Readonly<Record<string, string>> = {
  'sql/shop/orders/schema.yaml': `fields:
- name: id
  type: INTEGER
  description: Number of the order.
- name: at
  type: TIMESTAMP
- name: customer
  type: RECORD
  fields:
  - name: name
    type: STRING
    description: "Full name.\\n"
  - name: town
    type: STRING
`,
  'shared/loop.yaml': 'fields: !include-fields\n  file: shared/back.yaml\n',
  'shared/back.yaml': 'fields: !include-fields\n  file: shared/loop.yaml\n',
  'shared/broken.yaml': 'fields: [\n',
}

function resolve(text: string) {
  const resolver = includeResolver({
    file: (path) => (FILES[path] === undefined ? undefined : parseYaml(FILES[path], path)),
    schemaPath: (table) => (table === 'bqetl.shop.orders' ? 'sql/shop/orders/schema.yaml' : undefined),
  })
  const { root, diagnostics } = resolver(parseYaml(text, 'schema.yaml'))
  return {
    value: toValue(root) as Record<string, unknown>,
    problems: diagnostics.map(({ code, message, line, column }) => ({ code, message, line, column })),
  }
}

test('includes a whole file, or what a path selects in it', () => {
  expect(resolve('!include\nfile: /sql/shop/orders/schema.yaml\n').value.fields).toHaveLength(3)
  const selected = resolve(
    "fields:\n- !include\n  file: sql/shop/orders/schema.yaml\n  jmespath: fields[?name == 'at'] | [0]\n",
  )
  expect(selected.value.fields).toEqual([{ name: 'at', type: 'TIMESTAMP' }])
})

test('includes a field with changes', () => {
  const { value } = resolve(`fields:
- !include-field
  table: bqetl.shop.orders
  field: customer.name
  new_name: buyer
  new_mode: REQUIRED
  append_description: Never empty.
  prepend_description: Who buys.
- !include-field
  table: bqetl.shop.orders
  field: customer
  new_fields:
  - !include-field
    table: bqetl.shop.orders
    field: customer.town
- !include-field
  table: bqetl.shop.orders
  field: at
  append_description: When.
`)
  expect(value.fields).toEqual([
    { name: 'buyer', type: 'STRING', description: 'Who buys.\nFull name.\nNever empty.', mode: 'REQUIRED' },
    { name: 'customer', type: 'RECORD', fields: [{ name: 'town', type: 'STRING' }] },
    { name: 'at', type: 'TIMESTAMP', description: 'When.' },
  ])
})

test('includes fields: all, some in the order given, all but some, with replacements, of a record', () => {
  const names = (parameters: string) => {
    const { value, problems } = resolve(`fields: !include-fields\n  table: bqetl.shop.orders\n${parameters}`)
    expect(problems).toEqual([])
    return (value.fields as { name: string; type: string }[]).map(({ name, type }) => `${name} ${type}`)
  }
  expect(names('')).toEqual(['id INTEGER', 'at TIMESTAMP', 'customer RECORD'])
  expect(names('  field_names: [at, id]\n')).toEqual(['at TIMESTAMP', 'id INTEGER'])
  expect(names('  exclude_field_names: id\n')).toEqual(['at TIMESTAMP', 'customer RECORD'])
  expect(names('  field_replacements:\n  - {name: id, type: STRING}\n')).toEqual([
    'id STRING',
    'at TIMESTAMP',
    'customer RECORD',
  ])
  expect(names('  parent_field: customer\n')).toEqual(['name STRING', 'town STRING'])
})

test('includes a description; a field without one gives an empty text', () => {
  const { value } = resolve(`fields:
- name: a
  description: !include-field-description
    table: bqetl.shop.orders
    field: id
    append: Unique.
- name: b
  description: !include-field-description
    file: sql/shop/orders/schema.yaml
    field: at
`)
  expect(value.fields).toEqual([
    { name: 'a', description: 'Number of the order.\nUnique.' },
    { name: 'b', description: '' },
  ])
})

test('flattens lists by one level', () => {
  const { value } = resolve(
    'fields: !flatten-lists\n- {name: first, type: DATE}\n- !include-fields\n  table: bqetl.shop.orders\n  field_names: [id]\n- - - x\n',
  )
  expect(value.fields).toEqual([
    { name: 'first', type: 'DATE' },
    { name: 'id', type: 'INTEGER', description: 'Number of the order.' },
    ['x'],
  ])
})

test.each([
  ['a file that is missing', 'a: !include\n  file: no.yaml\n', 'there is no file no.yaml to include', 2, 9],
  [
    'a table that is not declared',
    'a: !include-fields\n  table: bqetl.shop.nothing\n',
    'the schema of bqetl.shop.nothing is not in this project',
    2,
    10,
  ],
  [
    'a field that is missing',
    'a: !include-field\n  table: bqetl.shop.orders\n  field: customer.age\n',
    'there is no field customer.age in what is included',
    3,
    10,
  ],
  [
    'a circle',
    'a: !include\n  file: shared/loop.yaml\n',
    'shared/back.yaml:2:9 is wrong: the file includes itself: shared/loop.yaml → shared/back.yaml → shared/loop.yaml',
    2,
    9,
  ],
  [
    'a file that is wrong',
    'a: !include\n  file: shared/broken.yaml\n',
    expect.stringMatching(/^shared\/broken\.yaml:\d+:\d+ is wrong: /),
    2,
    9,
  ],
  [
    'a parameter that is unknown',
    'a: !include-field\n  table: bqetl.shop.orders\n  fild: id\n',
    '!include-field has no parameter fild',
    3,
    3,
  ],
  [
    'a parameter that is missing',
    'a: !include-field\n  table: bqetl.shop.orders\n',
    '!include-field needs the parameter field',
    2,
    3,
  ],
  ['a path out of the project', 'a: !include\n  file: ../secret.yaml\n', '../secret.yaml leaves the project', 2, 9],
  [
    'an expression that is not understood',
    'a: !include\n  file: sql/shop/orders/schema.yaml\n  jmespath: length(fields)\n',
    'the JMESPath expression is not understood: (fields)',
    3,
    13,
  ],
])('tells %s, with its place', (_name, text, message, line, column) => {
  const { problems } = resolve(text)
  // a circle is told from the file that was asked for
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ line, column })
  expect(problems[0]!.message).toEqual(
    typeof message === 'string' && message.includes('includes itself')
      ? expect.stringContaining('includes itself')
      : message,
  )
})

test('tells a missing file once, however many tags name it', () => {
  const tag = 'description: !include-field-description\n    file: no.yaml\n    field: a\n'
  expect(resolve(`fields:\n- name: a\n  ${tag}- name: b\n  ${tag}`).problems).toHaveLength(1)
})
