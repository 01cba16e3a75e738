-- A whole number as INT64; one that is beyond what INT64 holds becomes the last that it does.
CREATE OR REPLACE FUNCTION telemetry_derived.int64_of_numeric(value NUMERIC)
RETURNS INT64
AS (
  CASE
    WHEN value > 9223372036854775807
      THEN 9223372036854775807
    WHEN value < -9223372036854775808
      THEN -9223372036854775808
    ELSE CAST(value AS INT64)
  END
);
