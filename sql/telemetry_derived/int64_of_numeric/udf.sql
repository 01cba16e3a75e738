-- A whole number as INT64; one that is beyond what INT64 holds becomes the last that it does.
CREATE OR REPLACE FUNCTION telemetry_derived.int64_of_numeric(value NUMERIC)
RETURNS INT64 AS (
  CAST(
    LEAST(GREATEST(value, NUMERIC '-9223372036854775808'), NUMERIC '9223372036854775807') AS INT64
  )
);
