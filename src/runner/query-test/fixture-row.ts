import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { SourceRow } from '../warehouse.ts'

/** A row of a fixture, in BigQuery's JSON form, with what its places in the file are. */
export interface FixtureRow extends SourceRow {
  readonly text: string
  /** Line and column of a value inside, by its path such as `contacts[0].name`. */
  readonly placeOf?: (path: string) => { readonly line: number; readonly column: number } | undefined
}

export function fixtureError(
  path: string,
  code: string,
  message: string,
  more: Partial<Pick<Diagnostic, 'line' | 'column' | 'hint'>> = {},
): DiagnosticsError {
  return new DiagnosticsError([{ severity: 'error', code, path, message, ...more }])
}
