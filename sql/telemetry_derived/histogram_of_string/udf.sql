-- A histogram as BigQuery's tables hold it in texts: a JSON object; `bucket_count;type;sum;low,high;key:value,key:value`;
-- `false,true` of a boolean histogram; one number of a count histogram. NULL where it is none of these.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_of_string(text STRING)
RETURNS STRUCT<
  histogram_type INT64,
  sum NUMERIC,
  `values` ARRAY<STRUCT<key INT64, value INT64>>
> AS (
  CASE
    WHEN STARTS_WITH(TRIM(text), '{')
      THEN telemetry_derived.histogram_of_object(SAFE.PARSE_JSON(text, wide_number_mode => 'round'))
    WHEN REGEXP_CONTAINS(text, r'^[0-9]*;[0-9]{1,18};[0-9]{1,29};[^;]*;[^;]*$')
      THEN STRUCT(
          CAST(SPLIT(text, ';')[OFFSET(1)] AS INT64) AS histogram_type,
          CAST(SPLIT(text, ';')[OFFSET(2)] AS NUMERIC) AS sum,
          ARRAY(
            SELECT AS STRUCT
              CAST(SPLIT(entry, ':')[OFFSET(0)] AS INT64) AS key,
              IFNULL(SAFE_CAST(SPLIT(entry, ':')[SAFE_OFFSET(1)] AS INT64), 0) AS value
            FROM
              UNNEST(SPLIT(SPLIT(text, ';')[SAFE_OFFSET(4)], ',')) AS entry
              WITH OFFSET
            WHERE
              REGEXP_CONTAINS(entry, r'^-?[0-9]{1,18}:')
            ORDER BY
              offset
          ) AS `values`
        )
    WHEN REGEXP_CONTAINS(text, r'^[0-9]{1,18},[0-9]{1,18}$')
      THEN STRUCT(
          2 AS histogram_type,
          CAST(SPLIT(text, ',')[OFFSET(1)] AS NUMERIC) AS sum,
          [
            STRUCT(0 AS key, CAST(SPLIT(text, ',')[OFFSET(0)] AS INT64) AS value),
            STRUCT(1 AS key, CAST(SPLIT(text, ',')[OFFSET(1)] AS INT64) AS value)
          ] AS `values`
        )
    WHEN REGEXP_CONTAINS(text, r'^[0-9]{1,29}$')
      THEN STRUCT(
          4 AS histogram_type,
          CAST(text AS NUMERIC) AS sum,
          CAST([] AS ARRAY<STRUCT<key INT64, value INT64>>) AS `values`
        )
  END
);
