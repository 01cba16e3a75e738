import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Field, QueryJob } from '../../src/generator/query-job.ts'
import type { Catalog, TableReference } from '../../src/googlesql/catalog.ts'
import { INT64, STRING } from '../../src/googlesql/types.ts'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { openSession } from '../../src/runner/duckdb/session.ts'
import { emptyCatalog } from '../../src/runner/duckdb/storage/empty-catalog.ts'
import { newOwner } from '../../src/runner/duckdb/storage/owner.ts'
import type { RowSource } from '../../src/runner/warehouse.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { IN_DATASET, PARTITIONING } from '../support/warehouse-task.ts'

const T: TableReference = { project: 'p', dataset: 'd', table: 't' }
const NO_PROCESS = 2 ** 22 + 12345

async function rowsOf(warehouse: DuckDbWarehouse, sql: string): Promise<unknown[]> {
  const { batches } = await warehouse.query({ ...IN_DATASET, sql })
  const rows: unknown[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

let jobs = 0

function fill(warehouse: DuckDbWarehouse, destination: TableReference, sql: string, options: Partial<QueryJob> = {}) {
  const job = {
    jobId: `job${++jobs}`,
    writeDisposition: 'truncate',
    schemaUpdateOptions: [],
    labels: {},
    ...options,
  } as const
  return warehouse.run({ ...IN_DATASET, ...job, sql, destination })
}

/** Days of 2024-02, a partition each, with 1000 rows of texts that do not compress to nothing. */
async function fillDays(warehouse: DuckDbWarehouse, ...days: readonly string[]): Promise<void> {
  for (const day of days) {
    const sql = `SELECT DATE '${day}' AS day, TO_HEX(SHA256(CAST(x AS STRING))) AS name FROM UNNEST(GENERATE_ARRAY(1, 1000)) AS x`
    const partition = { id: day.replaceAll('-', ''), unit: 'DAY' } as const
    await fill(warehouse, T, sql, { partition, partitioning: PARTITIONING })
  }
}

function runScript(warehouse: DuckDbWarehouse, sql: string) {
  return warehouse.run({
    ...IN_DATASET,
    sql,
    jobId: `job${++jobs}`,
    writeDisposition: 'truncate',
    schemaUpdateOptions: [],
    labels: {},
  })
}

/** Names of the files of `t`, in order of partition. */
function storedFiles(directory: string): string[] {
  const { files } = JSON.parse(readFileSync(join(folderOf(directory), 'table.json'), 'utf8'))
  return files.map(({ name }: { name: string }) => name)
}

function overwriteEnd(content: Buffer): Buffer {
  return content.fill(7, content.length - 300, content.length - 8)
}

function folderOf(directory: string): string {
  return join(directory, 'p', 'd', 't')
}

function partitionFiles(directory: string): string[] {
  return readdirSync(folderOf(directory))
    .filter((name) => name.endsWith('.parquet'))
    .sort()
}

describe('names', () => {
  it('cannot lead out of the folder, and come back as they are', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory: join(directory, 'w') })
    const names = ['../../x', '..', 'a/b', 'día', 'select', "it's", 'p.q', '%41', 'x*']
    for (const table of names)
      await fill(warehouse, { project: '../p', dataset: '..', table }, `SELECT '''${table}''' AS name`)
    expect(readdirSync(directory)).toEqual(['w'])
    const found = await Promise.all(names.map((table) => warehouse.find({ project: '../p', dataset: '..', table })))
    expect(found.map(({ kind }) => kind)).toEqual(names.map(() => 'present'))
    await fill(warehouse, { ...T, table: "it's" }, "SELECT 'x' AS name")
    expect(await rowsOf(warehouse, "SELECT name FROM `it's`")).toEqual([['x']])
  })

  it('are refused where no file system can hold them', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await expect(fill(warehouse, { ...T, table: 'x'.repeat(300) }, 'SELECT 1 AS a')).rejects.toMatchObject({
      code: 'invalid-name',
      exitCode: 2,
    })
  })
})

