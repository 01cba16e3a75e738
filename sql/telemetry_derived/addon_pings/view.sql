-- The main pings that main_summary_v4 is made of. This is the one file that knows where a warehouse keeps them.
CREATE OR REPLACE VIEW
  telemetry_derived.addon_pings
AS
SELECT
  submission_timestamp,
  DATE(submission_timestamp) AS submission_date,
  document_id,
  client_id,
  sample_id,
  normalized_channel,
  metadata.geo.country,
  application.version AS app_version,
  environment.system.os.name AS os,
  environment.profile.creation_date AS profile_creation_date,
  payload.info.subsession_length,
  environment.addons.theme,
  environment.addons.active_addons
FROM
  telemetry_stable.main_v4
