import { expect, test } from 'vitest'
import { formatTemplate } from '../../../src/generator/format/format.ts'
import { renderTemplate } from '../../../src/generator/jinja/render.ts'
import { tokenize } from '../../../src/googlesql/lexer.ts'

function twice(text: string): string | undefined {
  const once = formatTemplate(text)
  expect(formatTemplate(once!)).toBe(once)
  return once
}

test('format-raw-escaped-quote', () => {
  expect(
    twice(
      `select regexp_extract(event_properties, r'Email": \\'(.*?@.*?)\\'') as email, r"a\\\\d" as p from t where x = @submission_date and y like b'\\x00%'\n`,
    ),
  ).toBe(
    `SELECT\n  REGEXP_EXTRACT(event_properties, r'Email": \\'(.*?@.*?)\\'') AS email,\n  r"a\\\\d" AS p\nFROM\n  t\nWHERE\n  x = @submission_date\n  AND y LIKE b'\\x00%'\n`,
  )
})

test('format-jinja-branches', () => {
  expect(
    twice(
      'SELECT a FROM t WHERE\n  {% if is_init() %}\n  submission_date >= "2021-08-01" {% else %}\n  submission_date = @submission_date {% endif %}\n',
    ),
  ).toBe(
    'SELECT\n  a\nFROM\n  t\nWHERE\n  {% if is_init() %}\n    submission_date >= "2021-08-01"\n  {% else %}\n    submission_date = @submission_date\n  {% endif %}\n',
  )
})

test('format-glued-jinja-name', () => {
  const text =
    '{% set cols = ["a", "b"] %}\nselect {% for column in cols %} {{ column }} as prefixed_{{ column }}, {% endfor %} count(*) as n from t group by all\n'
  const wanted = 'SELECT a AS prefixed_a , b AS prefixed_b , COUNT ( * ) AS n FROM T GROUP BY ALL'
  expect(renderedWords(text).toUpperCase()).toBe(wanted.toUpperCase())
  expect(renderedWords(twice(text)!)).toBe(renderedWords(text))
})

/** The tokens of what a template gives, words in upper case. */
function renderedWords(text: string): string {
  const rendered = renderTemplate({ path: 'query.sql', text }, { variables: new Map(), load: () => undefined }).text
  const words = tokenize(rendered).map(({ start, end }) => rendered.slice(start, end))
  return words.join(' ').trim().toUpperCase()
}