describe('damage', () => {
  it.each([
    ['cut short', (path: string) => truncateSync(path, 40)],
    ['not JSON', (path: string) => writeFileSync(path, 'x')],
    [
      'of another table',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"table": "t"', '"table": "u"')),
    ],
    [
      'of a newer bqetl',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"format": 1', '"format": 2')),
    ],
    [
      'pointing elsewhere',
      (path: string) =>
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"name": "data\.\w+/, '"name": "../../x')),
    ],
  ])('of a table’s JSON that is %s is told with the file and a way out', async (_, damage) => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fill(warehouse, T, 'SELECT 1 AS a')
    const path = join(folderOf(directory), 'table.json')
    damage(path)
    await expect(rowsOf(warehouse, 'SELECT * FROM t')).rejects.toMatchObject({
      code: 'corrupt-table',
      message: expect.stringContaining(`${path} does not describe the table p.d.t: `),
      hint: expect.stringContaining(`remove ${path}`),
    })
    // What may be a table is not made anew.
    expect(await warehouse.find(T)).toMatchObject({ kind: 'unknown' })
    await expect(fill(warehouse, T, 'SELECT 2 AS a')).rejects.toMatchObject({ code: 'corrupt-table' })
    rmSync(path)
    await fill(warehouse, T, 'SELECT 2 AS a')
    expect(await rowsOf(warehouse, 'SELECT a FROM t')).toEqual([['2']])
  })

  it.each([
    ['cut short', (path: string) => truncateSync(path, 5000), 'has 5000 bytes where'],
    ['missing', (path: string) => rmSync(path), 'is missing'],
    [
      'overwritten in the middle',
      (path: string) => writeFileSync(path, readFileSync(path).fill(7, 1000, 20_000)),
      'is damaged',
    ],
    ['overwritten at the end', (path: string) => writeFileSync(path, overwriteEnd(readFileSync(path))), 'is damaged'],
  ])(
    'of a partition’s file that is %s is told with the partition and how to fill it again',
    async (_, damage, reason) => {
      const directory = temporaryFolder()
      const warehouse = openDuckDbWarehouse({ directory })
      await fillDays(warehouse, '2024-02-28', '2024-02-29')
      const path = join(folderOf(directory), partitionFiles(directory)[1]!)
      damage(path)
      await expect(rowsOf(warehouse, 'SELECT MAX(name) FROM t')).rejects.toMatchObject({
        code: 'corrupt-partition',
        message: expect.stringContaining(`partition 20240229 of p.d.t cannot be read: ${path} ${reason}`),
        hint: 'fill it again: bqetl query run d.t --date 2024-02-29',
      })
      expect(await rowsOf(warehouse, "SELECT COUNT(DISTINCT name) FROM t WHERE day = '2024-02-28'")).toEqual([['1000']])
      await fillDays(warehouse, '2024-02-29')
      expect(await rowsOf(warehouse, 'SELECT COUNT(*) FROM t')).toEqual([['2000']])
    },
  )
})

describe('a folder', () => {
  it('that is a file is refused', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, '')
    expect(() => openDuckDbWarehouse({ directory: path })).toThrow(
      expect.objectContaining({ code: 'not-a-folder', exitCode: 2 }),
    )
  })

  it('that cannot be read makes it unknown what is there, and nothing is made in its place', async () => {
    const directory = temporaryFolder()
    mkdirSync(join(directory, 'p'))
    // A link to itself: not even root can read it.
    symlinkSync('d', join(directory, 'p', 'd'))
    const warehouse = openDuckDbWarehouse({ directory })
    expect(await warehouse.find(T)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('ELOOP') })
    await expect(fill(warehouse, T, 'SELECT 1 AS a')).rejects.toMatchObject({ code: 'unreadable', exitCode: 3 })
    await expect(rowsOf(warehouse, 'SELECT * FROM t')).rejects.toMatchObject({ code: 'unreadable' })
  })

  it('is not made by reading', async () => {
    const directory = join(temporaryFolder(), 'none')
    const warehouse = openDuckDbWarehouse({ directory })
    expect(await warehouse.find(T)).toEqual({ kind: 'absent' })
    expect(await rowsOf(warehouse, 'SELECT 1')).toEqual([['1']])
    expect(existsSync(directory)).toBe(false)
  })
})

