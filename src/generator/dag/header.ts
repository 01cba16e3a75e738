import type { DagRules } from './model.ts'

const HEADERS: Readonly<Record<DagRules, string>> = {
  bqetl: '# Made by `bqetl dag generate` from dags.yaml and the metadata of tables. Change those, not this file.',
  'bigquery-etl':
    '# Made by `bqetl dag generate --compat bigquery-etl` from dags.yaml and the metadata of tables. Change those, not this file.',
}

/** The first line of a generated file. */
export function headerOf(rules: DagRules): string {
  return HEADERS[rules]
}

export function isGenerated(text: string): boolean {
  return Object.values(HEADERS).some((header) => text.startsWith(`${header}\n`))
}
