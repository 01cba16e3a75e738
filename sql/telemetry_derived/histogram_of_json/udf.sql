-- A histogram that is a JSON object, or a text that holds one; NULL of anything else.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_of_json(histogram JSON)
RETURNS STRUCT<histogram_type INT64, sum NUMERIC, `values` ARRAY<STRUCT<key INT64, value INT64>>>
AS (
  CASE JSON_TYPE(histogram)
    WHEN 'object'
      THEN telemetry_derived.histogram_of_object(histogram)
    WHEN 'string'
      THEN telemetry_derived.histogram_of_text(STRING(histogram))
  END
);
