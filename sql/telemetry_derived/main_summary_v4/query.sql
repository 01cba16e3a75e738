-- One row per main ping of the day, with its add-ons as a list.
SELECT
  submission_date,
  document_id,
  client_id,
  sample_id,
  normalized_channel,
  country,
  app_version,
  os,
  profile_creation_date,
  subsession_length,
  IF(
    theme IS NULL,
    NULL,
    STRUCT(
      theme.id AS addon_id,
      theme.name AS name,
      theme.version AS version,
      theme.foreign_install AS foreign_install,
      theme.user_disabled AS user_disabled,
      theme.app_disabled AS app_disabled,
      theme.install_day AS install_day
    )
  ) AS active_theme,
  ARRAY(
    SELECT AS STRUCT
      addon.key AS addon_id,
      addon.value.name,
      addon.value.version,
      addon.value.type,
      addon.value.foreign_install,
      addon.value.is_system,
      addon.value.user_disabled,
      addon.value.app_disabled,
      addon.value.install_day
    FROM
      UNNEST(active_addons) AS addon
      WITH OFFSET
    ORDER BY
      offset
  ) AS active_addons
FROM
  telemetry_derived.addon_pings
WHERE
  submission_date = @submission_date
