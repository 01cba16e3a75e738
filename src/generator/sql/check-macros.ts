import type { TemplateSource } from '../jinja/render.ts'

/**
 * The macros that a `checks.sql` can call, with the names and arguments of mozilla/bigquery-etl's. Each gives one statement that fails
 * where the table is not as it must be, and says how often. A project's own macros, in `test/checks/*.jinja` or `tests/checks/*.jinja`,
 * come after these, so that one of the same name is taken instead. The text itself renders to nothing.
 */
const MACROS = `
{%- macro bqetl_table(where) -%}
FROM
  \`{{ project_id }}.{{ dataset_id }}.{{ table_name }}\`
{%- if where %}
WHERE
  {{ where }}
{%- endif %}
{%- endmacro -%}

{%- macro bqetl_list(names) -%}
{{ names if names is string else names | join(', ') }}
{%- endmacro -%}

{%- macro not_null(columns, where) -%}
{% set columns = [columns] if columns is string else columns -%}
SELECT
  IF(
    COUNTIF({% for column in columns %}{{ column }} IS NULL{{ ' OR ' if not loop.last }}{% endfor %}) > 0,
    ERROR(
      CONCAT(
        'NULL where a value must be: ',
        ARRAY_TO_STRING(
          [
            {% for column in columns -%}
            IF(
              COUNTIF({{ column }} IS NULL) > 0,
              CONCAT({{ column | tojson }}, ' in ', COUNTIF({{ column }} IS NULL), ' of ', COUNT(*), ' rows'),
              NULL
            ){{ ', ' if not loop.last }}
            {%- endfor %}
          ],
          ', '
        )
      )
    ),
    NULL
  ) AS not_null
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro is_unique(columns, where) -%}
SELECT
  IF(
    COUNT(*) > 0,
    ERROR(CONCAT({{ bqetl_list(columns) | tojson }}, ' must be unique: ', COUNT(*), ' of their values come more than once')),
    NULL
  ) AS is_unique
FROM
  (
    SELECT
      {{ bqetl_list(columns) }},
      COUNT(*) AS row_count
    {{ bqetl_table(where) }}
    GROUP BY
      {{ bqetl_list(columns) }}
    HAVING
      COUNT(*) > 1
  );
{%- endmacro -%}

{%- macro min_row_count(threshold=1, where=none) -%}
SELECT
  IF(
    COUNT(*) < {{ threshold }},
    ERROR(CONCAT('too few rows: ', COUNT(*), ', at least {{ threshold }} must be there')),
    NULL
  ) AS min_row_count
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro accepted_values(column, values, where) -%}
{% set values = [values] if values is string else values -%}
SELECT
  IF(
    COUNTIF({{ column }} NOT IN UNNEST({{ values | tojson }})) > 0,
    ERROR(
      CONCAT(
        {{ column | tojson }},
        ' has values that are not accepted in ',
        COUNTIF({{ column }} NOT IN UNNEST({{ values | tojson }})),
        ' of ',
        COUNT(*),
        ' rows'
      )
    ),
    NULL
  ) AS accepted_values
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro bqetl_outside(column, min, max) -%}
{% if min is defined and min is not none -%}
{{ column }} < {{ min }}{% if max is defined and max is not none %} OR {% endif %}
{%- endif -%}
{% if max is defined and max is not none -%}
{{ column }} > {{ max }}
{%- endif -%}
{%- endmacro -%}

{%- macro in_range(columns, min, max, where) -%}
{% set columns = [columns] if columns is string else columns -%}
SELECT
  IF(
    COUNTIF({% for column in columns %}{{ bqetl_outside(column, min, max) }}{{ ' OR ' if not loop.last }}{% endfor %}) > 0,
    ERROR(
      CONCAT(
        'values out of range{% if min is defined and min is not none %}, from {{ min }}{% endif %}{% if max is defined and max is not none %} to {{ max }}{% endif %}: ',
        ARRAY_TO_STRING(
          [
            {% for column in columns -%}
            IF(
              COUNTIF({{ bqetl_outside(column, min, max) }}) > 0,
              CONCAT({{ column | tojson }}, ' in ', COUNTIF({{ bqetl_outside(column, min, max) }}), ' rows'),
              NULL
            ){{ ', ' if not loop.last }}
            {%- endfor %}
          ],
          ', '
        )
      )
    ),
    NULL
  ) AS in_range
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro matches_pattern(column, pattern, where=none, threshold_fail_percentage=0, message=none) -%}
{% set regexp = "r'" ~ pattern ~ "'" if '"' in pattern else 'r"' ~ pattern ~ '"' -%}
{% set text = message or (column ~ ' does not match ' ~ pattern ~ ' in more than ' ~ threshold_fail_percentage ~ ' % of the rows') -%}
SELECT
  IF(
    ROUND(COUNTIF(NOT REGEXP_CONTAINS({{ column }}, {{ regexp }})) / GREATEST(COUNT(*), 1) * 100, 2) > {{ threshold_fail_percentage }},
    ERROR({{ text | tojson }}),
    NULL
  ) AS matches_pattern
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro value_length(column, expected_length, where) -%}
SELECT
  IF(
    COUNTIF(LENGTH({{ column }}) <> {{ expected_length }}) > 0,
    ERROR(
      CONCAT(
        {{ column | tojson }},
        ' is not {{ expected_length }} long in ',
        COUNTIF(LENGTH({{ column }}) <> {{ expected_length }}),
        ' of ',
        COUNT(*),
        ' rows'
      )
    ),
    NULL
  ) AS value_length
{{ bqetl_table(where) }};
{%- endmacro -%}

{%- macro row_count_within_past_partitions_avg(number_of_days, threshold_percentage, partition_field='submission_date') -%}
WITH daily AS (
  SELECT
    DATE({{ partition_field }}) AS day,
    COUNT(*) AS row_count
  {{ bqetl_table('DATE(' ~ partition_field ~ ') BETWEEN DATE_SUB(DATE(@' ~ partition_field ~ '), INTERVAL ' ~ number_of_days ~ ' + 1 DAY) AND DATE(@' ~ partition_field ~ ')') }}
  GROUP BY
    day
),
compared AS (
  SELECT
    COALESCE(SUM(IF(day = DATE(@{{ partition_field }}), row_count, 0)), 0) AS row_count,
    AVG(IF(day < DATE(@{{ partition_field }}), row_count, NULL)) AS usual
  FROM
    daily
)
SELECT
  IF(
    ABS(row_count - usual) > usual * {{ threshold_percentage }} / 100,
    ERROR(
      CONCAT(
        'the partition ',
        CAST(DATE(@{{ partition_field }}) AS STRING),
        ' has ',
        row_count,
        ' rows, more than {{ threshold_percentage }} % away from the average of the days before, ',
        CAST(ROUND(usual, 1) AS STRING)
      )
    ),
    NULL
  ) AS row_count_within_past_partitions_avg
FROM
  compared;
{%- endmacro -%}

{%- macro revenue_period_over_period_change(columns, period_column, threshold, dimensions, date_where, field_where) -%}
{% set columns = [columns] if columns is string else columns -%}
{% set dimensions = [dimensions] if dimensions is string else (dimensions or []) -%}
WITH totals AS (
  SELECT
    {{ period_column }},
    {% for dimension in dimensions -%}
    {{ dimension }},
    {% endfor -%}
    {% for column in columns -%}
    SUM(COALESCE({{ column }}, 0)) AS {{ column }},
    {% endfor -%}
    LOGICAL_OR({{ date_where or 'TRUE' }}) AS is_checked
  {{ bqetl_table(field_where) }}
  GROUP BY
    {{ ([period_column] + dimensions) | join(', ') }}
),
changes AS (
  SELECT
    *,
    {% for column in columns -%}
    SAFE_DIVIDE(
      ABS({{ column }} - LAG({{ column }}) OVER (periods)),
      ABS(LAG({{ column }}) OVER (periods))
    ) AS {{ column }}_change{{ ',' if not loop.last }}
    {% endfor -%}
  FROM
    totals
  WINDOW
    periods AS ({% if dimensions %}PARTITION BY {{ dimensions | join(', ') }} {% endif %}ORDER BY {{ period_column }})
)
SELECT
  IF(
    COUNTIF(is_checked AND ({% for column in columns %}{{ column }}_change > {{ threshold }}{{ ' OR ' if not loop.last }}{% endfor %})) > 0,
    ERROR(
      CONCAT(
        'changes of more than {{ threshold }} from one {{ period_column }} to the next: ',
        ARRAY_TO_STRING(
          [
            {% for column in columns -%}
            IF(COUNTIF(is_checked AND {{ column }}_change > {{ threshold }}) > 0, {{ column | tojson }}, NULL){{ ', ' if not loop.last }}
            {%- endfor %}
          ],
          ', '
        )
      )
    ),
    NULL
  ) AS revenue_period_over_period_change
FROM
  changes;
{%- endmacro %}`

export const CHECK_MACROS: TemplateSource = { path: '<macros of checks>', text: MACROS }
