import { type FormatOptionsWithLanguage, format } from 'sql-formatter'
import { SqlError } from '../googlesql/sql-error.ts'
import { changesMeaning, protect } from './format-safely.ts'

/** Upper-case keywords where that changes no name, else the author's case. */
const STYLES: readonly FormatOptionsWithLanguage[] = (['upper', 'preserve'] as const).map((keywordCase) => ({
  language: 'bigquery',
  tabWidth: 2,
  keywordCase,
  expressionWidth: 80,
  linesBetweenQueries: 1,
}))

/** A layout that settles soon settles in a round or two; more would go round in a circle. */
const MAXIMUM_ROUNDS = 4

/**
 * Lays out GoogleSQL, only by white space and the case of reserved words; it ends with a line break. Formatting the result again
 * changes nothing. A text whose meaning sql-formatter would change, or that it cannot read, comes back as it is.
 */
export function formatSql(text: string): string {
  const original = endLine(text)
  let current = original
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const next = formatOnce(current)
    if (next === current) return current
    current = next
  }
  return original
}

function formatOnce(text: string): string {
  for (const style of STYLES) {
    const formatted = tryFormat(text, style)
    if (formatted !== undefined && !changesMeaning(text, formatted)) return formatted
  }
  return text
}

function tryFormat(text: string, style: FormatOptionsWithLanguage): string | undefined {
  try {
    const { text: safe, restore } = protect(text)
    return endLine(restore(format(safe, style)))
  } catch (error) {
    // Not GoogleSQL, or (sql-formatter 15.9.0 has one class for all) nothing that it can parse.
    if (error instanceof SqlError || (error instanceof Error && error.message.startsWith('Parse error')))
      return undefined
    throw error
  }
}

function endLine(text: string): string {
  return `${text.trimEnd()}\n`
}
