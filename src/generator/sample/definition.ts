import { DiagnosticsError, UsageError } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import { parseYaml } from '../yaml/file.ts'
import { toValue } from '../yaml/node.ts'
import type { SampleDefinition, SampleTarget } from './generate.ts'

const FOLDER = 'sample'

/** The samples of a project by name, sorted. */
export function sampleNames(project: Project): readonly string[] {
  return project.source
    .list(FOLDER)
    .map((path) => path.slice(FOLDER.length + 1))
    .filter((file) => file.endsWith('.yaml') && !file.includes('/'))
    .map((file) => file.slice(0, -'.yaml'.length))
}

/** @throws {UsageError} no sample of that name, or one that lacks what it needs */
export function readSample(project: Project, name: string): SampleDefinition {
  const path = `${FOLDER}/${name}.yaml`
  const text = project.source.read(path)
  if (text === undefined) {
    throw new UsageError('unknown-sample', `there is no ${path}`, {
      hint: `known are: ${sampleNames(project).join(', ') || 'none'}`,
    })
  }
  const file = parseYaml(text, path)
  if (file.diagnostics.length > 0) throw new DiagnosticsError(file.diagnostics)
  const content = (toValue(file.root) ?? {}) as SampleFile
  return probeSample(content) ?? recordSample(content) ?? pingSample(content, path)
}

interface SampleFile {
  readonly table?: string
  readonly tables?: readonly (Partial<SampleTarget> & { readonly table: string })[]
  readonly form?: 'pings' | 'rows'
  readonly records?: readonly unknown[]
  readonly once?: boolean
  readonly probes?: readonly string[]
  readonly rows?: number
  readonly entities?: { readonly count: number; readonly attributes: unknown }
  readonly ping?: unknown
  readonly duplicates?: number
  readonly broken_share?: number
  readonly broken?: readonly unknown[]
}

function probeSample(file: SampleFile): SampleDefinition | undefined {
  const targets = targetsOf(file)
  return targets.length === 0 || !Array.isArray(file.probes)
    ? undefined
    : { kind: 'probes', targets, files: file.probes }
}

function recordSample(file: SampleFile): SampleDefinition | undefined {
  const targets = targetsOf(file)
  if (targets.length === 0 || !Array.isArray(file.records)) return undefined
  return { kind: 'records', targets, records: file.records, once: file.once === true }
}

function pingSample(file: SampleFile, path: string): SampleDefinition {
  const targets = targetsOf(file)
  const { rows, entities, ping, form = 'pings', broken_share: brokenShare = 0, broken = [] } = file
  if (targets.length === 0 || typeof rows !== 'number' || typeof entities?.count !== 'number' || ping === undefined) {
    const needed =
      '"table" or "tables", and either "records", "probes" or "rows", "entities" (with "count" and "attributes") and "ping"'
    throw new UsageError('sample-file', `${path} needs ${needed}`)
  }
  return { kind: form, targets, rows, entities, ping, brokenShare, broken }
}

function targetsOf({ table, tables, duplicates = 0 }: SampleFile): readonly SampleTarget[] {
  if (typeof table === 'string') return [{ table, duplicates }]
  return (tables ?? []).map((target) => ({ duplicates, ...target }))
}
