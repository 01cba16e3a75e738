import { describe, expect, test } from 'vitest'
import { addDag, removeDag } from '../../src/generator/project/dags-edit.ts'
import type { FileSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'

const DAGS = `# our DAGs
bqetl_a:
  schedule_interval: 0 3 * * *   # after midnight
  default_args:
    owner: ada@example.com
    start_date: '2024-01-01'

# of the searches
# (two lines)
bqetl_b: {schedule_interval: daily, default_args: {owner: ada@example.com, start_date: '2024-01-01'}}

bqetl_c:
  schedule_interval: "30 4 * * *"
  default_args: {owner: ada@example.com, start_date: '2024-01-01'}
`
const METADATA = 'friendly_name: T\ndescription: T\nowners: [ada@example.com]\n'

function project(files: Readonly<Record<string, string>> = {}) {
  const all: Readonly<Record<string, string>> = { 'bqetl_project.yaml': 'project_id: p\n', 'dags.yaml': DAGS, ...files }
  const source: FileSource = {
    name: 'test',
    list: (folder) =>
      Object.keys(all)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort(),
    read: (path) => all[path],
  }
  return loadProject(source)
}

const NEW = {
  name: 'bqetl_new',
  scheduleInterval: '0 3 * * *',
  description: "What's new: all",
  owner: 'ada@example.com',
  email: ['ada@example.com', 'team@example.com'],
  startDate: '2024-02-01',
  retries: 2,
  retryDelay: '30m',
  tags: ['impact/tier_2'],
  catchup: false,
}

describe('a new DAG', () => {
  test('stands behind the others, every line of which stays as it was', () => {
    expect(addDag(project(), NEW)).toEqual({
      path: 'dags.yaml',
      text: `${DAGS}
bqetl_new:
  schedule_interval: 0 3 * * *
  description: 'What''s new: all'
  default_args:
    owner: ada@example.com
    email:
    - ada@example.com
    - team@example.com
    start_date: '2024-02-01'
    retries: 2
    retry_delay: 30m
  tags:
  - impact/tier_2
`,
    })
  })

  test('reads as what was asked for', () => {
    const { text } = addDag(project({ 'dags.yaml': '' }), NEW)
    const dag = project({ 'dags.yaml': text! }).dags.get('bqetl_new')
    expect(dag).toMatchObject({
      scheduleInterval: '0 3 * * *',
      description: "What's new: all",
      tags: ['impact/tier_2'],
      defaultArguments: { owner: 'ada@example.com', startDate: '2024-02-01', email: NEW.email, retryDelay: '30m' },
    })
  })

  test.each([
    ['dag-exists', { name: 'bqetl_a' }],
    ['invalid-key', { name: 'new' }],
    ['invalid-schedule', { scheduleInterval: 'now and then' }],
    ['invalid-value', { owner: 'ada' }],
    ['invalid-value', { startDate: '2024-13-01' }],
    ['invalid-value', { retryDelay: 'soon' }],
  ])('%s is refused: %j', (code, change) => {
    expect(() => addDag(project(), { ...NEW, ...change })).toThrow(expect.objectContaining({ code }))
  })
})

describe('a DAG that is removed', () => {
  test.each([
    ['bqetl_a', DAGS.slice(DAGS.indexOf('\n# of the')).replace(/^/, '')],
    ['bqetl_b', DAGS.replace(/# of the[\s\S]*?\n(?=\nbqetl_c)/, '')],
    ['bqetl_c', DAGS.slice(0, DAGS.indexOf('\nbqetl_c'))],
  ])('%s goes with the comment above it, and nothing else', (name, text) => {
    const [edit] = removeDag(project(), name, 'dags')
    expect(edit!.text!.replace(/^# our DAGs\n/, '')).toBe(text.replace(/^# our DAGs\n/, ''))
  })

  test('is named by no metadata any more; what else they say of the task stays', () => {
    const files = {
      'sql/d/alone/query.sql': 'SELECT 1\n',
      'sql/d/alone/metadata.yaml': `${METADATA}# every day\nscheduling:\n  dag_name: bqetl_c\nlabels: {x: y}\n`,
      'sql/d/more/query.sql': 'SELECT 1\n',
      'sql/d/more/metadata.yaml': `${METADATA}scheduling:\n  dag_name: bqetl_c # ours\n  retries: 3\n`,
      'sql/d/flow/query.sql': 'SELECT 1\n',
      'sql/d/flow/metadata.yaml': `${METADATA}scheduling: {retries: 3, dag_name: bqetl_c}\n`,
      'sql/d/other/query.sql': '-- bqetl_c\nSELECT 1\n',
      'sql/d/other/metadata.yaml': `${METADATA}# not bqetl_c\nscheduling: {dag_name: bqetl_a}\n`,
      'dags/bqetl_c.py': '# generated\n',
    }
    const [, ...edits] = removeDag(project(files), 'bqetl_c', 'dags')
    expect(edits).toEqual([
      { path: 'sql/d/alone/metadata.yaml', text: `${METADATA}labels: {x: y}\n` },
      { path: 'sql/d/flow/metadata.yaml', text: `${METADATA}scheduling: {retries: 3}\n` },
      { path: 'sql/d/more/metadata.yaml', text: `${METADATA}scheduling:\n  retries: 3\n` },
      { path: 'dags/bqetl_c.py' },
    ])
  })

  test('must be there', () => {
    expect(() => removeDag(project(), 'bqetl_d', 'dags')).toThrow(
      expect.objectContaining({ code: 'unknown-dag', exitCode: 2 }),
    )
  })
})
