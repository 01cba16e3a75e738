import { type Diagnostic, DiagnosticsError } from '../../errors.ts'

/**
 * Does `work` for every item, so that all problems of a run are told at once.
 *
 * @throws {DiagnosticsError} with the diagnostics of every item that failed
 */
export function collectDiagnostics<T, R>(items: readonly T[], work: (item: T) => R): readonly R[] {
  const { results, diagnostics } = collectSound(items, work)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return results
}

interface Collected<R> {
  readonly results: readonly R[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The results of the items that did not fail, and the diagnostics of those that did. */
export function collectSound<T, R>(items: readonly T[], work: (item: T) => R): Collected<R> {
  const results: R[] = []
  const diagnostics: Diagnostic[] = []
  for (const item of items) {
    try {
      results.push(work(item))
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error
      diagnostics.push(...error.diagnostics)
    }
  }
  return { results, diagnostics }
}
