import { describe, expect, test } from 'vitest'
import { formatTemplate } from '../../../src/generator/format/format.ts'

/** What is laid out, and what bigquery-etl's own formatter (revision 1c16343c97) makes of it. */
type Case = readonly [what: string, input: string, expected: string]

const CLAUSES: readonly Case[] = [
  [
    'a query has a line for each clause and item',
    `select a, b from t where x group by a having count(*) > 1 order by b limit 3
`,
    `SELECT
  a,
  b
FROM
  t
WHERE
  x
GROUP BY
  a
HAVING
  COUNT(*) > 1
ORDER BY
  b
LIMIT
  3
`,
  ],
  [
    'modes of SELECT are one word',
    `select distinct a from t union all select all as struct 1 as a
`,
    `SELECT DISTINCT
  a
FROM
  t
UNION ALL
SELECT ALL AS STRUCT
  1 AS a
`,
  ],
  [
    'joins begin a line, ON and USING too',
    `select * from a left outer join b on a.x = b.x cross join unnest(c) as d with offset as e inner join f using(x)
`,
    `SELECT
  *
FROM
  a
LEFT OUTER JOIN
  b
  ON a.x = b.x
CROSS JOIN
  UNNEST(c) AS d
  WITH OFFSET AS e
INNER JOIN
  f
  USING (x)
`,
  ],
  [
    'AND and OR begin a line at the same level',
    `select 1 from t where a and b or (c and d)
`,
    `SELECT
  1
FROM
  t
WHERE
  a
  AND b
  OR (c AND d)
`,
  ],
  [
    'WITH keeps the first table expression on its line',
    `with a as (select 1 as x), b as (select 2 as y) select * from a, b
`,
    `WITH a AS (
  SELECT
    1 AS x
),
b AS (
  SELECT
    2 AS y
)
SELECT
  *
FROM
  a,
  b
`,
  ],
  [
    'set operators with modifiers',
    `select 1 union all by name select 2 except distinct select 3 left outer union distinct corresponding select 4
`,
    `SELECT
  1
UNION ALL BY NAME
SELECT
  2
EXCEPT DISTINCT
SELECT
  3
LEFT OUTER UNION DISTINCT CORRESPONDING
SELECT
  4
`,
  ],
  [
    'QUALIFY and a window',
    `select a, row_number() over(partition by b order by c desc rows between 1 preceding and current row) as n from t qualify n = 1
`,
    `SELECT
  a,
  ROW_NUMBER() OVER (PARTITION BY b ORDER BY c DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n
FROM
  t
QUALIFY
  n = 1
`,
  ],
  [
    'a named window',
    `select sum(x) over w from t window w as (partition by a order by b)
`,
    `SELECT
  SUM(x) OVER w
FROM
  t
WINDOW
  w AS (
    PARTITION BY
      a
    ORDER BY
      b
  )
`,
  ],
  [
    'pipe syntax',
    `from t |> where x > 1 |> aggregate sum(y) as s group by z |> extend s * 2 as d |> drop z |> rename s as q |> order by q |> limit 2
`,
    `FROM
  t
|>
  WHERE
    x > 1
|>
  AGGREGATE
    SUM(y) AS s
  GROUP BY
    z
|>
  EXTEND
    s * 2 AS d
|>
  DROP
    z
|>
  RENAME
    s AS q
|>
  ORDER BY
    q
|>
  LIMIT
    2
`,
  ],
  [
    'PIVOT, UNPIVOT and samples',
    `select * from t pivot(sum(x) for y in ('a', 'b')) unpivot include nulls (v for k in (a, b)) tablesample system (10 percent)
`,
    `SELECT
  *
FROM
  t
  PIVOT (SUM(x) FOR y IN ('a', 'b'))
  UNPIVOT INCLUDE NULLS (v FOR k IN (a, b))
  TABLESAMPLE SYSTEM (10 PERCENT)
`,
  ],
]