describe('files that are no longer needed', () => {
  it('stay for their grace and go with the next write of the table', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-28')
    const [first] = partitionFiles(directory)
    await fillDays(warehouse, '2024-02-28')
    expect(partitionFiles(directory)).toContain(first)
    await sleep(5)
    await fillDays(openDuckDbWarehouse({ directory, graceMs: 1 }), '2024-02-29')
    expect(partitionFiles(directory)).not.toContain(first)
    expect(await rowsOf(warehouse, 'SELECT COUNT(*) FROM t')).toEqual([['2000']])
  })

  it('go when their writer died, but not a person’s own', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-28')
    const [known] = partitionFiles(directory)
    const orphan = '20240228.mwviabcdefghijklmnop.parquet'
    const left = [
      orphan,
      '20240301.mwviabcdefghijklmnop.parquet',
      '.mwviabcdefghijklmnop.claim',
      '.lease.mwviabcdefghijklmnop',
    ]
    for (const name of [...left, 'my.parquet', 'notes.txt']) {
      writeFileSync(join(folderOf(directory), name), '')
      utimesSync(join(folderOf(directory), name), 0, 0)
    }
    writeFileSync(join(folderOf(directory), `.x${orphan}`), '')
    const dead = join(directory, '.staging', 'dead')
    mkdirSync(dead)
    writeFileSync(join(dead, 'owner.json'), JSON.stringify({ ...newOwner(), pid: NO_PROCESS }))
    writeFileSync(join(dead, 'half.parquet'), 'x')
    await fillDays(warehouse, '2024-02-29')
    const names = readdirSync(folderOf(directory))
    expect(names).toEqual(expect.arrayContaining([known, 'my.parquet', 'notes.txt', 'table.json']))
    expect(names.filter((name) => left.includes(name))).toEqual([])
    expect(readdirSync(join(directory, '.staging'))).toEqual([])
  })

  it('go with a dropped table, when its grace is over and it was not made again', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory, graceMs: 1 })
    const drop = () => warehouse.apply({ kind: 'drop', table: T, ifExists: false })
    await fillDays(warehouse, '2024-02-28')
    await drop()
    expect(partitionFiles(directory)).toHaveLength(1)
    await sleep(5)
    await fill(warehouse, { ...T, table: 'other' }, 'SELECT 1 AS a')
    expect(readdirSync(join(directory, 'p', 'd'))).toEqual(['other'])
    await fillDays(warehouse, '2024-02-28')
    await drop()
    await fill(warehouse, T, 'SELECT 2 AS a')
    await sleep(5)
    await fill(warehouse, { ...T, table: 'other' }, 'SELECT 1 AS a')
    expect(await rowsOf(warehouse, 'SELECT a FROM t')).toEqual([['2']])
    expect(readdirSync(join(directory, '.dropped'))).toEqual([])
  })

  it('serve FOR SYSTEM_TIME AS OF as long as they are there', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await fill(warehouse, T, 'SELECT 1 AS a')
    await sleep(5)
    const between = new Date().toISOString()
    await sleep(5)
    await fill(warehouse, T, 'SELECT 2 AS a')
    await fill(warehouse, T, 'SELECT 3 AS a', { writeDisposition: 'append' })
    const asOf = (time: string) =>
      rowsOf(warehouse, `SELECT a FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '${time}' ORDER BY a`)
    expect(await asOf(between)).toEqual([['1']])
    expect(await asOf(new Date().toISOString())).toEqual([['2'], ['3']])
    await expect(asOf('2020-01-01 00:00:00+00')).rejects.toMatchObject({ code: 'no-history' })
  })
})

