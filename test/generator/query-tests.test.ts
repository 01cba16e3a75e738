import { expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { findQueryTests } from '../../src/generator/query-test/find-tests.ts'
import { selectQueryTests } from '../../src/generator/query-test/select-tests.ts'
import { temporaryFolder } from '../support/cli.ts'

const PROJECT = {
  'bqetl_project.yaml': 'project_id: my-project\n',
  'sql/shop_derived/daily_v1/query.sql': 'SELECT 1 AS x\n',
  'sql/shop_derived/weekly_v1/query.sql': 'SELECT 1 AS x\n',
  'test/sql/shop_derived/daily_v1/test_good/expect.yaml': '- x: 1\n',
  'test/sql/shop_derived/daily_v1/test_good/README.md': 'One.\n',
  'test/sql/shop_derived/daily_v1/test_other/expect.ndjson': '{"x": 1}\n',
  'tests/sql/their-project/shop/orders/test_good/expect.json': '[]\n',
  'test/sql/shop_derived/daily_v1/notes/README.md': 'No test.\n',
}

function select(names: readonly string[]): readonly string[] {
  using folder = temporaryFolder(PROJECT)
  const project = loadProject(folderSource(folder.path))
  return selectQueryTests(project, findQueryTests(project), names).map(({ name }) => name)
}

const GOOD = 'shop_derived/daily_v1/test_good'
const OTHER = 'shop_derived/daily_v1/test_other'
const THEIRS = 'their-project/shop/orders/test_good'

test.each([
  [[], [GOOD, OTHER, THEIRS]],
  [['shop_derived.daily_v1'], [GOOD, OTHER]],
  [['my-project.shop_derived.daily_v1'], [GOOD, OTHER]],
  [['their-project.shop.orders'], [THEIRS]],
  [['shop*'], [GOOD, OTHER, THEIRS]],
  [['daily_v1'], [GOOD, OTHER]],
  [['test_good'], [GOOD, THEIRS]],
  [['daily_v1/test_good'], [GOOD]],
  [['shop/orders/test_good'], [THEIRS]],
  [['shop_derived/daily_v1/*'], [GOOD, OTHER]],
  [['shop_derived/daily_v1'], [GOOD, OTHER]],
  [['test/sql/shop_derived/daily_v1/test_good/expect.yaml'], [GOOD]],
  [['./test/sql/shop_derived/daily_v1/test_good/'], [GOOD]],
  [['sql/shop_derived/daily_v1/query.sql'], [GOOD, OTHER]],
  [['test'], [GOOD, OTHER]],
  [['.'], [GOOD, OTHER, THEIRS]],
  [
    [THEIRS, 'test_other'],
    [OTHER, THEIRS],
  ],
])('%j means the tests %j', (names, expected) => {
  expect(select(names)).toEqual(expected)
})

test('a name that means no test is an error, with the nearest', () => {
  expect(() => select(['shop_derived.dialy_v1'])).toThrow(/no test is named "shop_derived.dialy_v1"/)
  expect(() => select(['shop_derived.weekly_v1'])).toThrow(/has no tests/)
})
