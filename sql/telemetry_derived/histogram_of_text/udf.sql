-- A histogram that is JSON in a text: an object, or a string that holds one of the texts of histograms; NULL of anything else.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_of_text(text STRING)
RETURNS STRUCT<
  histogram_type INT64,
  sum NUMERIC,
  `values` ARRAY<STRUCT<key INT64, value INT64>>
> AS (
  telemetry_derived.histogram_of_string(
    CASE
      LEFT(text, 1)
      WHEN '{'
        THEN text
      WHEN '"'
        THEN JSON_VALUE(SAFE.PARSE_JSON(text))
    END
  )
);
