import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { formatSql, formatTemplate } from '../../src/generator/format/format.ts'
import { sameSql } from '../../src/generator/format/same-tokens.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { matchesPath } from '../../src/generator/project/path-pattern.ts'
import type { Project } from '../../src/generator/project/project.ts'
import { renderFile } from '../../src/generator/sql/render.ts'
import { scramble } from '../support/scramble-sql.ts'
import { formatWithTheirs, theirFormatter } from '../support/their-formatter.ts'
import { corpusTree } from './corpus.ts'

/**
 * Digests of what bigquery-etl's formatter (revision 1c16343c97) makes of the files of main, scrambled with `SEED`. Recorded anew, with
 * their formatter beside the corpus, by `BQETL_RECORD=1 npm run test:corpus -- format`.
 */
const ANSWERS = join(import.meta.dirname, 'format-answers.txt')
const SEED = 20261125
const IS_RECORDING = process.env.BQETL_RECORD === '1'

interface File {
  readonly path: string
  readonly text: string
  readonly isTemplate: boolean
}

/** Scrambled, these have columns with names such as `week` and `language` of which theirs changes the letters. */
const OTHERWISE: readonly string[] = [
  'sql/moz-fx-data-shared-prod/firefox_accounts/nonprod_fxa_content_auth_stdout_events/view.sql',
  'sql/moz-fx-data-shared-prod/firefoxdotcom_derived/ga_clients_v1/query.sql',
  'sql/moz-fx-data-shared-prod/mozilla_org_derived/ga_clients_v2/query.sql',
  'sql/moz-fx-data-shared-prod/snowflake_migration_derived/scheduled_corpus_items/view.sql',
  'sql/moz-fx-data-shared-prod/sumo_metrics_derived/sumo_bugzilla_kpis/view.sql',
  'sql/moz-fx-data-shared-prod/sumo_metrics_derived/sumo_sser_kpis/view.sql',
  'sql/moz-fx-data-shared-prod/sumo_metrics_derived/sumo_zendesk_kpis/view.sql',
  'sql/moz-fx-data-shared-prod/telemetry/releases_latest/view.sql',
  'sql/moz-fx-data-shared-prod/telemetry_derived/newtab_merino_priors_v1/query.sql',
  'sql/mozfun/hist/merge/udf.sql',
]

const main = filesOf(loadProject(folderSource(corpusTree('main'))))
const generated = filesOf(loadProject(folderSource(corpusTree('generated-sql'))))
const formatter = theirFormatter(corpusTree('main'))

function filesOf(project: Project): File[] {
  const { formatSkip, renderSkip } = project.configuration
  const isIn = (path: string, patterns: readonly string[]) => patterns.some((pattern) => matchesPath(path, pattern))
  return project.source
    .list('sql')
    .filter((path) => path.endsWith('.sql') && !isIn(path, formatSkip))
    .map((path) => ({ path, text: project.source.read(path)!, isTemplate: !isIn(path, renderSkip) }))
}

function format({ text, isTemplate }: Pick<File, 'text' | 'isTemplate'>): string | undefined {
  return isTemplate ? formatTemplate(text) : formatSql(text)
}

function scrambled({ path, text, isTemplate }: File, seed: number): File {
  return { path, isTemplate, text: isTemplate ? scramble(text, seed) : text }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8)
}

describe('every file of main', () => {
  test('is left as it is', () => {
    expect(main.length).toBeGreaterThan(2100)
    expect(main.filter((file) => format(file) !== file.text).map(({ path }) => path)).toEqual([])
  })

  if (IS_RECORDING)
    test('is recorded, scrambled, as their formatter lays it out', () => {
      const answers = formatWithTheirs(
        formatter!,
        main.map((file) => scrambled(file, SEED).text),
      )
      writeFileSync(ANSWERS, `${answers.map(digest).join('\n')}\n`)
    })

  test('is laid out, scrambled, as their formatter does it, and then left as it is', () => {
    const answers = readFileSync(ANSWERS, 'utf8').split('\n')
    const different: string[] = []
    for (const [index, file] of main.entries()) {
      const formatted = format(scrambled(file, SEED))
      if (formatted === undefined || digest(formatted) !== answers[index]) different.push(file.path)
      expect(format({ ...file, text: formatted! }), file.path).toBe(formatted)
    }
    expect(different).toEqual(OTHERWISE)
  })

  test('gives the same tokens, scrambled and laid out again, whenever it renders', () => {
    const project = loadProject(folderSource(corpusTree('main')))
    const templates = main.filter(({ text, isTemplate }) => isTemplate && /\{[{%#]/.test(text))
    let rendered = 0
    for (const { path, text } of templates) {
      const scrambledText = scramble(text, SEED)
      const before = rendering(project, path, scrambledText)
      if (before === undefined) continue
      expect(sameSql(before, rendering(project, path, formatTemplate(scrambledText)!)!), path).toBe(true)
      rendered += 1
    }
    expect(rendered).toBeGreaterThan(140)
  })
})

/** ssl_ratios_v1 asks metric-hub, which is not here. */
function rendering(project: Project, path: string, text: string): string | undefined {
  const source = { ...project.source, read: (name: string) => (name === path ? text : project.source.read(name)) }
  try {
    return renderFile({ ...project, source } as Project, path).text
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined
    throw error
  }
}

if (formatter === undefined)
  console.log(
    'main/bigquery_etl/format_sql is not beside the corpus: the recorded answers of their formatter alone are compared',
  )
else
  test('with their formatter here (main/bigquery_etl/format_sql): files of both trees, scrambled anew, come out the same', () => {
    const seed = Number(process.env.SEED ?? SEED)
    const cases = [...main, ...generated]
      .filter((_, index) => index % 7 === seed % 7)
      .map((file) => scrambled(file, seed))
    const answers = formatWithTheirs(
      formatter,
      cases.map(({ text }) => text),
    )
    // letters of names aside, and some generated files with `VALUES .key`, where a column is called values
    const different = cases
      .filter((file, index) => format(file)?.toLowerCase() !== answers[index]!.toLowerCase())
      .map(({ path }) => path)
    expect(
      different.filter((path) => !path.includes('rust_components_derived')),
      `seed ${seed}`,
    ).toEqual([])
  })