const STATEMENTS: readonly Case[] = [
  [
    'a table is created',
    `create or replace table d.t partition by submission_date cluster by a options(description='x') as select 1 as a
`,
    `CREATE OR REPLACE TABLE
  d.t
PARTITION BY
  submission_date
CLUSTER BY
  a
OPTIONS
  (description = 'x')
AS
SELECT
  1 AS a
`,
  ],
  [
    'a table with columns',
    `create temp table t (a int64 not null, b array<struct<c string, d date>>)
`,
    `CREATE TEMP TABLE
  t(a INT64 NOT NULL, b ARRAY<STRUCT<c STRING, d DATE>>)
`,
  ],
  [
    'a view and a function',
    `create or replace view d.v as select 1; create temp function f(x int64, y string) returns string as (concat(x, y)); create function g(x float64) returns float64 language js as '''return x;'''
`,
    `CREATE OR REPLACE VIEW
  d.v
AS
SELECT
  1;

CREATE TEMP FUNCTION f(x INT64, y STRING)
RETURNS STRING AS (
  CONCAT(x, y)
);

CREATE FUNCTION g(x FLOAT64)
RETURNS FLOAT64
LANGUAGE js
AS
  '''return x;'''
`,
  ],
  [
    'data are changed',
    `insert into d.t (a, b) values (1, 2); update d.t set a = 1, b = 2 where true; delete from d.t where false
`,
    `INSERT INTO
  d.t(a, b)
VALUES
  (1, 2);

UPDATE
  d.t
SET
  a = 1,
  b = 2
WHERE
  TRUE;

DELETE FROM
  d.t
WHERE
  FALSE
`,
  ],
  [
    'MERGE; the second WHEN nests under the SET of the first',
    `merge into d.t using s on t.a = s.a when matched then update set b = s.b when not matched by target then insert (a) values (a) when not matched by source then delete
`,
    `MERGE INTO
  d.t
  USING s
  ON t.a = s.a
WHEN MATCHED
THEN
  UPDATE
  SET
    b = s.b
  WHEN NOT MATCHED BY TARGET
THEN
  INSERT
    (a)
  VALUES
    (a)
  WHEN NOT MATCHED BY SOURCE
THEN
  DELETE
`,
  ],
  [
    'a blank line stands between statements',
    `select 1;select 2;


-- why
select 3;
`,
    `SELECT
  1;

SELECT
  2;

-- why
SELECT
  3;
`,
  ],
  [
    'a script',
    `declare x int64 default 1; set x = 2; begin transaction; if x > 1 then select 1; elseif x = 0 then select 2; else select 3; end if; commit transaction; call d.p(x)
`,
    `DECLARE x INT64 DEFAULT 1;

SET
  x = 2;

BEGIN TRANSACTION;

IF
  x > 1
THEN
  SELECT
    1;
ELSEIF
  x = 0
THEN
  SELECT
    2;
ELSE
  SELECT
    3;
END IF;

COMMIT TRANSACTION;

CALL d.p(x)
`,
  ],
  [
    'loops',
    `while x < 3 do set x = x + 1; end while; loop break; end loop; for r in (select 1) do select r; end for; repeat set x = 1; until x > 0 end repeat
`,
    `WHILE x < 3
DO
  SET
    x = x + 1;
END WHILE;

LOOP
  BREAK;
END LOOP;

FOR r IN (SELECT 1)
DO
  SELECT
    r;
END FOR;

REPEAT
  SET
    x = 1;

  UNTIL x > 0
END REPEAT
`,
  ],
  [
    'a procedure',
    `create or replace procedure d.p(out x int64) begin set x = 1; exception when error then raise using message = 'no'; end
`,
    `CREATE OR REPLACE PROCEDURE
  d.p(OUT x INT64)
BEGIN
  SET
    x = 1;
EXCEPTION WHEN ERROR THEN
  RAISE USING MESSAGE ='no';
END
`,
  ],
  [
    'EXECUTE IMMEDIATE and ASSERT',
    `execute immediate 'select 1' into y using 1 as z; assert x > 1 as 'why'
`,
    `EXECUTE IMMEDIATE
  'select 1'
  INTO y
  USING 1 AS z;

ASSERT x > 1
AS
  'why'
`,
  ],
]

