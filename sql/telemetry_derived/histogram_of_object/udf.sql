-- The type, sum and buckets of a histogram that is a JSON object. NULL where it has no type, no buckets, or no sum of at least zero that
-- is a whole number. Buckets whose key is no whole number are left out; other values than whole numbers count as 0.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_of_object(histogram JSON)
RETURNS STRUCT<
  histogram_type INT64,
  sum NUMERIC,
  `values` ARRAY<STRUCT<key INT64, value INT64>>
> AS (
  IF(
    JSON_TYPE(histogram['values']) = 'object'
    AND MOD(telemetry_derived.number_of_json(histogram['histogram_type']), 1) = 0
    AND telemetry_derived.number_of_json(histogram['sum']) >= 0
    AND MOD(telemetry_derived.number_of_json(histogram['sum']), 1) = 0,
    STRUCT(
      SAFE_CAST(
        telemetry_derived.number_of_json(histogram['histogram_type']) AS INT64
      ) AS histogram_type,
      telemetry_derived.number_of_json(histogram['sum']) AS sum,
      ARRAY(
        SELECT AS STRUCT
          CAST(key AS INT64) AS key,
          telemetry_derived.int64_of_json(histogram['values'][key]) AS value
        FROM
          UNNEST(JSON_KEYS(histogram['values'], 1)) AS key
          WITH OFFSET
        WHERE
          REGEXP_CONTAINS(key, r'^[+-]?[0-9]{1,18}$')
        ORDER BY
          offset
      ) AS `values`
    ),
    NULL
  )
);
