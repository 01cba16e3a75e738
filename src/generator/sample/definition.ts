import { DiagnosticsError, UsageError } from '../../errors.ts'
import type { Project } from '../project.ts'
import { parseYaml } from '../yaml/file.ts'
import { toValue } from '../yaml/node.ts'
import type { PingSample, RecordSample, SampleDefinition } from './generate.ts'

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
  return recordSample(toValue(file.root)) ?? pingSample(toValue(file.root), path)
}

function recordSample(value: unknown): SampleDefinition | undefined {
  const { table, records } = (value ?? {}) as Partial<RecordSample>
  return typeof table === 'string' && Array.isArray(records) ? { kind: 'records', table, records } : undefined
}

function pingSample(value: unknown, path: string): SampleDefinition {
  const read = (value ?? {}) as Partial<PingSample> & { broken_share?: number }
  const { table, rows, entities, ping } = read
  if (
    typeof table !== 'string' ||
    typeof rows !== 'number' ||
    typeof entities?.count !== 'number' ||
    ping === undefined
  ) {
    const needed = '"table", and either "records" or "rows", "entities" (with "count" and "attributes") and "ping"'
    throw new UsageError('sample-file', `${path} needs ${needed}`)
  }
  const { duplicates = 0, broken_share: brokenShare = 0, broken = [] } = read
  return { kind: 'pings', table, rows, entities, ping, duplicates, brokenShare, broken }
}
