-- crash_aggregates_v1 as one would write it for DuckDB by hand, over the same partition files: the limit that the
-- translated query is measured against. {main}, {crash} are lists of files, {date} is the day.
COPY (
  WITH pings AS (
    SELECT
      'main' AS doc_type,
      CAST(NULL AS VARCHAR) AS process_type,
      creation_date,
      environment.build.version AS build_version,
      environment.build.build_id AS build_id,
      application.channel AS channel,
      application.name AS application,
      environment.system.os.name AS os_name,
      environment.system.os.version AS os_version,
      environment.build.architecture AS architecture,
      metadata.geo.country AS country,
      environment.addons.active_experiment.id AS experiment_id,
      environment.addons.active_experiment.branch AS experiment_branch,
      CASE environment.settings.e10s_enabled WHEN true THEN 'True' WHEN false THEN 'False' END AS e10s_enabled,
      environment.settings.e10s_cohort AS e10s_cohort,
      payload.info.subsession_length AS subsession_length,
      payload.keyed_histograms.subprocess_crashes_with_dump AS crashes,
      payload.keyed_histograms.subprocess_kill_hard AS kills
    FROM read_parquet({main})
    WHERE submission_timestamp >= TIMESTAMPTZ '{date}' AND submission_timestamp < TIMESTAMPTZ '{date}' + INTERVAL 1 DAY
    UNION ALL
    SELECT
      'crash',
      payload.process_type,
      creation_date,
      environment.build.version,
      environment.build.build_id,
      application.channel,
      application.name,
      environment.system.os.name,
      environment.system.os.version,
      environment.build.architecture,
      metadata.geo.country,
      environment.addons.active_experiment.id,
      environment.addons.active_experiment.branch,
      CASE environment.settings.e10s_enabled WHEN true THEN 'True' WHEN false THEN 'False' END,
      environment.settings.e10s_cohort,
      payload.info.subsession_length,
      payload.keyed_histograms.subprocess_crashes_with_dump,
      payload.keyed_histograms.subprocess_kill_hard
    FROM read_parquet({crash})
    WHERE submission_timestamp >= TIMESTAMPTZ '{date}' AND submission_timestamp < TIMESTAMPTZ '{date}' + INTERVAL 1 DAY
  ),
  dated AS (
    SELECT
      * EXCLUDE (creation_date),
      -- The usual form by cast, without leap seconds; the rest by a pattern.
      coalesce(
        CASE WHEN ends_with(creation_date, 'Z') AND NOT contains(creation_date, ':60') THEN CAST(TRY_CAST(creation_date AS TIMESTAMP) AS DATE) END,
        TRY_CAST(regexp_extract(creation_date, '^(\d{4}-\d\d?-\d\d?)(?:[Tt ](?:[01]?\d|2[0-3])(?::[0-5]?\d(?::[0-5]?\d(?:\.\d*)?)?)?(?: ?(?:[Zz]|UTC)|[+-]\d\d(?::?[0-5]\d)?)?)?$', 1) AS DATE)
      ) AS creation_day
    FROM pings
  ),
  measured AS (
    SELECT
      * EXCLUDE (creation_day, subsession_length, crashes, kills, doc_type, process_type),
      greatest(least(creation_day, DATE '{date}'), DATE '{date}' - 7) AS activity_date,
      CAST(doc_type = 'main' AS DOUBLE) AS ping_count,
      least(25, greatest(0, coalesce(subsession_length, 0)) / 3600) AS usage_hours,
      CAST(doc_type = 'crash' AS DOUBLE) AS main_crashes,
      CASE WHEN len(crashes) > 0 THEN list_filter(crashes, lambda x: x.key = 'content')[1].value END AS content_histogram,
      CASE WHEN len(crashes) > 0 THEN list_filter(crashes, lambda x: x.key = 'plugin')[1].value END AS plugin_histogram,
      CASE WHEN len(crashes) > 0 THEN list_filter(crashes, lambda x: x.key = 'gmplugin')[1].value END AS gmplugin_histogram,
      CASE WHEN len(kills) > 0 THEN list_filter(kills, lambda x: x.key = 'ShutDownKill')[1].value END AS content_shutdown_histogram
    FROM dated
    WHERE creation_day IS NOT NULL
      AND regexp_full_match(build_id, '[0-9]{14}')
      AND coalesce(process_type, 'main') = 'main'
  ),
  counted AS (
    SELECT
      * EXCLUDE (content_histogram, plugin_histogram, gmplugin_histogram, content_shutdown_histogram),
      -- JSON, or one of the compact forms.
      CASE
        WHEN content_histogram IS NULL THEN 0
        ELSE coalesce(
          TRY_CAST(content_histogram ->> '$.values."0"' AS BIGINT),
          TRY_CAST(trunc(TRY_CAST(regexp_extract(content_histogram, '^(?:\d+;\d+;\d+;\d+,\d+;(?:[^;]*,)?0:)?(\d+)(?:,[^;]*)?$', 1) AS DOUBLE)) AS BIGINT),
          0
        )::DOUBLE
      END AS content_crashes,
      CASE
        WHEN plugin_histogram IS NULL THEN 0
        ELSE coalesce(
          TRY_CAST(plugin_histogram ->> '$.values."0"' AS BIGINT),
          TRY_CAST(trunc(TRY_CAST(regexp_extract(plugin_histogram, '^(?:\d+;\d+;\d+;\d+,\d+;(?:[^;]*,)?0:)?(\d+)(?:,[^;]*)?$', 1) AS DOUBLE)) AS BIGINT),
          0
        )::DOUBLE
      END AS plugin_crashes,
      CASE
        WHEN gmplugin_histogram IS NULL THEN 0
        ELSE coalesce(
          TRY_CAST(gmplugin_histogram ->> '$.values."0"' AS BIGINT),
          TRY_CAST(trunc(TRY_CAST(regexp_extract(gmplugin_histogram, '^(?:\d+;\d+;\d+;\d+,\d+;(?:[^;]*,)?0:)?(\d+)(?:,[^;]*)?$', 1) AS DOUBLE)) AS BIGINT),
          0
        )::DOUBLE
      END AS gmplugin_crashes,
      CASE
        WHEN content_shutdown_histogram IS NULL THEN 0
        ELSE coalesce(
          TRY_CAST(content_shutdown_histogram ->> '$.values."0"' AS BIGINT),
          TRY_CAST(trunc(TRY_CAST(regexp_extract(content_shutdown_histogram, '^(?:\d+;\d+;\d+;\d+,\d+;(?:[^;]*,)?0:)?(\d+)(?:,[^;]*)?$', 1) AS DOUBLE)) AS BIGINT),
          0
        )::DOUBLE
      END AS content_shutdown_crashes
    FROM measured
  ),
  aggregated AS (
    SELECT
      activity_date, build_version, build_id, channel, application, os_name, os_version, architecture, country,
      experiment_id, experiment_branch, e10s_enabled, e10s_cohort,
      sum(ping_count) AS ping_count,
      sum(usage_hours) AS usage_hours, sum(main_crashes) AS main_crashes, sum(content_crashes) AS content_crashes,
      sum(plugin_crashes) AS plugin_crashes, sum(gmplugin_crashes) AS gmplugin_crashes,
      sum(content_shutdown_crashes) AS content_shutdown_crashes,
      sum(usage_hours * usage_hours) AS usage_hours_squared, sum(main_crashes * main_crashes) AS main_crashes_squared,
      sum(content_crashes * content_crashes) AS content_crashes_squared,
      sum(plugin_crashes * plugin_crashes) AS plugin_crashes_squared,
      sum(gmplugin_crashes * gmplugin_crashes) AS gmplugin_crashes_squared,
      sum(content_shutdown_crashes * content_shutdown_crashes) AS content_shutdown_crashes_squared
    FROM counted
    GROUP BY ALL
  )
  SELECT
    DATE '{date}' AS submission_date,
    activity_date,
    list_transform(
      list_filter(
        [
          {'key': 'build_version', 'value': build_version}, {'key': 'build_id', 'value': build_id},
          {'key': 'channel', 'value': channel}, {'key': 'application', 'value': application},
          {'key': 'os_name', 'value': os_name}, {'key': 'os_version', 'value': os_version},
          {'key': 'architecture', 'value': architecture}, {'key': 'country', 'value': country},
          {'key': 'experiment_id', 'value': experiment_id}, {'key': 'experiment_branch', 'value': experiment_branch},
          {'key': 'e10s_enabled', 'value': e10s_enabled}, {'key': 'e10s_cohort', 'value': e10s_cohort}
        ],
        lambda x: x.value IS NOT NULL
      ),
      lambda x: {'key': x.key, 'value': regexp_replace(x.value, '[^\x00-\x7F]', '?', 'g')}
    ) AS dimensions,
    [
      {'key': 'ping_count', 'value': ping_count},
      {'key': 'usage_hours', 'value': usage_hours}, {'key': 'main_crashes', 'value': main_crashes},
      {'key': 'content_crashes', 'value': content_crashes}, {'key': 'plugin_crashes', 'value': plugin_crashes},
      {'key': 'gmplugin_crashes', 'value': gmplugin_crashes},
      {'key': 'content_shutdown_crashes', 'value': content_shutdown_crashes},
      {'key': 'usage_hours_squared', 'value': usage_hours_squared},
      {'key': 'main_crashes_squared', 'value': main_crashes_squared},
      {'key': 'content_crashes_squared', 'value': content_crashes_squared},
      {'key': 'plugin_crashes_squared', 'value': plugin_crashes_squared},
      {'key': 'gmplugin_crashes_squared', 'value': gmplugin_crashes_squared},
      {'key': 'content_shutdown_crashes_squared', 'value': content_shutdown_crashes_squared}
    ] AS stats
  FROM aggregated
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
