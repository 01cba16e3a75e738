import { readFile } from 'node:fs/promises'
import { DiagnosticsError, UsageError } from '../../errors.ts'
import { type ProbeFile, readProbes } from '../../generator/probes/read.ts'
import type { RowSource } from '../warehouse.ts'
import { readFailure } from './text-chunks.ts'

/**
 * Rows for probe_definitions_v1 of files in the forms of Histograms.json and Scalars.yaml.
 *
 * @throws {DiagnosticsError} all that is wrong with the files, with its places
 * @throws {UsageError} `usage`: another kind of file; `no-such-file`, `unreadable-file`
 */
export async function* probeRows(paths: readonly string[]): RowSource {
  const { probes, diagnostics } = readProbes(await Promise.all(paths.map(readProbeFile)))
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(diagnostics)
  yield probes.map(
    ({ name, type, kind, low, high, bucketCount, valueCount, labels, keyed, description, path, line }) => ({
      value: { name, type, kind, low, high, n_buckets: bucketCount, n_values: valueCount, labels, keyed, description },
      path,
      line,
    }),
  )
}

async function readProbeFile(path: string): Promise<ProbeFile> {
  if (!/\.(?:json|ya?ml)$/i.test(path))
    throw new UsageError('usage', `${path} is neither .json, like Histograms.json, nor .yaml, like Scalars.yaml`)
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    throw readFailure(error, path)
  }
}
