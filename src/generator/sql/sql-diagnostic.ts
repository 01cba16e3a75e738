import type { Diagnostic } from '../../errors.ts'
import type { SqlError } from '../../googlesql/sql-error.ts'
import type { Project } from '../project/project.ts'
import { lineAt, textPlace } from '../text-place.ts'
import { renderFile } from './render.ts'

/** A text that was analyzed, and how its offsets map to what somebody wrote. */
export interface SqlText {
  readonly path: string
  readonly text: string
  /** Absent: the text is what was written. */
  readonly place?: (offset: number) => { readonly path: string; readonly line?: number; readonly column?: number }
}

/**
 * What is wrong with a text, at its place in the file that the text was rendered from: the text's own, or that of the view or
 * routine that it uses.
 */
export function sqlDiagnostic(error: SqlError, own: SqlText, project: Project): Diagnostic {
  return textDiagnostic(error, error.source ? usedText(error.source, project) : own)
}

/** What is wrong with this very text. */
export function textDiagnostic(error: SqlError, source: SqlText): Diagnostic {
  const { code, message, hint, span } = error
  const length = Math.max(1, Math.min(span.end, endOfLine(source.text, span.start)) - span.start)
  const place = source.place?.(span.start)
  const position = place ?? {
    path: source.path,
    ...textPlace(source.text, span.start),
    excerpt: lineAt(source.text, span.start),
  }
  return { severity: 'error', code, message, ...position, length, ...(hint !== undefined && { hint }) }
}

/** A view that is stored in the warehouse has no file; its name stands for one. */
function usedText({ path, name, text }: NonNullable<SqlError['source']>, project: Project): SqlText {
  if (path === undefined || project.source.read(path) === undefined) return { path: `<${name}>`, text }
  const rendered = renderFile(project, path)
  return rendered.text === text ? rendered : { path, text }
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}
