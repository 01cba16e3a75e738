import { type Command, InvalidArgumentError, Option } from 'commander'

/** What every command that reads a project takes. */
export interface ProjectOptions {
  readonly projectDir: string
}

/** What every command that touches a warehouse takes. */
export interface WarehouseOptions extends ProjectOptions {
  readonly database?: string
  readonly warehouse?: 'duckdb' | 'bigquery'
  readonly apiEndpoint?: string
  readonly impersonateServiceAccount?: string
  readonly jobProject?: string
  readonly location?: string
  readonly priority?: 'interactive' | 'batch'
  /** `KEY:VALUE` or `KEY=VALUE`. */
  readonly label?: readonly string[]
  readonly maximumBytesBilled?: bigint
  /** Minutes. */
  readonly jobTimeout?: number
}

/** `--date D` or `--interval START/END`; neither means the last whole interval before now. */
export interface WhenOptions {
  readonly date?: string
  readonly interval?: string
}

export type OutputFormat = 'text' | 'json'

export function addProjectOption(command: Command): Command {
  return command.option('--project-dir <dir>', 'folder of the project', '.')
}

export function addWarehouseOptions(command: Command): Command {
  return addProjectOption(command)
    .option('--database <dir>', 'folder of the embedded warehouse (default: .bqetl/warehouse in the project)')
    .addOption(
      new Option('--warehouse <kind>', 'where jobs run (default: as bqetl_project.yaml says)').choices([
        'duckdb',
        'bigquery',
      ]),
    )
    .option('--api-endpoint <url>', 'BigQuery: an API server that wants no credentials, such as http://127.0.0.1:9050')
    .option('--impersonate-service-account <email>', 'BigQuery: run jobs as this service account')
    .option('--job-project <project>', 'BigQuery: the project that jobs run in and are billed to (default: project_id)')
    .option('--location <location>', 'BigQuery: where jobs run (default: where the tables lie)')
    .addOption(new Option('--priority <priority>', 'BigQuery: of jobs').choices(['interactive', 'batch']))
    .option('--label <key:value>', 'BigQuery: another label of every job', collect)
    .option('--maximum-bytes-billed <bytes>', 'BigQuery: what no job may exceed, whatever its metadata say', parseBytes)
    .option('--job-timeout <minutes>', 'BigQuery: how long a job may take', parsePositiveNumber)
}

export function addWhenOptions(command: Command): Command {
  return command
    .addOption(new Option('--date <date>', 'the day to run for, YYYY-MM-DD').conflicts('interval'))
    .option('--interval <interval>', 'the interval to run for, START/END or START/PT1H, in UTC')
}

export function addFormatOption(command: Command): Command {
  return command.addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
}

/** Several values of one option, in the order given. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value]
}

export function parseWholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number.`)
  return Number(text)
}

function parseBytes(text: string): bigint {
  if (!/^0*[1-9]\d*$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number above zero.`)
  return BigInt(text)
}

export function parsePositiveInteger(text: string): number {
  if (!/^0*[1-9]\d*$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number above zero.`)
  return Number(text)
}

export function parsePositiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError(`"${text}" is not a number above zero.`)
  }
  return value
}

/** Examples at the end of a command's help: what it does, and the line to type. */
export function addExamples(command: Command, examples: readonly (readonly [what: string, line: string])[]): Command {
  const text = examples.map(([what, line]) => `  # ${what}\n  $ ${line}`).join('\n\n')
  return command.addHelpText('after', `\nExamples:\n${text}`)
}
