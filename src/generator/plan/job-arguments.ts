import type { Diagnostic } from '../../errors.ts'
import type { QueryJob } from '../query-job.ts'

/** What `scheduling.arguments` says about a job, in the flags of `bq query`. */
export interface JobArguments {
  readonly writeDisposition: QueryJob['writeDisposition']
  readonly schemaUpdateOptions: QueryJob['schemaUpdateOptions']
  readonly maximumBytesBilled?: bigint
  /** `NAME:TYPE:VALUE` of `--parameter`. */
  readonly parameters: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly problems: readonly Omit<Diagnostic, 'path'>[]
}

/** Flags that say where or how fast a job runs, not what it does. The value may follow as a word of its own. */
const WITHOUT_EFFECT = new Set([
  'billing-project',
  'billing_project',
  'project_id',
  'priority',
  'max_rows',
  'format',
  'location',
  'use_legacy_sql',
  'nouse_legacy_sql',
  'headless',
  'quiet',
  'sync',
  'use_cache',
  'nouse_cache',
  'batch',
  'nobatch',
])
const WITH_VALUE = new Set([
  'billing-project',
  'billing_project',
  'project_id',
  'priority',
  'max_rows',
  'format',
  'location',
  'schema_update_option',
  'parameter',
  'label',
  'maximum_bytes_billed',
])
const SCHEMA_UPDATES = ['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'] as const

/** Reads the arguments as `bq query` does; a table is replaced unless they say otherwise. */
export function readJobArguments(args: readonly string[]): JobArguments {
  const flags = splitFlags(args)
  const problems: Omit<Diagnostic, 'path'>[] = []
  const values = (name: string): string[] =>
    flags.filter((flag) => flag.name === name).flatMap(({ value }) => value ?? [])
  for (const { name, value } of flags) problems.push(...problemsOf(name, value))
  const maximum = values('maximum_bytes_billed').at(-1)
  return {
    writeDisposition: writeDisposition(new Map(flags.map(({ name, value }) => [name, value !== 'false']))),
    schemaUpdateOptions: SCHEMA_UPDATES.filter((option) => values('schema_update_option').includes(option)),
    ...(maximum !== undefined && /^\d+$/.test(maximum) ? { maximumBytesBilled: BigInt(maximum) } : {}),
    parameters: values('parameter'),
    labels: Object.fromEntries(
      values('label').map((label) => [label.split(':')[0]!, label.split(':').slice(1).join(':')]),
    ),
    problems,
  }
}

interface Flag {
  readonly name: string
  readonly value?: string
}

function splitFlags(args: readonly string[]): Flag[] {
  const flags: Flag[] = []
  for (let index = 0; index < args.length; index += 1) {
    const [, name = '', value] = /^--?([^=]+)(?:=(.*))?$/s.exec(args[index]!) ?? []
    if (value !== undefined) flags.push({ name, value })
    else if (WITH_VALUE.has(name) && index + 1 < args.length) flags.push({ name, value: args[++index]! })
    else flags.push({ name: name || args[index]! })
  }
  return flags
}

/** `--append_table` appends; `--noreplace` alone writes only where there is nothing. */
function writeDisposition(flags: ReadonlyMap<string, boolean>): QueryJob['writeDisposition'] {
  if (flags.get('append_table') === true) return 'append'
  return flags.has('noreplace') || flags.get('replace') === false ? 'empty' : 'truncate'
}

const WITH_EFFECT = new Set([
  'append_table',
  'noappend_table',
  'replace',
  'noreplace',
  'schema_update_option',
  'parameter',
  'label',
  'maximum_bytes_billed',
])

function problemsOf(name: string, value: string | undefined): Omit<Diagnostic, 'path'>[] {
  if (name === 'schema_update_option' && !SCHEMA_UPDATES.some((option) => option === value)) {
    return [problem(`"${value}" is no schema update option`, `write ${SCHEMA_UPDATES.join(' or ')}`)]
  }
  if (name === 'maximum_bytes_billed' && !/^\d+$/.test(value ?? ''))
    return [problem(`"${value}" is no number of bytes`)]
  if (name === 'use_legacy_sql' && value !== 'false') return [problem('legacy SQL is not supported')]
  if (WITH_EFFECT.has(name) || WITHOUT_EFFECT.has(name)) return []
  return [problem(`scheduling.arguments: the argument "${name}" is not supported for a query`)]
}

function problem(message: string, hint?: string): Omit<Diagnostic, 'path'> {
  return { severity: 'error', code: 'unsupported-argument', message, ...(hint === undefined ? {} : { hint }) }
}
