import { DiagnosticsError } from '../../errors.ts'
import { JinjaError } from '../jinja/error.ts'
import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Project } from '../project/project.ts'
import { textPlace } from '../text-place.ts'
import type { DataInterval } from '../time/data-interval.ts'
import { evaluateAirflow } from './airflow-macros.ts'
import { tableTaskId } from './task-id.ts'

/** Evaluates texts of a table's or view's `metadata.yaml` for one run. */
export interface MetadataText {
  readonly path: string
  /** @throws {DiagnosticsError} what Airflow's templates cannot say here, at its place in the file */
  evaluate(text: string): string
}

export function metadataText(
  table: TableDefinition | ViewDefinition,
  project: Project,
  metadata: Metadata,
  run: { readonly interval: DataInterval; readonly runId: string },
): MetadataText {
  const path = `${table.folder}/metadata.yaml`
  const taskId = metadata.scheduling.taskName ?? tableTaskId(table.reference)
  const airflowRun = { ...run, dagId: metadata.scheduling.dagName ?? 'manual', taskId }
  return {
    path,
    evaluate: (text) => {
      try {
        return evaluateAirflow({ path, text }, airflowRun)
      } catch (error) {
        if (!(error instanceof JinjaError)) throw error
        const { code, message, hint } = error
        const place = placeInFile(project.source.read(path) ?? '', text, error)
        throw new DiagnosticsError([
          { severity: 'error', code, message, path, ...place, ...(hint === undefined ? {} : { hint }) },
        ])
      }
    },
  }
}

/** YAML may have folded or quoted the text; then the place is the beginning of its first line that stands in the file. */
function placeInFile(
  file: string,
  text: string,
  error: JinjaError,
): { readonly line?: number; readonly column?: number } {
  const failing = text.split('\n')[(error.line ?? 1) - 1] ?? text
  const at = file.indexOf(failing)
  if (at >= 0) return textPlace(file, at + (error.column ?? 1) - 1)
  const template = /\{[{%][^}]*/.exec(failing)?.[0]
  const start = template === undefined ? -1 : file.indexOf(template)
  return start < 0 ? {} : textPlace(file, start)
}