describe('a query', () => {
  it('reads no more partitions than its filters need', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-27', '2024-02-28', '2024-02-29')
    const [first, , last] = partitionFiles(directory)
    // Whoever opened these would fail.
    for (const name of [first!, last!]) rmSync(join(folderOf(directory), name))
    expect(await rowsOf(warehouse, "SELECT COUNT(*) FROM t WHERE day = '2024-02-28'")).toEqual([['1000']])
    expect(
      await rowsOf(
        warehouse,
        "SELECT COUNT(*) FROM t WHERE day > '2024-02-27' AND day < DATE_ADD('2024-02-28', INTERVAL 1 DAY)",
      ),
    ).toEqual([['1000']])
    await expect(rowsOf(warehouse, "SELECT COUNT(*) FROM t WHERE day >= '2024-02-28'")).rejects.toMatchObject({
      code: 'corrupt-partition',
    })
  })

  it('may read at most as many bytes as its job allows', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await fillDays(warehouse, '2024-02-28')
    const other = { ...T, table: 'u' }
    await expect(fill(warehouse, other, 'SELECT name FROM t', { maximumBytesBilled: 1000n })).rejects.toMatchObject({
      code: 'bytes-limit',
    })
    await fill(warehouse, other, 'SELECT name FROM t', { maximumBytesBilled: 1_000_000n })
  })

  it('finds what the project declares behind what is stored', async () => {
    const declared: Catalog = {
      ...emptyCatalog(),
      withDefaults: () => declared,
      findTable: (path) => {
        const table = path.at(-1)!
        const reference = { ...T, table }
        if (table === 'v') return { kind: 'view', reference, sql: 'SELECT name FROM p.d.t', path: 'sql/d/v/view.sql' }
        return table === 't' ? { kind: 'table', reference, columns: [{ name: 'name', type: STRING }] } : undefined
      },
    }
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder(), catalog: declared })
    const query = { ...IN_DATASET, sql: 'SELECT * FROM v' }
    expect((await warehouse.dryRun(query)).schema).toEqual([{ name: 'name', type: 'STRING', mode: 'NULLABLE' }])
    await expect(warehouse.query(query)).rejects.toMatchObject({
      code: 'table-not-found',
      message: 'p.d.t holds nothing yet',
      hint: 'fill it first: bqetl query run d.t --date DATE, or bqetl load d.t FILE',
    })
    await fill(warehouse, T, "SELECT 'a' AS name")
    expect(await rowsOf(warehouse, 'SELECT * FROM v')).toEqual([['a']])
  })
})