const EXPRESSIONS: readonly Case[] = [
  [
    'CASE',
    `select case when a then 1 when b and c then 2 else 3 end as x, case y when 1 then 'a' end z from t
`,
    `SELECT
  CASE
    WHEN a
      THEN 1
    WHEN b
      AND c
      THEN 2
    ELSE 3
  END AS x,
  CASE
    y
    WHEN 1
      THEN 'a'
  END
  z
FROM
  t
`,
  ],
  [
    'an alias behind END without AS takes a line',
    `select case when a then 1 end k from t
`,
    `SELECT
  CASE
    WHEN a
      THEN 1
  END
  k
FROM
  t
`,
  ],
  [
    'CASE in brackets stays in lines',
    `select sum(case when a then 1 else 0 end) as n from t
`,
    `SELECT
  SUM(CASE WHEN a THEN 1 ELSE 0 END) AS n
FROM
  t
`,
  ],
  [
    'IF the function',
    `select if(a,b,c), if (a, b, c)
`,
    `SELECT
  IF(a, b, c),
  IF(a, b, c)
`,
  ],
  [
    'BETWEEN breaks, NOT BETWEEN does not',
    `select 1 from t where a between 1 and 2 and b not between 3 and 4
`,
    `SELECT
  1
FROM
  t
WHERE
  a
  BETWEEN 1
  AND 2
  AND b NOT BETWEEN 3
  AND 4
`,
  ],
  [
    'operators have blanks, signs have none',
    `select -1, a-b, - a, (-c), a||b, x = -1, not -y, ~z, a<<2, b != c, f(-1)
`,
    `SELECT
  -1,
  a - b,
  -a,
  (-c),
  a || b,
  x = -1,
  NOT -y,
  ~z,
  a << 2,
  b != c,
  f(-1)
`,
  ],
  [
    '* EXCEPT and REPLACE',
    `select * except(a, b) replace(1 as c), t.* except (d) from t
`,
    `SELECT
  * EXCEPT (a, b) REPLACE(1 AS c),
  t.* EXCEPT (d)
FROM
  t
`,
  ],
  [
    'words before a bracket',
    `select x in(1, 2), not exists(select 1), a like any('b'), interval(1) day, count(*) over(w), x is not distinct from y from t group by rollup(a), cube(b), grouping sets((a), (b))
`,
    `SELECT
  x IN (1, 2),
  NOT EXISTS (SELECT 1),
  a LIKE ANY ('b'),
  INTERVAL (1) DAY,
  COUNT(*) OVER (w),
  x IS NOT DISTINCT FROM y
FROM
  t
GROUP BY
  ROLLUP (a),
  CUBE (b),
  GROUPING SETS ((a), (b))
`,
  ],
  [
    'types',
    `select cast(null as array<struct<a int64, b array<string>>>), array<int64>[1, 2], struct<x int64>(1), a < b, range<date> '[a, b)'
`,
    `SELECT
  CAST(NULL AS ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>),
  ARRAY<INT64>[1, 2],
  STRUCT<x INT64>(1),
  a < b,
  RANGE<DATE> '[a, b)'
`,
  ],
  [
    'a type with a length',
    `select cast(a as numeric(10, 2))
`,
    `SELECT
  CAST(a AS numeric(10, 2))
`,
  ],
  [
    "aggregates' own clauses",
    `select array_agg(distinct x ignore nulls order by y desc nulls last limit 3), any_value(x having max y), string_agg(a, ',')
`,
    `SELECT
  ARRAY_AGG(DISTINCT x IGNORE NULLS ORDER BY y DESC NULLS LAST LIMIT 3),
  ANY_VALUE(x HAVING MAX y),
  STRING_AGG(a, ',')
`,
  ],
  [
    'dates',
    `select date_add(d, interval 1 day), extract(week(monday) from d), timestamp '2024-01-01', current_date, current_date(), date(2024, 1, 2)
`,
    `SELECT
  DATE_ADD(d, INTERVAL 1 DAY),
  EXTRACT(WEEK(monday) FROM d),
  TIMESTAMP '2024-01-01',
  CURRENT_DATE,
  CURRENT_DATE(),
  DATE(2024, 1, 2)
`,
  ],
  [
    'subscripts',
    `select a[offset(0)].b, c[safe_ordinal(1)], json.d['e']
`,
    `SELECT
  a[OFFSET(0)].b,
  c[SAFE_ORDINAL(1)],
  json.d['e']
`,
  ],
  [
    'literals and parameters',
    `select r'a\\d', b"x", '''one
  two''', 1.5e-3, 0xFF, @param, true, null
`,
    `SELECT
  r'a\\d',
  b"x",
  '''one
  two''',
  1.5e-3,
  0xFF,
  @param,
  TRUE,
  NULL
`,
  ],
]

