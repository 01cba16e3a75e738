import { describe, expect, it } from 'vitest'
import { emitted } from '../support/emitted.ts'

describe('the SQL that DuckDB runs', () => {
  it('is what one would write by hand for a plain aggregation', () => {
    const { sql } = emitted(`
      SELECT channel, COUNT(*) AS pings, SUM(crashes) AS crashes
      FROM d.pings WHERE day = '2024-01-01' AND channel IS NOT NULL
      GROUP BY channel HAVING COUNT(*) > 1 ORDER BY pings DESC, channel LIMIT 10`)
    expect(sql).toMatchInlineSnapshot(`
      "SELECT t1."channel", count(*) AS "pings", CAST(sum(t1."crashes") AS BIGINT) AS "crashes"
      FROM pings AS t1
      WHERE ((t1."day" = DATE '2024-01-01') AND (NOT (t1."channel" IS NULL)))
      GROUP BY t1."channel"
      HAVING (count(*) > 1::BIGINT)
      ORDER BY count(*) DESC, t1."channel"
      LIMIT 10"
    `)
  })

  it('looks a key up with list functions, without a join', () => {
    const { sql } = emitted(
      `SELECT (SELECT value FROM UNNEST(histograms) WHERE key = 'content' LIMIT 1) AS v FROM d.pings`,
    )
    expect(sql).toMatchInlineSnapshot(`
      "SELECT list_filter(t1."histograms", lambda v2: (v2."key" = 'content'))[1]."value" AS "v"
      FROM pings AS t1"
    `)
  })

  it('evaluates a subquery over an array with list functions', () => {
    const { sql } = emitted(`
      SELECT
        (SELECT SUM(value) FROM UNNEST(histograms) WHERE key > 'c') AS total,
        EXISTS(SELECT 1 FROM UNNEST(histograms) WHERE value > crashes) AS found,
        ARRAY(SELECT AS STRUCT key, offset FROM UNNEST(histograms) WITH OFFSET WHERE value > 1 ORDER BY offset) AS kept
      FROM d.pings`)
    expect(sql).toMatchInlineSnapshot(`
      "SELECT list_transform([list_filter(t1."histograms", lambda v2: (v2."key" > 'c'))], lambda v3: CAST(list_sum(list_transform(v3, lambda v4: v4."value")) AS BIGINT))[1] AS "total", COALESCE(len(list_filter(t1."histograms", lambda v5: (v5."value" > t1."crashes"))) > 0, FALSE) AS "found", COALESCE(list_transform(list_filter(list_transform(t1."histograms", lambda v6, i7: {'element': v6, 'offset': i7 - 1}), lambda v8: (v8."element"."value" > 1::BIGINT)), lambda v9: {'key': v9."element"."key", 'offset': v9."offset"}), []) AS "kept"
      FROM pings AS t1"
    `)
  })

  it('turns elements into rows in the SELECT list, which keeps their order', () => {
    const { sql } = emitted(`SELECT client_id, h.key FROM d.pings, UNNEST(histograms) AS h WHERE h.value > 0`)
    expect(sql).toMatchInlineSnapshot(`
      "SELECT s2.client_id_3 AS "client_id", s2.h_8."key"
      FROM (
        SELECT t1."client_id" AS client_id_3, t1."histograms" AS histograms_7, unnest(t1."histograms") AS h_8
        FROM pings AS t1
      ) AS s2
      WHERE (s2.h_8."value" > 0::BIGINT)"
    `)
  })

  it('computes what stands beside an array once a row, not once an element', () => {
    const { sql } = emitted(
      `SELECT c, h.key FROM (SELECT UPPER(CAST(crashes AS STRING)) AS c, histograms FROM d.pings), UNNEST(histograms) AS h`,
    )
    expect(sql).toMatch(/unnest\(s\d+\.\w+\) AS h_\d+\s+FROM \(\s+SELECT .*upper\(/s)
  })

  it('joins tables as they are', () => {
    const { sql } = emitted(
      `SELECT a.client_id, b.day FROM d.pings a LEFT JOIN d.pings b ON a.client_id = b.client_id WHERE a.crashes > 0`,
    )
    expect(sql).toMatchInlineSnapshot(`
      "SELECT t1."client_id", t2."day"
      FROM pings AS t1
      LEFT JOIN pings AS t2 ON (t1."client_id" = t2."client_id")
      WHERE (t1."crashes" > 0::BIGINT)"
    `)
  })

  it('closes a SELECT before a window is filtered', () => {
    const { sql } = emitted(
      `SELECT client_id FROM d.pings QUALIFY ROW_NUMBER() OVER (PARTITION BY client_id ORDER BY submission_timestamp) = 1`,
    )
    expect(sql).toMatchInlineSnapshot(`
      "SELECT s2.client_id_8 AS "client_id"
      FROM (
        SELECT t1."submission_timestamp" AS submission_timestamp_1, t1."client_id" AS client_id_3, t1."client_id" AS client_id_8, row_number() OVER (PARTITION BY t1."client_id" ORDER BY t1."submission_timestamp") AS row_number_9
        FROM pings AS t1
      ) AS s2
      WHERE (s2.row_number_9 = 1::BIGINT)"
    `)
  })

  it('puts no text into text', () => {
    const { sql } = emitted(`SELECT "it's" AS a, 'a\\nb' AS b FROM d.pings WHERE channel = "x'; DROP TABLE pings; --"`)
    expect(sql).toMatchInlineSnapshot(`
      "SELECT 'it''s' AS "a", E'a\\nb' AS "b"
      FROM pings AS t1
      WHERE (t1."channel" = 'x''; DROP TABLE pings; --')"
    `)
  })

  it('checks for overflow only where numbers can be great', () => {
    const of = (value: string) => emitted(`SELECT SUM(${value} * ${value}) AS total FROM d.pings`).sql
    expect(of('crashes / 3600')).not.toContain('overflow')
    expect(of('IF(crashes > 0, 0.5, 1.5)')).not.toContain('overflow')
    expect(of("IF(crashes > 0, CAST('inf' AS FLOAT64), 1.5)")).toContain('overflow')
    expect(emitted('SELECT SUM(IF(crashes > 0, 1.0, 0.0)) AS total FROM d.pings').sql).not.toContain('kahan')
  })
})
