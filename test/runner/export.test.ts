import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseParameter } from '../../src/generator/parameter.ts'
import { planExport } from '../../src/generator/plan/plan-export.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { parseInterval } from '../../src/generator/time/data-interval.ts'
import { validateProject } from '../../src/generator/validate/project.ts'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { openSession } from '../../src/runner/duckdb/session.ts'
import { folder } from '../../src/runner/export/folder.ts'
import { openDestination } from '../../src/runner/export/open-destination.ts'
import { type ExportedFile, runExport } from '../../src/runner/export/run-export.ts'
import { bqetl, type Folder, SHOP, temporaryFolder } from '../support/cli.ts'

const TABLE = 'sql/shop/orders'
const METADATA = SHOP[`${TABLE}/metadata.yaml`]!

let shop: Folder
beforeAll(() => {
  shop = temporaryFolder(SHOP)
  expect(bqetl(shop, ['load', 'shop.orders', 'orders.ndjson', '--replace'])).toMatchObject({ code: 0, err: '' })
})
afterAll(() => shop[Symbol.dispose]())

interface Outcome {
  readonly destination: string
  readonly files: Record<string, string>
  readonly exported: readonly ExportedFile[]
}

function declare(declaration: string, sql?: string): void {
  shop.write({
    [`${TABLE}/metadata.yaml`]: `${METADATA}export:\n${declaration}`,
    ...(sql !== undefined && { [`${TABLE}/rows.sql`]: sql }),
  })
}

/** Exports a day of `shop.orders` as declared. */
async function exported(
  declaration: string,
  sql?: string,
  { parameters = [], destination = `out-${Math.random()}` }: { parameters?: string[]; destination?: string } = {},
): Promise<Outcome> {
  declare(declaration, sql)
  const project = loadProject(folderSource(shop.path))
  const table = project.tables.find(({ reference }) => reference.table === 'orders')!
  const given = { parameters: parameters.map(parseParameter) }
  const files = planExport(table, parseInterval('2024-05-01/P1D'), project, given)
  await using warehouse = openDuckDbWarehouse({
    directory: shop.file('.bqetl/warehouse'),
    catalog: renderedCatalog(project),
  })
  const written = await runExport(warehouse, project, { files, destination: folder(shop.file(destination)) })
  return { destination, files: filesOf(destination), exported: written }
}

function filesOf(folder: string): Record<string, string> {
  if (!existsSync(shop.file(folder))) return {}
  const names = readdirSync(shop.file(folder), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    names.map((entry) => {
      const path = `${entry.parentPath}/${entry.name}`
      return [path.slice(shop.file(folder).length + 1), readFileSync(path, 'latin1')]
    }),
  )
}

const QUERY = "  files:\n  - {name: 'NAME', query: rows.sql}\n"

