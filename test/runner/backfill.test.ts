import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BackfillPlan, planBackfill } from '../../src/generator/plan/plan-backfill.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import { type Journal, openJournal } from '../../src/runner/backfill/journal.ts'
import { runBackfill } from '../../src/runner/backfill/run-backfill.ts'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { type Folder, temporaryFolder } from '../support/cli.ts'

const RUN = { run: '2024-05-01T00:00:00Z', rows: '7', seconds: 0.5 }

function open(folder: Folder, changes: { digest?: string; range?: string; restart?: boolean } = {}): Promise<Journal> {
  const same = { digest: 'a', range: '2024-05-01 to 2024-05-02', restart: false }
  return openJournal({ directory: folder.file('journal'), name: 'shop.t', ...same, ...changes })
}

async function recorded(folder: Folder): Promise<void> {
  await using journal = await open(folder)
  await journal.record(RUN)
}

describe('the journal', () => {
  test('knows what was done, for the same work alone', async () => {
    using folder = temporaryFolder()
    await recorded(folder)
    {
      await using same = await open(folder)
      expect([...same.done.values()]).toEqual([RUN])
      expect(same.forgotten).toBeUndefined()
    }
    {
      await using other = await open(folder, { digest: 'b', range: '2024-06-01 to 2024-06-02' })
      expect(other.done.size).toBe(0)
      expect(other.forgotten).toBe('2024-05-01 to 2024-05-02')
    }
    await using back = await open(folder)
    expect(back.done.size).toBe(0)
  })

  test('forgets on request, and when everything is done', async () => {
    using folder = temporaryFolder()
    await recorded(folder)
    {
      await using journal = await open(folder, { restart: true })
      expect(journal.done.size).toBe(0)
      await journal.record(RUN)
      await journal.finish()
    }
    await using journal = await open(folder)
    expect([journal.done.size, journal.forgotten]).toEqual([0, undefined])
  })

  test('drops a last line that was cut, and goes on behind the whole ones', async () => {
    using folder = temporaryFolder()
    await recorded(folder)
    const path = folder.file('journal/journal.ndjson')
    appendFileSync(path, '{"run":"2024-05-02T00:00')
    {
      await using journal = await open(folder)
      expect([...journal.done.keys()]).toEqual([RUN.run])
      await journal.record({ ...RUN, run: '2024-05-02T00:00:00Z' })
    }
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3)
    await using journal = await open(folder)
    expect(journal.done.size).toBe(2)
  })

  test('begins anew where the file is none', async () => {
    using folder = temporaryFolder()
    await recorded(folder)
    writeFileSync(folder.file('journal/journal.ndjson'), '\0\0\0')
    await using journal = await open(folder)
    expect(journal.done.size).toBe(0)
  })

  test('is one process’s at a time', async () => {
    using folder = temporaryFolder()
    await using _ = await open(folder)
    await expect(open(folder)).rejects.toMatchObject({ code: 'lease-held', exitCode: 3 })
  })
})

test('a folder that cannot be made is told as such', async () => {
  using folder = temporaryFolder({ journal: 'a file' })
  await expect(open(folder)).rejects.toMatchObject({ code: 'not-writable', exitCode: 3 })
})

describe('runs that append', () => {
  function appending(folder: Folder): BackfillPlan {
    folder.write({
      'bqetl_project.yaml': 'project_id: my-project\n',
      'sql/shop/t/query.sql': 'SELECT @submission_date AS day\n',
      'sql/shop/t/metadata.yaml':
        'friendly_name: T\nowners: [ada@example.com]\nscheduling:\n  arguments: [--append_table]\nbigquery:\n  time_partitioning: {type: day, field: day}\n',
      'sql/shop/t/schema.yaml': 'fields:\n- {name: day, type: DATE}\n',
    })
    const project = loadProject(folderSource(folder.path))
    const [start, end] = ['2024-05-01', '2024-05-02'].map(parseCalendarDate)
    return planBackfill(project.tables[0]!, { start: start!, end: end!, excluded: [] }, project)
  }

  const OPTIONS = { parallelism: 1, signal: new AbortController().signal }

  test('are repeated where the table shows that they were killed before their rows were there', async () => {
    using folder = temporaryFolder()
    const plan = appending(folder)
    await using warehouse = openDuckDbWarehouse({ directory: folder.file('warehouse') })
    {
      await using journal = await open(folder)
      await journal.begin(plan.runs[0]!.interval.start, null)
    }
    await using journal = await open(folder)
    const outcomes = await runBackfill(plan, warehouse, journal, OPTIONS)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done'])
    expect(await warehouse.find(plan.runs[0]!.job.destination!)).toMatchObject({ value: { rows: 2n } })
  })

  test('are not repeated where the table has changed since: nobody knows by whom', async () => {
    using folder = temporaryFolder()
    const plan = appending(folder)
    await using warehouse = openDuckDbWarehouse({ directory: folder.file('warehouse') })
    {
      await using journal = await open(folder)
      await journal.begin(plan.runs[0]!.interval.start, null)
      await warehouse.run(plan.runs[0]!.job)
    }
    await using journal = await open(folder)
    await expect(runBackfill(plan, warehouse, journal, OPTIONS)).rejects.toMatchObject({ code: 'append-unknown' })
    expect(await warehouse.find(plan.runs[0]!.job.destination!)).toMatchObject({ value: { rows: 1n } })
  })
})
