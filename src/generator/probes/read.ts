import type { Diagnostic } from '../../errors.ts'
import { isReadable, parseYaml } from '../yaml/file.ts'
import type { ProbeDefinition } from './definition.ts'
import type { ProbeReader } from './fields.ts'
import { readHistograms } from './histograms.ts'
import { readScalars } from './scalars.ts'

export interface ProbeFile {
  readonly path: string
  readonly text: string
}

export interface Probes {
  /** By file, in the order of the files. */
  readonly probes: readonly (ProbeDefinition & { readonly path: string })[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads files of probes: `.json` in the form of Histograms.json, `.yaml` and `.yml` in that of Scalars.yaml. Never throws. */
export function readProbes(files: readonly ProbeFile[]): Probes {
  const read = files.map(readFile)
  const probes = read.flatMap(({ file, probes }) => probes.map((probe) => ({ ...probe, path: file.path })))
  return { probes, diagnostics: [...read.flatMap(({ diagnostics }) => diagnostics), ...repeated(probes)] }
}

/** Whether the file is one of scalars, by its name. */
export function isScalarFile(path: string): boolean {
  return /\.ya?ml$/i.test(path)
}

function readFile({ path, text }: ProbeFile): ProbeReader {
  const file = parseYaml(text, path)
  const reader: ProbeReader = { file, probes: [], diagnostics: [...file.diagnostics] }
  if (isReadable(file)) (isScalarFile(path) ? readScalars : readHistograms)(reader, file.root)
  return reader
}

function repeated(probes: Probes['probes']): readonly Diagnostic[] {
  const seen = new Map<string, Probes['probes'][number]>()
  return probes.flatMap((probe): readonly Diagnostic[] => {
    const key = `${probe.type} ${probe.name}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, probe)
    if (first === undefined) return []
    const message = `${probe.name} is defined a second time; it stands in ${first.path}:${first.line} already`
    return [{ severity: 'error', code: 'duplicate-probe', path: probe.path, line: probe.line, message }]
  })
}
