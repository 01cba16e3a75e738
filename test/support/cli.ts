import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const BQETL = join(ROOT, 'bqetl')

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A folder of its own with these files, gone when disposed. */
export interface Folder extends Disposable {
  readonly path: string
  file(name: string): string
  write(files: Readonly<Record<string, string>>): void
}

export function temporaryFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), 'bqetl-test-'))
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), text)
    }
  }
  write(files)
  return {
    path,
    write,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Runs the real program in that folder to its end. */
export function bqetl(
  folder: Folder,
  args: readonly string[],
  input = '',
  environment: NodeJS.ProcessEnv = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BQETL, ...args], {
    cwd: folder.path,
    input,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...environment },
    maxBuffer: 64 * 1024 * 1024,
  })
  return { code: status, out: stdout, err: stderr }
}

/** Starts the real program and leaves it running. */
export function startBqetl(folder: Folder, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, [BQETL, ...args], { cwd: folder.path, env })
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = new Promise<Outcome>((resolve) => child.on('close', (code) => resolve({ code, out: '', err })))
  return { child, ended }
}

/** A project with one daily table that a query fills from a source table. */
export const SHOP: Readonly<Record<string, string>> = {
  'bqetl_project.yaml': 'project_id: my-project\n',
  'sql/shop/orders/metadata.yaml':
    'friendly_name: Orders\ndescription: Orders\nowners: [ada@example.com]\nbigquery:\n  time_partitioning: {type: day, field: day}\n',
  'sql/shop/orders/schema.yaml':
    'fields:\n- {name: day, type: DATE, mode: NULLABLE}\n- {name: customer, type: STRING, mode: NULLABLE}\n- {name: amount, type: INTEGER, mode: NULLABLE}\n',
  'sql/shop_derived/daily_v1/metadata.yaml':
    'friendly_name: Daily\ndescription: Amounts by day\nowners: [ada@example.com]\nbigquery:\n  time_partitioning: {type: day, field: day}\n',
  'sql/shop_derived/daily_v1/schema.yaml':
    'fields:\n- {name: day, type: DATE, mode: NULLABLE}\n- {name: total, type: INTEGER, mode: NULLABLE}\n',
  'sql/shop_derived/daily_v1/query.sql':
    'SELECT\n  day,\n  SUM(amount) AS total\nFROM\n  shop.orders\nWHERE\n  day = @submission_date\nGROUP BY\n  day\n',
  'orders.ndjson':
    '{"day":"2024-05-01","customer":"ada","amount":3}\n{"day":"2024-05-01","customer":"bob","amount":"4"}\n{"day":"2024-05-02","customer":"ada","amount":5}\n',
}
