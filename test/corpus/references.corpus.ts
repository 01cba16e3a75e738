import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type FileSource, folderSource } from '../../src/generator/project/file-source.ts'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import { collectReferences } from '../../src/googlesql/references.ts'
import type { Path } from '../../src/googlesql/syntax.ts'
import { corpusTree } from './corpus.ts'

/** Where Mozilla's record is another, by the end of the path, and why ours is right. */
const disagreements: Readonly<Record<string, string>> = {
  'org_mozilla_fenix_glam_nightly__clients_scalar_aggregates_v1/init.sql':
    'the table that is created was taken for one that is read',
  'subscriptions_map_v1/script.sql': 'the table that is created was taken for one that is read',
  'fxa_amplitude_export_v1/query.sql': '`_current.os_used_month` is an array of the row',
  'global_outages_v1/query.sql': '`C` is not in the query',
  'global_outages_v2/query.sql': '`C` is not in the query',
  'socorro_crash_v2/transform.sql': 'a placeholder that no template fills',
  'bootstrap_percentile_ci/udf.sql': 'the name was not qualified',
}

test('tables read are those that Mozilla recorded for generated-sql', () => {
  const source = folderSource(corpusTree('generated-sql'))
  const recorded = recordedReferences(source)
  const different = recorded.filter(({ path, tables }) => tablesRead(source, path).join() !== tables.join())
  process.stdout.write(`references: ${recorded.length - different.length} of ${recorded.length} files agree\n`)
  const unexplained = different.filter(({ path }) => !Object.keys(disagreements).some((end) => path.endsWith(end)))
  expect(unexplained.map(({ path, tables }) => ({ path, ours: tablesRead(source, path), tables }))).toEqual([])
  expect(recorded.length).toBeGreaterThan(3800)
})

interface Recorded {
  readonly path: string
  readonly tables: readonly string[]
}

/** Of files without templates. */
function recordedReferences(source: FileSource): readonly Recorded[] {
  const files = source.list('sql').filter((path) => path.endsWith('/metadata.yaml'))
  return files.flatMap((path) => {
    const section = /^references:[\s\S]*/m.exec(source.read(path) ?? '')?.[0]
    const references: Record<string, string[]> = section === undefined ? {} : parse(section).references
    return Object.entries(references).flatMap(([name, tables]) => {
      const file = posix.join(posix.dirname(path), name)
      return /\{\{|\{%|\{#/.test(source.read(file) ?? '{{') ? [] : [{ path: file, tables: normalize(tables) }]
    })
  })
}

/** The record keeps FOR SYSTEM_TIME as part of a name, and calls of EXTERNAL_QUERY as tables. */
function normalize(tables: readonly string[]): readonly string[] {
  const names = tables
    .filter((table) => !table.startsWith('EXTERNAL_QUERY'))
    .map((table) => table.replace(/ FOR SYSTEM_TIME$/, ''))
  return [...new Set(names)].sort()
}

function tablesRead(source: FileSource, path: string): readonly string[] {
  const { reads } = collectReferences(parseScript(source.read(path) ?? ''))
  return [...new Set(reads.map((reference) => qualify(reference.path, path)))].sort()
}

/** Missing parts come from the file's path: `sql/<project>/<dataset>/…`. */
function qualify(name: Path, file: string): string {
  const names = name.names.map((part) => part.name)
  const [, project = '', dataset = ''] = file.split('/')
  const length = names.includes('INFORMATION_SCHEMA') ? 4 : 3
  return (
    names.length === length - 2
      ? [project, dataset, ...names]
      : names.length === length - 1
        ? [project, ...names]
        : names
  ).join('.')
}
