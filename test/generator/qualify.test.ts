import { describe, expect, test } from 'vitest'
import { qualify } from '../../src/generator/sql/qualify.ts'

const ALIASES = { mozdata: 'main-project' }

function sent(sql: string, defaultProject = 'main-project'): string {
  return qualify({ sql, parameters: [], defaultProject }, ALIASES).sent
}

describe('a text that goes to BigQuery', () => {
  test.each([
    ['SELECT 1', 'SELECT 1'],
    ['SELECT * FROM t', 'SELECT * FROM t'],
    ['SELECT * FROM d.t', 'SELECT * FROM `main-project.d.t`'],
    ['SELECT * FROM d.t AS t, t.items', 'SELECT * FROM `main-project.d.t` AS t, t.items'],
    ['SELECT t.a.b FROM d.t', 'SELECT t.a.b FROM `main-project.d.t`'],
    ['SELECT * FROM mozdata.d.t', 'SELECT * FROM `main-project.d.t`'],
    ['SELECT * FROM `mozdata.d.t_*`', 'SELECT * FROM `main-project.d.t_*`'],
    ['SELECT * FROM other.d.t', 'SELECT * FROM other.d.t'],
    ["SELECT 'FROM d.t' FROM d.t -- d.t", "SELECT 'FROM d.t' FROM `main-project.d.t` -- d.t"],
    ['WITH d AS (SELECT 1) SELECT * FROM d', 'WITH d AS (SELECT 1) SELECT * FROM d'],
    ['SELECT d.f(1), NET.HOST(x) FROM t', 'SELECT `main-project.d.f`(1), NET.HOST(x) FROM t'],
    ['SELECT * FROM d.INFORMATION_SCHEMA.TABLES', 'SELECT * FROM `main-project.d.INFORMATION_SCHEMA.TABLES`'],
    ['INSERT INTO d.t SELECT * FROM mozdata.e.u', 'INSERT INTO `main-project.d.t` SELECT * FROM `main-project.e.u`'],
    ['UPDATE d.t SET a = 1 WHERE TRUE', 'UPDATE `main-project.d.t` SET a = 1 WHERE TRUE'],
    [
      'CREATE TEMP TABLE x AS SELECT 1 AS a; SELECT * FROM x JOIN d.x USING (a)',
      'CREATE TEMP TABLE x AS SELECT 1 AS a; SELECT * FROM x JOIN `main-project.d.x` USING (a)',
    ],
    ['CREATE OR REPLACE FUNCTION d.f(x INT64) AS (x)', 'CREATE OR REPLACE FUNCTION `main-project.d.f`(x INT64) AS (x)'],
  ])('%s', (written, expected) => {
    expect(sent(written)).toBe(expected)
  })

  test('completes names with what the default project stands for', () => {
    expect(sent('SELECT * FROM d.t', 'mozdata')).toBe('SELECT * FROM `main-project.d.t`')
  })

  test('refuses a name that it cannot complete, at the text that holds it', () => {
    expect(() => sent('EXECUTE IMMEDIATE "SELECT * FROM mozdata.d.t"')).toThrowError(
      expect.objectContaining({ code: 'unsupported', span: { start: 18, end: 45 } }),
    )
  })

  test('knows where a place of the sent text was written', () => {
    const sql = 'SELECT a FROM d.t WHERE nane = 1'
    const text = qualify({ sql, parameters: [], defaultProject: 'p' }, {})
    expect(sql.slice(text.writtenOffset(text.sent.indexOf('nane'))).startsWith('nane')).toBe(true)
    expect(text.writtenOffset(text.sent.indexOf('`p.d.t`') + 3)).toBe(sql.indexOf('d.t'))
  })
})
