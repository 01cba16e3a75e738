import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'

const SCHEMA = ['name', 'type', 'kind']
  .map((name) => `- {name: ${name}, type: STRING, mode: NULLABLE}\n`)
  .concat(
    ['low', 'high', 'n_buckets', 'n_values'].map((name) => `- {name: ${name}, type: INTEGER, mode: NULLABLE}\n`),
    '- {name: labels, type: STRING, mode: REPEATED}\n',
    '- {name: keyed, type: BOOLEAN, mode: NULLABLE}\n',
    '- {name: description, type: STRING, mode: NULLABLE}\n',
  )

let project: Folder
beforeEach(() => {
  project = temporaryFolder({
    'bqetl_project.yaml': 'project_id: p\n',
    'sql/d/probes/schema.yaml': `fields:\n${SCHEMA.join('')}`,
    'Histograms.json': '{"GC_MS": {"kind": "exponential", "high": 100, "n_buckets": 5, "description": "Time"}}',
    'Scalars.yaml': 'a.b:\n  c: {kind: uint, keyed: true}\n',
    'broken.json': '{\n  "GC_MS": {"kind": "exponental"}\n}',
  })
})
afterEach(() => project[Symbol.dispose]())

function load(...files: string[]) {
  return bqetl(project, ['load', 'd.probes', ...files, '--probes', '--replace'])
}

describe('load --probes', () => {
  test('makes rows of Histograms.json and Scalars.yaml', () => {
    expect(load('Histograms.json', 'Scalars.yaml')).toMatchObject({ code: 0, out: 'p.d.probes: 2 rows loaded\n' })
    const { out } = bqetl(project, ['sql', 'SELECT * FROM d.probes ORDER BY name', '--format', 'csv'])
    expect(out.split(/\r?\n/).slice(1, 3)).toEqual([
      'GC_MS,histogram,exponential,,100,5,,[],false,Time',
      'a.b.c,scalar,uint,,,,,[],true,',
    ])
  })

  test('says where a definition is wrong, and loads nothing', () => {
    const { code, err } = load('Histograms.json', 'broken.json')
    expect(code).toBe(1)
    expect(err).toContain('error[invalid-value]: no kind of histogram is called exponental')
    expect(err).toContain('broken.json:2:21')
    expect(err).toContain('did you mean exponential?')
    expect(bqetl(project, ['sql', 'SELECT * FROM d.probes']).err).toContain('holds nothing yet')
  })

  test('takes no other files, and no other option of the kind', () => {
    expect(load('probes.txt').err).toContain('error[usage]: probes.txt is neither .json')
    expect(load('absent.json').err).toContain('error[no-such-file]')
    expect(load('Histograms.json', '--pings').err).toContain('--keys, --pings and --probes exclude each other')
  })
})
