-- The whole number that a JSON value is, no further from zero than INT64 can be; 0 of anything else.
CREATE OR REPLACE FUNCTION telemetry_derived.int64_of_json(value JSON)
RETURNS INT64 AS (
  CASE
    WHEN MOD(telemetry_derived.number_of_json(value), 1) = 0
      THEN telemetry_derived.int64_of_numeric(telemetry_derived.number_of_json(value))
    ELSE 0
  END
);
