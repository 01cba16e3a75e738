-- The number that a JSON value is, NULL of anything else. Digits behind the ninth of a fraction are cut off, and what is beyond
-- INT64 becomes some number that is beyond it, too.
CREATE OR REPLACE FUNCTION telemetry_derived.number_of_json(value JSON)
RETURNS NUMERIC AS (
  CASE
    WHEN IFNULL(JSON_TYPE(value), '') != 'number'
      THEN NULL
    WHEN REGEXP_CONTAINS(TO_JSON_STRING(value), r'^-?[0-9]{1,19}(\.[0-9]+)?$')
      THEN CAST(REGEXP_EXTRACT(TO_JSON_STRING(value), r'^-?[0-9]+(?:\.[0-9]{1,9})?') AS NUMERIC)
    WHEN ABS(FLOAT64(value)) < 1e18
      THEN TRUNC(CAST(FLOAT64(value) AS NUMERIC), 8)
    ELSE IF(FLOAT64(value) < 0, NUMERIC '-10000000000000000000', NUMERIC '10000000000000000000')
  END
);
