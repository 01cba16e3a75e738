-- One row per add-on of each main ping of the day; a ping without add-ons has one row of nulls.
SELECT
  submission_date,
  document_id,
  client_id,
  sample_id,
  normalized_channel,
  addon.addon_id,
  addon.name,
  addon.version,
  addon.type,
  addon.foreign_install,
  addon.is_system,
  addon.user_disabled,
  addon.app_disabled,
  addon.install_day
FROM
  telemetry_derived.main_summary_v4
LEFT JOIN
  UNNEST(active_addons) AS addon
WHERE
  submission_date = @submission_date
  AND client_id IS NOT NULL