describe('what is exported', () => {
  test('is the partition where no query is named, a file for each value of the columns in the name', async () => {
    const { files } = await exported("  files:\n  - {name: '{customer}/{day}.ndjson'}\n")
    expect(files).toEqual({ 'ada/2024-05-01.ndjson': '{"amount":"3"}\n', 'bob/2024-05-01.ndjson': '{"amount":"4"}\n' })
  })

  test('has parameters, the date among them, and "now" at the end of the interval', async () => {
    const { files } = await exported(
      `  parameters: ['who:STRING:{{ ds_nodash }}']\n${QUERY.replace('NAME', '{who}.json')}`,
      'SELECT @who AS who, @submission_date AS day, CURRENT_TIMESTAMP() AS now, CAST(NULL AS STRING) AS gone',
    )
    expect(files).toEqual({ '20240501.json': '[{"day":"2024-05-01","now":"2024-05-02 00:00:00 UTC"}]\n' })
  })

  test('takes another value for a parameter that is listed, and refuses others', async () => {
    const run = (parameter: string) =>
      exported(`  parameters: [who:STRING:x]\n${QUERY.replace('NAME', '{who}.json')}`, 'SELECT @who AS who, 1 AS n', {
        parameters: [parameter],
      })
    expect((await run('who:STRING:y')).files).toEqual({ 'y.json': '[{"n":"1"}]\n' })
    await expect(run('why:STRING:y')).rejects.toMatchObject({ code: 'unknown-parameter', hint: 'did you mean who?' })
    await expect(run('who:INT64:1')).rejects.toMatchObject({ code: 'invalid-parameter', exitCode: 2 })
  })

  test('is JSON, NDJSON, CSV or a document, as the ending or the format says', async () => {
    const sql = `SELECT name, 9007199254740993 AS n, IF(name = 'b', NULL, 1.5) AS f, JSON '{"a":[1]}' AS j,
      [STRUCT(DATETIME '2024-05-01 10:00:00' AS t, '"' AS q)] AS s FROM UNNEST(['', 'b']) AS name`
    const first = '{"name":"","n":"9007199254740993","f":1.5,"j":{"a":[1]},"s":[{"t":"2024-05-01T10:00:00","q":"\\""}]}'
    const second = '{"name":"b","n":"9007199254740993","j":{"a":[1]},"s":[{"t":"2024-05-01T10:00:00","q":"\\""}]}'
    const nested = '"{""a"":[1]}","[{""t"":""2024-05-01T10:00:00"",""q"":""\\""""}]"'
    const files = ['all.json', 'all.ndjson', 'all.csv'].map((name) => `  - {name: ${name}, query: rows.sql}\n`).join('')
    expect((await exported(`  files:\n${files}`, sql)).files).toEqual({
      'all.json': `[${first},\n${second}]\n`,
      'all.ndjson': `${first}\n${second}\n`,
      'all.csv': `name,n,f,j,s\n"",9007199254740993,1.5,${nested}\nb,9007199254740993,,${nested}\n`,
    })
    const document = "  files:\n  - {name: '{name}.txt', query: rows.sql, format: document}\n"
    const { files: documents } = await exported(document, "SELECT 'a' AS name, 'any text' AS document")
    expect(documents).toEqual({ 'a.txt': 'any text\n' })
  })

  test('is Parquet, which keeps the types', async () => {
    const { destination } = await exported(
      QUERY.replace('NAME', 'all.parquet'),
      `SELECT n, NUMERIC '0.1' AS d, b'\\x00\\xff' AS b, TIMESTAMP '2024-05-01 10:00:00.000001' AS t,
        CAST('nan' AS FLOAT64) AS f, [STRUCT(DATE '2024-05-01' AS day, JSON '{"x":1}' AS j)] AS s
      FROM UNNEST([1, NULL]) AS n ORDER BY n DESC`,
    )
    await using session = await openSession()
    const from = `FROM read_parquet('${shop.file(`${destination}/all.parquet`)}')`
    const types = await session.rows(`DESCRIBE SELECT * ${from}`)
    expect(types.map((row) => row[1])).toEqual([
      'BIGINT',
      'DECIMAL(38,9)',
      'BLOB',
      'TIMESTAMP WITH TIME ZONE',
      'DOUBLE',
      'STRUCT("day" DATE, j JSON)[]',
    ])
    const constant = ['0.100000000', '\\x00\\xFF', '2024-05-01 10:00:00.000001+00', 'nan']
    const nested = `[{'day': 2024-05-01, 'j': '{"x":1}'}]`
    expect(await session.rows(`SELECT CAST(COLUMNS(*) AS VARCHAR) ${from}`)).toEqual([
      ['1', ...constant, nested],
      [null, ...constant, nested],
    ])
  })

  test('is an empty file where there are no rows and one name, and no file where names come from rows', async () => {
    const names = ['a.json', 'a.ndjson', 'a.csv', '{customer}.json']
    const files = names.map((name) => `  - {name: '${name}', query: rows.sql}\n`).join('')
    const sql = 'SELECT customer, amount FROM shop.orders WHERE day = "1999-01-01"'
    expect((await exported(`  files:\n${files}`, sql)).files).toEqual({
      'a.json': '[]\n',
      'a.ndjson': '',
      'a.csv': 'customer,amount\n',
    })
  })

  test('is the same gzip file a second time, and other files stay', async () => {
    const gzip = QUERY.replace('NAME', '{customer}.json.gz')
    const sql = 'SELECT customer, amount FROM shop.orders WHERE day = @submission_date'
    const { destination, ...first } = await exported(gzip, sql)
    expect(first.exported[0]).toEqual({
      name: 'ada.json.gz',
      rows: 1,
      bytes: first.files['ada.json.gz']!.length,
      contentType: 'application/json',
      contentEncoding: 'gzip',
    })
    const bytes = Buffer.from(first.files['ada.json.gz']!, 'latin1')
    expect(gunzipSync(bytes).toString()).toBe('[{"amount":"3"}]\n')
    // the time in the header
    expect(bytes.subarray(4, 8)).toEqual(Buffer.alloc(4))
    shop.write({ [`${destination}/other.txt`]: 'mine' })
    expect((await exported(gzip, sql, { destination })).files).toEqual({ ...first.files, 'other.txt': 'mine' })
  })

  test('is complete beyond what is kept in memory', async () => {
    const sql =
      "SELECT MOD(n, 3) AS part, n, REPEAT('x', 100) AS x FROM UNNEST(GENERATE_ARRAY(1, 5000)) AS n ORDER BY n DESC"
    const { files } = await exported(QUERY.replace('NAME', '{part}.json'), sql)
    const rows = JSON.parse(files['1.json']!) as { n: string }[]
    expect(rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: 1667 }, (_, index) => 4999 - 3 * index))
  })
})

