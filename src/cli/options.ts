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

/** What an argument `[selector...]` may be. */
export const SELECTOR_FORMS =
  'a NAME, dataset:X, dag:X, tag:X or state:changed; +S also what S reads, S+ also what reads S'

export type OutputFormat = 'text' | 'json'

export function addProjectOption(command: Command): Command {
  const description = 'folder of the project (default: the nearest above with a bqetl_project.yaml)'
  return command.option('--project-dir <dir>', description)
}

/** The project's option first: help shows groups in the order of their first options, and a command's own go with it. */
export function addWarehouseOptions(command: Command): Command {
  addProjectOption(command)
  for (const option of warehouseOptions()) command.addOption(option.helpGroup('Warehouse:'))
  for (const option of bigQueryOptions()) command.addOption(option.helpGroup('On BigQuery:'))
  return command
}

function warehouseOptions(): readonly Option[] {
  return [
    new Option('--warehouse <kind>', 'where jobs run (default: as bqetl_project.yaml says)').choices([
      'duckdb',
      'bigquery',
    ]),
    new Option('--database <dir>', 'folder of the embedded warehouse (default: .bqetl/warehouse in the project)'),
  ]
}

function bigQueryOptions(): readonly Option[] {
  return [
    new Option('--api-endpoint <url>', 'an API server that wants no credentials, such as http://127.0.0.1:9050'),
    new Option('--impersonate-service-account <email>', 'run jobs as this service account'),
    new Option('--job-project <project>', 'the project that jobs run in and are billed to (default: project_id)'),
    new Option('--location <location>', 'where jobs run (default: where the tables lie)'),
    new Option('--priority <priority>', 'of jobs').choices(['interactive', 'batch']),
    new Option('--label <key:value>', 'another label of every job (repeatable)').argParser(collect),
    new Option('--maximum-bytes-billed <bytes>', 'what no job may exceed, whatever its metadata say').argParser(
      parseBytes,
    ),
    new Option('--job-timeout <minutes>', 'how long a job may take').argParser(parsePositiveNumber),
  ]
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
