-- The number that JSON in a text is, NULL of anything else; see number_of_json.
CREATE OR REPLACE FUNCTION telemetry_derived.number_of_text(text STRING)
RETURNS NUMERIC AS (
  telemetry_derived.number_of_json(SAFE.PARSE_JSON(text, wide_number_mode => 'round'))
);
