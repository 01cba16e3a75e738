import { describe, expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { parseYaml } from '../../src/generator/yaml/file.ts'
import { readWithLibrary } from '../../src/generator/yaml/library.ts'
import { toValue, type YamlNode } from '../../src/generator/yaml/node.ts'
import { parsePlainYaml } from '../../src/generator/yaml/plain.ts'
import { corpusTree } from './corpus.ts'

const main = folderSource(corpusTree('main'))
const project = loadProject(main)

describe('the mistakes of mozilla/bigquery-etl', () => {
  const counts = new Map<string, number>()
  for (const { code, path } of project.diagnostics()) {
    const key = `${code} in ${path.split('/').pop()}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  // the specification counts 36 unknown or misplaced keys in metadata.yaml, 6 misspelt labels and 1 key of a schema
  test('all 43 are found', () => {
    const inMetadata =
      (counts.get('unknown-key in metadata.yaml') ?? 0) + (counts.get('misplaced-key in metadata.yaml') ?? 0)
    expect(inMetadata).toBe(36)
    expect(counts.get('misspelt-label in metadata.yaml')).toBe(6)
    expect(counts.get('unknown-key in schema.yaml')).toBe(1)
  })

  test('nothing that is right is called wrong', () => {
    const others = [...counts.keys()].filter((key) => !/^(?:unknown-key|misplaced-key|misspelt-label) /.test(key))
    expect(others.sort()).toEqual([
      // files of bigquery_etl/ and sql_generators/ that the archive leaves out
      'include-not-found in schema.yaml',
      // glean_telemetry_derived/rolling_cohorts_v1/bigconfig.yaml: Bigeye reads bigconfig.yml
      'misnamed-file in bigconfig.yaml',
      // four scheduled tables whose metadata declare no partitions, looked at one by one
      'partition-of-plain-table in metadata.yaml',
      // the view fenix.meta_attribution_country_counts names a DAG, which never runs it
      'schedule-without-task in metadata.yaml',
    ])
    expect(counts.get('partition-of-plain-table in metadata.yaml')).toBe(4)
  })
})

describe('YAML', () => {
  const files = ['', 'sql', 'tests']
    .flatMap((folder) => (folder === '' ? ['dags.yaml', 'bqetl_project.yaml'] : main.list(folder)))
    .filter((path) => /\.ya?ml$/.test(path))

  test('both ways of reading give the same', () => {
    let read = 0
    const different: string[] = []
    for (const path of files) {
      const text = main.read(path)!
      const plain = parsePlainYaml(text)
      if (!plain) continue
      read++
      const library = readWithLibrary(text, path)
      // the library refuses three files that PyYAML reads: a quoted text whose lines begin left of their key
      if (library.diagnostics.some(({ message }) => message.includes("closing 'quote"))) continue
      if (canonical(plain) !== canonical(library.root)) different.push(path)
    }
    expect(different).toEqual([])
    expect(read / files.length).toBeGreaterThan(0.95)
  })

  test('every file of the project can be read', () => {
    const wrong = files.filter((path) =>
      parseYaml(main.read(path)!, path).diagnostics.some(({ severity }) => severity === 'error'),
    )
    expect(wrong).toEqual([])
  })
})

test('includes give what bigquery-etl published on its branch generated-sql', () => {
  const published = folderSource(corpusTree('generated-sql'))
  let compared = 0
  const different: string[] = []
  for (const artifact of [...project.tables, ...project.views]) {
    const path = `${artifact.folder}/schema.yaml`
    if (!artifact.files.includes('schema.yaml') || !/!(?:include|flatten)/.test(main.read(path)!)) continue
    const loaded = project.schemaFile(artifact)!
    if (loaded.diagnostics.length > 0) continue
    compared++
    const theirs = toValue(parseYaml(published.read(path)!, path).root) as { fields: unknown }
    if (
      JSON.stringify(loaded.value.fields.map(summary)) !== JSON.stringify((theirs.fields as never[]).map(theirSummary))
    )
      different.push(path)
  }
  expect(different).toEqual([])
  expect(compared).toBeGreaterThan(250)
})

interface FieldLike {
  readonly name: string
  readonly mode?: string
  readonly description?: string
  readonly fields?: readonly FieldLike[]
}

function summary(field: FieldLike): unknown {
  return [field.name, field.mode, field.description ?? null, (field.fields ?? []).map(summary)]
}

function theirSummary(field: FieldLike): unknown {
  return [field.name, field.mode ?? 'NULLABLE', field.description ?? null, (field.fields ?? []).map(theirSummary)]
}

function canonical(node: YamlNode): string {
  const tag = node.tag ?? ''
  if (node.kind === 'sequence') return `${tag}[${node.items.map(canonical).join()}]`
  if (node.kind === 'mapping')
    return `${tag}{${node.entries.map(({ key, value }) => `${canonical(key)}:${canonical(value)}`).join()}}`
  return `${tag}${node.type} ${typeof node.value === 'bigint' ? node.value : JSON.stringify(node.value)}`
}
