import { describe, expect, it } from 'vitest'
import { emitted } from '../support/emitted.ts'

describe('SQL that costs less and means the same', () => {
  it.each([
    ['^[0-9]{14}$', 'regexp_full_match'],
    ['^(?:a|b)$', 'regexp_matches'],
    ['^(?:ab)+$', 'regexp_full_match'],
    ['^a|b$', 'regexp_matches'],
    ['^*a$', 'regexp_matches'],
    ['(?m)^a$', 'regexp_matches'],
    ['^(?i:a)$', 'regexp_matches'],
    ['^a\\\\$', 'regexp_matches'],
    ['^a\\\\\\\\$', 'regexp_full_match'],
    ['^\\\\Qa$', 'regexp_matches'],
    ['^$', 'regexp_full_match'],
    ['a$', 'regexp_matches'],
  ])('a pattern that is the whole text is asked for as such: %s', (pattern, expected) => {
    expect(emitted(`SELECT REGEXP_CONTAINS(channel, '${pattern}') AS found FROM d.pings`).sql).toContain(`${expected}(`)
  })

  it('sorts no structs that the query has numbered itself', () => {
    const ordered = (first: string, second: string, order = 's.place') =>
      emitted(`
        SELECT ARRAY(
          SELECT s.name FROM UNNEST([STRUCT(${first} AS place, channel AS name), (${second}, client_id)]) AS s
          WHERE s.name IS NOT NULL ORDER BY ${order}) AS names
        FROM d.pings`).sql
    expect(ordered('1', '2')).not.toContain('list_sort')
    expect(ordered('-1', '2')).not.toContain('list_sort')
    expect(ordered('2', '1')).toContain('list_sort')
    expect(ordered('1', '1')).toContain('list_sort')
    expect(ordered('1', 'NULL')).toContain('list_sort')
    expect(ordered('1', 'crashes')).toContain('list_sort')
    expect(ordered('1', '2', 's.place DESC')).toContain('list_sort')
    expect(ordered('1', '2', 's.name')).toContain('list_sort')
  })
})