describe('names of files', () => {
  test('stay in the folder whatever the values are', async () => {
    const slugs = "'../../x', '..', '/etc/x', 'a\\\\b', 'a%2Fb', 'ä ö', '.', 'x\\ny'"
    const sql = `SELECT slug, 1 AS n FROM UNNEST([${slugs}]) AS slug`
    const { files } = await exported(QUERY.replace('NAME', '{slug}/{slug}.json'), sql)
    const names = ['..%2F..%2Fx', '%2E%2E', '%2Fetc%2Fx', 'a%5Cb', 'a%252Fb', 'ä ö', '%2E', 'x%0Ay']
    expect(Object.keys(files).sort()).toEqual(names.map((name) => `${name}/${name}.json`).sort())
    expect(readdirSync(shop.path)).not.toContain('x.json')
  })

  test.each([
    ['export-name', 'NULL', '{slug}.json', 'SELECT CAST(NULL AS STRING) AS slug, 1 AS n'],
    ['export-name', 'an empty folder', '{slug}/x.json', "SELECT '' AS slug, 1 AS n"],
    ['export-name', 'too long', '{slug}.json', "SELECT REPEAT('é', 200) AS slug, 1 AS n"],
    ['export-conflict', 'shared', '{a}{b}.json', "SELECT 'x' AS a, 'yz' AS b, 1 AS n UNION ALL SELECT 'xy', 'z', 2"],
    ['unknown-column', 'a misspelt column', '{slag}.json', "SELECT 'x' AS slug, 1 AS n"],
    ['export-columns', 'all columns in the name', '{slug}.json', "SELECT 'x' AS slug"],
    ['invalid-query', 'two columns of a name', '{slug}.json', "SELECT 'x' AS slug, 1 AS n, 2 AS N"],
    ['unknown-table', 'a broken query', '{slug}.json', 'SELECT slug, 1 AS n FROM shop.odrers'],
  ])('%s: %s, and nothing is written', async (code, _, name, sql) => {
    const destination = `out-${Math.random()}`
    const other = '  files:\n  - {name: first.json}\n'
    const run = exported(`${other}  - {name: '${name}', query: rows.sql}\n`, sql, { destination })
    await expect(run).rejects.toMatchObject({ code, exitCode: 1 })
    expect(filesOf(destination)).toEqual({})
  })

  test.each(['/x.json', '../x.json', 'a/../b.json', 'a//b.json', '{a', 'a/', '{a b}.json'])(
    'are refused as %s',
    async (name) => {
      await expect(exported(QUERY.replace('NAME', name), 'SELECT 1 AS a')).rejects.toMatchObject({
        code: 'invalid-value',
        message: expect.stringContaining('export.files.0.name'),
      })
    },
  )
})

