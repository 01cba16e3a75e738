import { SqlError } from '../../googlesql/sql-error.ts'
import { bindStatements } from './bonds.ts'
import { classify } from './classify.ts'
import { joinShortBrackets } from './inline.ts'
import { layOut } from './layout.ts'
import type { Piece } from './piece.ts'
import { sameSql, sameTemplate } from './same-tokens.ts'
import { scanSql, scanTemplate } from './scan.ts'

/**
 * Lays out a template, in the style of bigquery-etl: white space changes, and the case of keywords and of BigQuery's functions.
 * It ends with a line break; formatting the result again changes nothing.
 *
 * @returns undefined where the layout would change what the template can give: nobody may write that
 * @throws {SqlError} a text that is no GoogleSQL, with its span in the text
 * @throws {JinjaError} a text that is no template
 */
export function formatTemplate(text: string): string | undefined {
  const source = withLineFeeds(text)
  const result = write(bindStatements(scanTemplate(source)))
  return result === source || sameTemplate(source, result) ? asWritten(result, text) : undefined
}

/** The same for a text in which braces mean nothing. */
export function formatSql(text: string): string | undefined {
  const source = withLineFeeds(text)
  const result = write(scanSql(source))
  return result === source || sameSql(source, result) ? asWritten(result, text) : undefined
}

/** Lays out what a person shall read; a text that is no GoogleSQL comes back as it is. */
export function formatRendered(text: string): string {
  try {
    return formatSql(text) ?? endLine(text)
  } catch (error) {
    if (error instanceof SqlError) return endLine(text)
    throw error
  }
}

function write(pieces: readonly Piece[]): string {
  return endLine(joinShortBrackets(layOut(classify(pieces))))
}

function endLine(text: string): string {
  return `${text.trimEnd()}\n`
}

/** Every line end is a line feed for GoogleSQL and Jinja. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

/** Lines end as the first one did. */
function asWritten(result: string, text: string): string {
  return /^[^\n]*\r\n/.test(text) ? result.replaceAll('\n', '\r\n') : result
}
