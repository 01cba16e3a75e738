-- What a day's clients have installed: a row per client, channel and way of installation.
WITH installed AS (
  SELECT
    client_id,
    normalized_channel,
    foreign_install,
    -- Add-ons without an id count as one.
    COUNT(DISTINCT addon_id) + MAX(IF(addon_id IS NULL, 1, 0)) AS `count`
  FROM
    telemetry_derived.addons_v2
  WHERE
    submission_date = @submission_date
    AND is_system = FALSE
    AND user_disabled = FALSE
    AND app_disabled = FALSE
  GROUP BY
    client_id,
    normalized_channel,
    foreign_install
),
user_types AS (
  -- An unknown way of installation counts as the user's own.
  SELECT
    client_id,
    normalized_channel,
    CASE
      WHEN LOGICAL_AND(IFNULL(foreign_install, FALSE))
        THEN 1
      WHEN LOGICAL_OR(IFNULL(foreign_install, FALSE))
        THEN 0
      ELSE -1
    END AS user_type
  FROM
    installed
  GROUP BY
    client_id,
    normalized_channel
),
themes AS (
  -- Changed within the day: 0. A ping without a theme has the default one.
  SELECT
    client_id,
    normalized_channel,
    CASE
      WHEN LOGICAL_AND(is_custom)
        THEN 1
      WHEN LOGICAL_OR(is_custom)
        THEN 0
      ELSE -1
    END AS has_custom_theme
  FROM
    (
      SELECT
        client_id,
        normalized_channel,
        IFNULL(
          active_theme.addon_id != '{972ce4c6-7e08-4474-a285-3208198ce6fd}',
          FALSE
        ) AS is_custom
      FROM
        telemetry_derived.main_summary_v4
      WHERE
        submission_date = @submission_date
    )
  GROUP BY
    client_id,
    normalized_channel
),
profiles AS (
  -- Of clients that reported an add-on of any kind, system and disabled ones included.
  SELECT
    client_id,
    MIN(profile_creation_date) AS profile_creation_date,
    MIN(addon.install_day) AS min_install_day
  FROM
    telemetry_derived.main_summary_v4
  CROSS JOIN
    UNNEST(active_addons) AS addon
  WHERE
    submission_date = @submission_date
  GROUP BY
    client_id
),
channels AS (
  SELECT
    normalized_channel,
    COUNT(DISTINCT client_id) AS n_clients,
    COUNT(DISTINCT IF(has_custom_theme >= 0, client_id, NULL)) AS n_custom_theme_clients
  FROM
    themes
  GROUP BY
    normalized_channel
)
SELECT
  @submission_date AS submission_date,
  installed.normalized_channel,
  installed.client_id,
  installed.foreign_install,
  installed.`count`,
  user_types.user_type,
  profiles.profile_creation_date,
  profiles.min_install_day,
  themes.has_custom_theme,
  IFNULL(channels.n_custom_theme_clients, 0) AS n_custom_theme_clients,
  IFNULL(channels.n_clients, 0) AS n_clients
FROM
  installed
INNER JOIN
  user_types
  USING (client_id, normalized_channel)
LEFT JOIN
  themes
  USING (client_id, normalized_channel)
LEFT JOIN
  profiles
  USING (client_id)
LEFT JOIN
  channels
  USING (normalized_channel)