test('several rows for one document are refused', async () => {
  const declaration = "  files:\n  - {name: '{a}.json', query: rows.sql, format: document}\n"
  const sql = 'SELECT 1 AS a, b FROM UNNEST([1, 2]) AS b'
  await expect(exported(declaration, sql)).rejects.toMatchObject({ code: 'export-conflict' })
})

test('a destination is a folder or a bucket, and nothing else', async () => {
  const names: Readonly<Record<string, string>> = {
    'file:///a%20b/': '/a b/',
    'gs://bucket': 'gs://bucket/',
    'gs://some.bucket/x/y': 'gs://some.bucket/x/y/',
    's3://bucket/x/': 's3://bucket/x/',
  }
  for (const [text, name] of Object.entries(names)) expect((await openDestination(text)).name).toBe(name)
  const wrong = [
    '',
    'ftp://host/x',
    'file://host/x',
    'file:///a%2Fb',
    'gs://',
    'gs:///x',
    's3://bucket//x',
    'gs://bucket/../x',
  ]
  for (const text of wrong) {
    await expect(openDestination(text)).rejects.toMatchObject({ code: 'invalid-destination', exitCode: 2 })
  }
  const into = exported("  files:\n  - {name: 'a.json'}\n", undefined, { destination: 'orders.ndjson' })
  await expect(into).rejects.toMatchObject({ code: 'not-a-folder', exitCode: 2 })
})

test('validate looks into the queries of exports', () => {
  declare(
    `${QUERY.replace('NAME', '{who}.json')}  - {name: x.json, query: none.sql}\n  - {name: x.parquet.gz}\n`,
    'SELECT amonut, 1 AS n FROM shop.orders',
  )
  const { diagnostics } = validateProject(loadProject(folderSource(shop.path)), ['shop.orders'])
  const places = diagnostics.map(({ code, path, line, column }) => [code, path, line, column])
  expect(places).toEqual([
    ['no-such-file', `${TABLE}/metadata.yaml`, undefined, undefined],
    ['export-compression', `${TABLE}/metadata.yaml`, 10, 5],
    ['unknown-column', `${TABLE}/rows.sql`, 1, 8],
  ])
})

describe('bqetl export', () => {
  test('writes a view whole, into the project where no destination is named', () => {
    shop.write({
      'sql/shop/big/view.sql':
        'CREATE OR REPLACE VIEW shop.big AS SELECT customer, amount FROM shop.orders WHERE amount > 3\n',
      'sql/shop/big/metadata.yaml': "friendly_name: Big\nexport:\n  files:\n  - {name: '{customer}.json'}\n",
    })
    const { code, out, err } = bqetl(shop, ['export', 'shop.big', '--interval', '2024-05-01T10:00Z/PT5M'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/ada\.json +1 +17\nbob\.json +1 +17\n2 files in \.bqetl\/export\/shop\.big\n$/)
    expect(filesOf('.bqetl/export/shop.big')).toEqual({
      'ada.json': '[{"amount":"5"}]\n',
      'bob.json': '[{"amount":"4"}]\n',
    })
  })

  test('has nothing to do where nothing is declared', () => {
    shop.write({ [`${TABLE}/metadata.yaml`]: METADATA })
    const { code, err } = bqetl(shop, ['export', 'shop.orders', '--date', '2024-05-01'])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('error[no-export]') })
  })
})
