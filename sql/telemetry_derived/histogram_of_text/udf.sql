-- A histogram that is JSON in a text: an object, or a string that holds one of the texts of histograms; NULL of anything else.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_of_text(text STRING)
RETURNS STRUCT<histogram_type INT64, sum NUMERIC, `values` ARRAY<STRUCT<key INT64, value INT64>>>
AS (
  CASE LEFT(text, 1)
    WHEN '{'
      THEN telemetry_derived.histogram_of_object(SAFE.PARSE_JSON(text, wide_number_mode => 'round'))
    WHEN '"'
      THEN telemetry_derived.histogram_of_string(STRING(SAFE.PARSE_JSON(text)))
  END
);
