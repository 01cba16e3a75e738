import { describe, expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { validateProject } from '../../src/generator/validate/project.ts'
import { SHOP, temporaryFolder } from '../support/cli.ts'
import { memoryProject } from '../support/memory-project.ts'

const QUERY = 'sql/shop_derived/daily_v1/query.sql'
const SCHEMA = 'sql/shop_derived/daily_v1/schema.yaml'
const VIEW = 'sql/shop/daily/view.sql'

function problems(files: Readonly<Record<string, string>>, names: readonly string[] = []) {
  const { diagnostics } = validateProject(memoryProject({ ...SHOP, ...files }), names)
  return diagnostics.map(
    ({ code, severity, path, line, column, message }) => `${severity} ${code} ${path}:${line}:${column} ${message}`,
  )
}

describe('the columns of a query against its schema.yaml', () => {
  const query = (columns: string) => `SELECT\n  ${columns}\nFROM\n  shop.orders\nWHERE\n  day = @submission_date\n`

  test('another type is told at the item that gives it', () => {
    expect(problems({ [QUERY]: query('day,\n  customer AS total,') })).toEqual([
      `error schema-mismatch ${QUERY}:3:3 column "total" is STRING here, but INT64 in schema.yaml`,
    ])
  })

  test('a column that the schema lacks is told, unless the task may add fields', () => {
    const files = { [QUERY]: query('day,\n  amount,') }
    expect(problems(files)).toEqual([`error schema-mismatch ${QUERY}:3:3 schema.yaml has no column "amount" (INT64)`])
    const metadata = `${SHOP['sql/shop_derived/daily_v1/metadata.yaml']}scheduling:\n  arguments: [--schema_update_option=ALLOW_FIELD_ADDITION]\n`
    expect(problems({ ...files, 'sql/shop_derived/daily_v1/metadata.yaml': metadata })).toEqual([])
  })

  test('a required column that the query lacks is told; a nullable one may be missing', () => {
    expect(problems({ [QUERY]: query('day,') })).toEqual([])
    const schema = SHOP[SCHEMA]!.replace('type: INTEGER, mode: NULLABLE', 'type: INTEGER, mode: REQUIRED')
    expect(problems({ [QUERY]: query('day,'), [SCHEMA]: schema })).toEqual([
      `error schema-mismatch ${QUERY}:1:1 the query gives no column "total", which schema.yaml requires`,
    ])
  })
})

test('a broken schema.yaml is told once, not once for each query that reads the table', () => {
  const files = {
    [SCHEMA]: SHOP[SCHEMA]!.replace('INTEGER', 'INTEGR'),
    [VIEW]: 'CREATE OR REPLACE VIEW shop.daily AS SELECT total FROM shop_derived.daily_v1\n',
  }
  expect(problems(files).map((text) => text.split(' ').slice(0, 2))).toEqual([['error', 'invalid-value']])
  expect(problems(files, ['shop.daily'])).toEqual([
    `error broken-schema ${VIEW}:1:56 ${SCHEMA} has mistakes, so the columns of my-project.shop_derived.daily_v1 are not known`,
  ])
})

test('a view of another name than its folder’s is told', () => {
  const view = (name: string) => ({
    [VIEW]: `CREATE OR REPLACE VIEW\n  ${name}\nAS SELECT total FROM shop_derived.daily_v1\n`,
  })
  expect(problems(view('`my-project.shop.daily`'))).toEqual([])
  expect(problems(view('`my-project.shop.dialy`'))).toEqual([
    `error view-name ${VIEW}:2:3 the folder is that of my-project.shop.daily, but the view is called shop.dialy`,
  ])
})

test('what a tree of bigquery-etl does not declare is unknown there, not wrong', () => {
  const files = { [QUERY]: 'SELECT 1 AS total FROM telemetry_stable.main_v4\n' }
  expect(problems(files)[0]).toMatch(/^error unknown-table/)
  expect(problems({ ...files, 'bqetl_project.yaml': 'default:\n  project: my-project\n' })[0]).toMatch(
    /^warning unknown-table/,
  )
})

test('a file that is not UTF-8 is told at its first foreign byte, and never read otherwise', () => {
  using folder = temporaryFolder({ ...SHOP })
  const latin1 = (path: string, text: string) => folder.write({ [path]: Buffer.from(text, 'latin1') as never })
  latin1(QUERY, "SELECT\n  day,\n  0 AS total -- é\nFROM shop.orders WHERE customer = 'ä' AND day = @submission_date\n")
  latin1('sql/shop/orders/metadata.yaml', 'friendly_name: Aufträge\n')
  const found = () => validateProject(loadProject(folderSource(folder.path)), []).diagnostics
  expect(found()).toMatchObject([
    { code: 'encoding', path: 'sql/shop/orders/metadata.yaml', line: 1, column: 21 },
    {
      code: 'encoding',
      path: QUERY,
      line: 3,
      column: 17,
      message: 'the byte E9 here is no UTF-8, which in ISO-8859-1 is é',
    },
  ])
  folder.write({ [QUERY]: Buffer.from('\ufeffSELECT 1', 'utf16le') as never })
  expect(found()[1]).toMatchObject({ code: 'encoding', message: 'the file is UTF-16, not UTF-8' })
})