const CASE: readonly Case[] = [
  [
    'functions of BigQuery, only before a bracket',
    `select count(a), safe.substr(b, 1), net.host(c), count, my_func(d), udf.sum(e), Sum(f)
`,
    `SELECT
  COUNT(a),
  SAFE.SUBSTR(b, 1),
  NET.HOST(c),
  count,
  my_func(d),
  udf.sum(e),
  SUM(f)
`,
  ],
  [
    'keywords behind a dot or AS are names',
    `select t.date, x as date, cast(y as string), z.select_, a.\`from\`
`,
    `SELECT
  t.date,
  x AS date,
  CAST(y AS string),
  z.select_,
  a.\`from\`
`,
  ],
  [
    'pseudo-columns in conditions',
    `select 1 from \`a.b.c_*\` where _table_suffix > 'x' and date(_partitiontime) = @d
`,
    `SELECT
  1
FROM
  \`a.b.c_*\`
WHERE
  _TABLE_SUFFIX > 'x'
  AND DATE(_PARTITIONTIME) = @d
`,
  ],
  [
    'names keep theirs',
    `select Foo, \`Bar\`.Baz from my-project.Data.\`Set\`
`,
    `SELECT
  Foo,
  \`Bar\`.Baz
FROM
  my-project.Data.\`Set\`
`,
  ],
]

const BRACKETS: readonly Case[] = [
  [
    'a short bracket is one line',
    `select coalesce(a, b, c) as x, struct(1 as a, 2 as b) as y from t where z in (select q from r)
`,
    `SELECT
  COALESCE(a, b, c) AS x,
  STRUCT(1 AS a, 2 AS b) AS y
FROM
  t
WHERE
  z IN (SELECT q FROM r)
`,
  ],
  [
    'one of more than 100 characters is not',
    `select coalesce(aaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccc, ddddddd) as x
`,
    `SELECT
  COALESCE(
    aaaaaaaaaaaaaaaaaaaaaaaaaaa,
    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
    ccccccccccccccccccccccc,
    ddddddd
  ) AS x
`,
  ],
  [
    'exactly 100 characters fit',
    `select coalesce(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccc) as y
`,
    `SELECT
  COALESCE(
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
    cccccccccccccccccc
  ) AS y
`,
  ],
  [
    'the inner one is short where the outer is not',
    `select concat(lower(aaaaaaaaaaaaaaaaaaaaaaaaaaa), upper(bbbbbbbbbbbbbbbbbbbbbbbbbbb), trim(cccccccccccccc), 'dd')
`,
    `SELECT
  CONCAT(
    LOWER(aaaaaaaaaaaaaaaaaaaaaaaaaaa),
    UPPER(bbbbbbbbbbbbbbbbbbbbbbbbbbb),
    TRIM(cccccccccccccc),
    'dd'
  )
`,
  ],
  [
    'a bracket that opens where another closes',
    `select sum(x) over(partition by y) + f(z), a[offset(f(1))].b[0] from t
`,
    `SELECT
  SUM(x) OVER (PARTITION BY y) + f(z),
  a[OFFSET(f(1))].b[0]
FROM
  t
`,
  ],
  [
    'a table expression is never one line',
    `with a as (select 1) select (select 1) as b
`,
    `WITH a AS (
  SELECT
    1
)
SELECT
  (SELECT 1) AS b
`,
  ],
  [
    'characters are counted, not UTF-16 units',
    `select f('😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀', aaaaaaaaaaa, bbbbbbbbbb)
`,
    `SELECT
  f('😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀', aaaaaaaaaaa, bbbbbbbbbb)
`,
  ],
  [
    'no line comment is joined, a block comment is',
    `select f(a, -- one
 b), g(a, /* two */ b)
`,
    `SELECT
  f(
    a, -- one
    b
  ),
  g(a, /* two */ b)
`,
  ],
  [
    'a trailing comma stays',
    `select a, b, from t
`,
    `SELECT
  a,
  b,
FROM
  t
`,
  ],
]