describe('a write', () => {
  it('sorts the rows of a partition by the clustering columns', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    const sql =
      "SELECT name, day FROM UNNEST(['c', 'a', 'b']) AS name, UNNEST([DATE '2024-02-28', DATE '2024-02-29']) AS day"
    await fill(warehouse, T, sql, { partitioning: PARTITIONING, clustering: ['name'] })
    await using session = await openSession()
    for (const file of partitionFiles(directory)) {
      expect(await session.rows(`SELECT name FROM read_parquet('${join(folderOf(directory), file)}')`)).toEqual([
        ['a'],
        ['b'],
        ['c'],
      ])
    }
  })

  it('of more partitions than are looked for one by one keeps every row', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    const days = "UNNEST(GENERATE_DATE_ARRAY('2023-12-01', '2024-01-31')) AS day"
    const sql = `SELECT day, CAST(x AS STRING) AS name FROM ${days}, UNNEST(GENERATE_ARRAY(1, 50)) AS x UNION ALL SELECT NULL, 'none'
      UNION ALL SELECT DATE '1900-01-01', 'early'`
    await fill(warehouse, T, sql, { partitioning: PARTITIONING, clustering: ['name'] })
    expect(await rowsOf(warehouse, 'SELECT COUNT(*), COUNT(DISTINCT day), COUNT(DISTINCT name) FROM t')).toEqual([
      ['3102', '63', '52'],
    ])
    const found = await warehouse.find(T)
    const partitions = found.kind === 'present' ? found.value.partitions : []
    expect(partitions).toHaveLength(64)
    expect(partitions.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['20231201', '__NULL__', '__UNPARTITIONED__']),
    )
    expect(await rowsOf(warehouse, "SELECT name FROM t WHERE day < '1950-01-01'")).toEqual([['early']])
  })

  it('by DML leaves partitions alone that it does not change', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-27', '2024-02-28', '2024-02-29')
    const run = (sql: string) => runScript(warehouse, sql)
    const filesOf = (): string[] => storedFiles(directory)
    const [first, second, third] = filesOf()
    await run("DELETE FROM t WHERE name = 'no such name'")
    expect(filesOf()).toEqual([first, second, third])
    await run("UPDATE t SET name = 'x' WHERE day = '2024-02-28' AND name < '1'; DELETE FROM t WHERE day > '2024-02-28'")
    expect(filesOf()).toEqual([first, expect.not.stringMatching(second!)])
    await run("UPDATE t SET day = '2024-03-01' WHERE day = '2024-02-28'")
    expect(filesOf()).toEqual([first, expect.stringMatching(/^20240301\./)])
    expect(await rowsOf(warehouse, 'SELECT day, COUNT(*) FROM t GROUP BY day ORDER BY day')).toEqual([
      ['2024-02-27', '1000'],
      ['2024-03-01', '1000'],
    ])
  })

  it('answers the extremes of the partition column from the first and the last partition with rows', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-27', '2024-02-28', '2024-02-29')
    await fill(warehouse, T, "SELECT DATE '2024-03-01' AS day, 'x' AS name FROM UNNEST([1]) AS x WHERE x > 1", {
      partition: { id: '20240301', unit: 'DAY' },
      partitioning: PARTITIONING,
    })
    const [first, second] = storedFiles(directory)
    writeFileSync(join(folderOf(directory), second!), 'not to be read')
    const extremes =
      'SELECT (SELECT MAX(day) FROM t), (SELECT MIN(day) FROM t), (SELECT DATE_ADD(MAX(day), INTERVAL 1 DAY) FROM t)'
    expect(await rowsOf(warehouse, extremes)).toEqual([['2024-02-29', '2024-02-27', '2024-03-01']])
    writeFileSync(join(folderOf(directory), first!), 'not to be read')
    expect(await rowsOf(warehouse, 'SELECT MAX(day) FROM t')).toEqual([['2024-02-29']])
    // what a filter leaves out, two questions at once, and other columns need the rest
    for (const sql of ['MAX(day) FROM t WHERE name > "m"', 'MAX(day), MIN(day) FROM t', 'MAX(day), MAX(name) FROM t']) {
      await expect(rowsOf(warehouse, `SELECT ${sql}`)).rejects.toMatchObject({ code: 'corrupt-partition' })
    }
  })

  it('gives no extreme where there is no value, and one outside of all partitions', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    const days = (sql: string) => fill(warehouse, T, sql, { partitioning: PARTITIONING })
    await days("SELECT CAST(NULL AS DATE) AS day, 'x' AS name")
    expect(await rowsOf(warehouse, 'SELECT MAX(day), COUNT(*) FROM t')).toEqual([[null, '1']])
    expect(await rowsOf(warehouse, 'SELECT MAX(day) FROM t')).toEqual([[null]])
    await days("SELECT day, 'x' AS name FROM UNNEST([DATE '1900-01-01', DATE '2024-02-28', NULL]) AS day")
    expect(await rowsOf(warehouse, 'SELECT (SELECT MIN(day) FROM t), (SELECT MAX(day) FROM t)')).toEqual([
      ['1900-01-01', '2024-02-28'],
    ])
  })

  it('by DML reads only the partitions that its condition picks', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-27', '2024-02-28', '2024-02-29')
    const [first, second, third] = storedFiles(directory)
    writeFileSync(join(folderOf(directory), first!), 'not to be read')
    await runScript(
      warehouse,
      `DECLARE since DATE DEFAULT '2024-02-28';
      DELETE FROM t WHERE day > since;
      INSERT INTO t VALUES (DATE '2024-02-29', 'new'), (DATE '2024-02-27', 'late');
      UPDATE t SET name = 'changed' WHERE day = DATE_ADD(since, INTERVAL 1 DAY);`,
    )
    expect(storedFiles(directory)).toEqual([first, expect.stringMatching(/^20240227/), second, expect.any(String)])
    expect(storedFiles(directory)).not.toContain(third)
    const answer = "SELECT day, COUNT(*), MAX(name) FROM t WHERE day > '2024-02-27' GROUP BY day ORDER BY day"
    expect(await rowsOf(warehouse, answer)).toEqual([
      ['2024-02-28', '1000', expect.any(String)],
      ['2024-02-29', '1', 'changed'],
    ])
  })

  it('by DML sees the partitions that it has not touched, and takes more of them when it must', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await fillDays(warehouse, '2024-02-27', '2024-02-28', '2024-02-29')
    await runScript(
      warehouse,
      `DELETE FROM t WHERE day >= '2024-02-29';
      INSERT INTO t SELECT DATE '2024-03-01', CONCAT('seen ', CAST(COUNT(*) AS STRING)) FROM t;
      DELETE FROM t WHERE day = '2024-02-27';
      INSERT INTO t SELECT DATE '2024-03-02', CONCAT('seen ', CAST(COUNT(*) AS STRING)) FROM t;
      UPDATE t SET name = 'kept' WHERE name NOT LIKE 'seen%';`,
    )
    const answer = 'SELECT day, COUNT(*), COUNT(DISTINCT name), MAX(name) FROM t GROUP BY day ORDER BY day'
    expect(await rowsOf(warehouse, answer)).toEqual([
      ['2024-02-28', '1000', '1', 'kept'],
      ['2024-03-01', '1', '1', 'seen 2000'],
      ['2024-03-02', '1', '1', 'seen 1001'],
    ])
  })

  it('by a transaction that is rolled back is undone, without a copy of what it did not touch', async () => {
    const directory = temporaryFolder()
    const warehouse = openDuckDbWarehouse({ directory })
    await fillDays(warehouse, '2024-02-27', '2024-02-28')
    const [first, second] = storedFiles(directory)
    writeFileSync(join(folderOf(directory), first!), 'not to be read')
    const change = "DELETE FROM t WHERE day = '2024-02-28'; INSERT INTO t VALUES (DATE '2024-02-28', 'new');"
    await runScript(warehouse, `BEGIN TRANSACTION; ${change} ROLLBACK TRANSACTION;`)
    expect(storedFiles(directory)).toEqual([first, second])
    await runScript(warehouse, `BEGIN TRANSACTION; ${change} COMMIT TRANSACTION;`)
    expect(await rowsOf(warehouse, "SELECT name FROM t WHERE day = '2024-02-28'")).toEqual([['new']])
  })

  it('that reads what it changes is not lost when another does the same', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await fill(warehouse, T, 'SELECT 0 AS a')
    const sql = 'UPDATE t SET a = a + 1 WHERE TRUE'
    const update = (_: unknown, index: number) =>
      warehouse.run({
        ...IN_DATASET,
        sql,
        jobId: `update${index}`,
        writeDisposition: 'truncate',
        schemaUpdateOptions: [],
        labels: {},
      })
    await Promise.all(Array.from({ length: 6 }, update))
    expect(await rowsOf(warehouse, 'SELECT a FROM t')).toEqual([['6']])
  })

  it('is refused when somebody has changed the schema meanwhile', async () => {
    const warehouse = openDuckDbWarehouse({ directory: temporaryFolder() })
    await fill(warehouse, T, 'SELECT 1 AS a')
    const b: Field = { name: 'b', type: INT64, mode: 'NULLABLE' }
    async function* source(): RowSource {
      // The load has looked at the table by now.
      await warehouse.apply({ kind: 'addFields', table: T, fields: [b] })
      yield [{ value: { a: 2 }, path: 'rows', line: 1 }]
    }
    const schema: readonly Field[] = [{ ...b, name: 'a' }]
    const load = warehouse.load(T, source(), { schema, writeDisposition: 'append' })
    await expect(load).rejects.toMatchObject({ code: 'concurrent-change', exitCode: 3 })
    expect(await rowsOf(warehouse, 'SELECT * FROM t')).toEqual([['1', null]])
  })
})
