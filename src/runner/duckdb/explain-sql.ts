import { format } from 'sql-formatter'

/** Translated SQL as a person can read it: DuckDB's, so `bqetl format` has no say here. What cannot be laid out comes as it is. */
export function layOutDuckDbSql(sql: string): string {
  try {
    const text = format(sql, { language: 'duckdb', tabWidth: 2, expressionWidth: 100, keywordCase: 'preserve' })
    return withoutBlanks(text) === withoutBlanks(sql) ? `${text}\n` : `${sql}\n`
  } catch (error) {
    // sql-formatter 15.9.0 has one class for all
    if (error instanceof Error && error.message.startsWith('Parse error')) return `${sql}\n`
    throw error
  }
}

function withoutBlanks(sql: string): string {
  return sql.replace(/\s+/g, '')
}
