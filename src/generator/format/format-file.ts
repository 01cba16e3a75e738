import type { Diagnostic } from '../../errors.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import { JinjaError } from '../jinja/error.ts'
import { textDiagnostic } from '../sql/sql-diagnostic.ts'
import { formatSql, formatTemplate } from './format.ts'

export interface SourceText {
  /** For messages. */
  readonly path: string
  readonly text: string
  /** False: braces mean nothing in it. */
  readonly isTemplate: boolean
}

/** A file's text as it should be, or why nobody can say. */
export type FormattedText = { readonly text: string } | { readonly diagnostic: Diagnostic }

/** Lays out one file; what is wrong with it is data. */
export function formatFile(source: SourceText): FormattedText {
  try {
    const text = source.isTemplate ? formatTemplate(source.text) : formatSql(source.text)
    return text === undefined ? { diagnostic: unsafe(source) } : { text }
  } catch (error) {
    if (error instanceof SqlError) return { diagnostic: textDiagnostic(error, source) }
    if (error instanceof JinjaError) return { diagnostic: wrongTemplate(error, source) }
    throw error
  }
}

function unsafe({ path }: SourceText): Diagnostic {
  return {
    severity: 'error',
    code: 'format-unsafe',
    message: 'a layout would change what this template gives',
    path,
    hint: 'a statement stands in the middle of a word; put -- format:off before it and -- format:on behind it',
  }
}

function wrongTemplate(
  { code, message, hint, line = 1, column = 1 }: JinjaError,
  { path, text }: SourceText,
): Diagnostic {
  const excerpt = text.split('\n')[line - 1]?.replace(/\r$/, '') ?? ''
  return { severity: 'error', code, message, path, line, column, excerpt, ...(hint !== undefined && { hint }) }
}