const COMMENTS: readonly Case[] = [
  [
    'a comment keeps its blanks; one on its own line its indent',
    `select a,  -- first
     -- second
  b # third
from t /* fourth */ where x
`,
    `SELECT
  a,  -- first
     -- second
  b # third
FROM
  t /* fourth */
WHERE
  x
`,
  ],
  [
    'SELECT -- comment stays on the line',
    `select -- all
 a from t
`,
    `SELECT -- all
  a
FROM
  t
`,
  ],
  [
    'a blank line before a comment behind a statement, and before #fail and #warn',
    `select 1;
-- next
select 2;
#fail
select 3
#warn
`,
    `SELECT
  1;

-- next
SELECT
  2;

#fail
SELECT
  3

#warn
`,
  ],
  [
    'format:off keeps what follows, format:on ends it',
    `select a,
  -- format: off
  [1,  2,
   3],
  -- format:on
  b, c from t
`,
    `SELECT
  a,
  -- format: off
  [1,  2,
   3],
  -- format:on
  b,
  c
FROM
  t
`,
  ],
  [
    'inside of a bracket',
    `select f(/* format:off */ a,b   ,c /* format:on */, d,e), g(h,i)
`,
    `SELECT
  f(/* format:off */ a,b   ,c /* format:on */
    ,
    d,
    e
  ),
  g(h, i)
`,
  ],
  [
    'blank lines of the author go',
    `

select a


, b

from t


`,
    `SELECT
  a,
  b
FROM
  t
`,
  ],
]

const TEMPLATES: readonly Case[] = [
  [
    'an expression is an operand',
    `select {{ a }}, {{ b }} as c, {{ d }}.e from {{ t }} where {{ x }}=1 and {{y}} in ({{ z }})
`,
    `SELECT
  {{ a }},
  {{ b }} AS c,
  {{ d }}.e
FROM
  {{ t }}
WHERE
  {{ x }} =1
  AND {{y}} IN ({{ z }})
`,
  ],
  [
    'blocks have lines of their own and indent',
    `select {% for c in cs %} {{ c }} as x, {% endfor %} 1 from t {% if a %} where b {% elif c %} where d {% else %} where e {% endif %}
`,
    `SELECT
  {% for c in cs %}
    {{ c }} AS x,
  {% endfor %}
  1
FROM
  t
  {% if a %}
    WHERE
      b
  {% elif c %}
    WHERE
      d
  {% else %}
    WHERE
      e
  {% endif %}
`,
  ],
  [
    'other statements end a line',
    `{% set x = 1 %} select a {% set y %} from t {% include 'z' %} where b
`,
    `{% set x = 1 %}
SELECT
  a {% set y %}
FROM
  t {% include 'z' %}
WHERE
  b
`,
  ],
  [
    'comments',
    `{# one
 two #} select a {# three #}, b from t
`,
    `{# one
 two #}
SELECT
  a {# three #},
  b
FROM
  t
`,
  ],
  [
    'behind a template goes on what belongs to it',
    `select {% if a %} b {% endif %}, {{ c }}, {# d #} , e
`,
    `SELECT
  {% if a %}
    b
  {% endif %},
  {{ c }}, {# d #},
  e
`,
  ],
  [
    'white space control is kept',
    `select a {%- if b -%} , c {%- endif %} from t
`,
    `SELECT
  a
  {%- if b -%},
    c
  {%- endif %}
FROM
  t
`,
  ],
  [
    'a macro',
    `{% macro m(x) %} select {{ x }} from t {% endmacro %} {{ m(1) }}
`,
    `{% macro m(x) %}
  SELECT
    {{ x }}
  FROM
    t
{% endmacro %}
{{ m(1) }}
`,
  ],
  [
    'in literals, back-quotes and comments nothing changes',
    `select '{{ a }}  {% if b %}', \`{{ p }}.d.{{ t }}\` -- {{ c }}  {% d %}
 from \`x_{{ y }}\`
`,
    `SELECT
  '{{ a }}  {% if b %}',
  \`{{ p }}.d.{{ t }}\` -- {{ c }}  {% d %}
FROM
  \`x_{{ y }}\`
`,
  ],
]

describe.each([
  ['clauses', CLAUSES],
  ['statements and scripts', STATEMENTS],
  ['expressions', EXPRESSIONS],
  ['case', CASE],
  ['brackets and lines', BRACKETS],
  ['comments', COMMENTS],
  ['templates', TEMPLATES],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, expected) => {
    expect(formatTemplate(input)).toBe(expected)
    expect(formatTemplate(expected)).toBe(expected)
  })
})
