-- The main pings that the experiment job counts. This is the one file that knows where a warehouse keeps them.
--
-- entries: the activations and terminations of the ping's log, in order. An entry that cannot be read ends the list: it is the last
-- one, is_broken, and what stands behind it in the log is lost. A broken one has an experiment_id where its experiment is known.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_pings
AS
WITH pings AS (
  SELECT
    DATE(submission_timestamp) AS submission_date,
    -- Between 0 and 1, the same for the same ping.
    ABS(MOD(FARM_FINGERPRINT(IFNULL(document_id, '')), 1000000)) / 1000000 AS sample_position,
    -- As in the address that the ping was sent to: release-cck-x is no release.
    IF(
      metadata.uri.app_update_channel IN ('release', 'nightly', 'beta', 'aurora'),
      metadata.uri.app_update_channel,
      'OTHER'
    ) AS channel,
    environment.addons.active_experiment.id AS active_experiment_id,
    environment.addons.active_experiment.branch AS active_branch,
    SAFE.PARSE_JSON(
      IFNULL(NULLIF(TRIM(payload.log), ''), '[]'),
      wide_number_mode => 'round'
    ) AS log
  FROM
    telemetry_stable.main_v4
  WHERE
    environment.build.application_name = 'Firefox'
),
-- An entry is [type, timestamp, reason, experiment id, data...].
logs AS (
  SELECT
    *,
    ARRAY(
      SELECT AS STRUCT
        offset AS position,
        IF(JSON_TYPE(entry) = 'array', JSON_VALUE(entry[0]), '') AS type,
        CASE
          JSON_TYPE(entry)
          WHEN 'array'
            THEN ARRAY_LENGTH(JSON_QUERY_ARRAY(entry))
          -- A text has a first character, which is the type of no entry.
          WHEN 'string'
            THEN LENGTH(JSON_VALUE(entry))
          ELSE 0
        END AS n_items,
        entry
      FROM
        UNNEST(JSON_QUERY_ARRAY(log)) AS entry
        WITH OFFSET
      ORDER BY
        offset
    ) AS log_entries
  FROM
    pings
),
read_entries AS (
  SELECT
    *,
    ARRAY(
      SELECT AS STRUCT
        position,
        CASE
          type
          WHEN 'EXPERIMENT_ACTIVATION'
            THEN 'activation'
          WHEN 'EXPERIMENT_TERMINATION'
            THEN 'termination'
        END AS kind,
        IF(n_items >= 4, JSON_VALUE(entry[3]), NULL) AS experiment_id,
        IF(n_items >= 4, JSON_VALUE(entry[2]), NULL) AS reason,
        IF(
          n_items >= 4,
          TO_JSON_STRING(
            ARRAY(
              SELECT
                item
              FROM
                UNNEST(JSON_QUERY_ARRAY(entry)) AS item
                WITH OFFSET
              WHERE
                offset >= 4
              ORDER BY
                offset
            )
          ),
          NULL
        ) AS data,
        n_items < 4
        OR JSON_VALUE(entry[3]) IS NULL
        OR EXISTS(
          SELECT
            1
          FROM
            UNNEST(JSON_QUERY_ARRAY(entry)) AS item
            WITH OFFSET
          WHERE
            (offset = 2 OR offset >= 4)
            AND JSON_TYPE(item) IN ('array', 'object')
        ) AS is_broken
      FROM
        UNNEST(log_entries)
      WHERE
        n_items = 0
        OR type IN ('EXPERIMENT_ACTIVATION', 'EXPERIMENT_TERMINATION')
      ORDER BY
        position
    ) AS entries
  FROM
    logs
),
first_broken AS (
  SELECT
    *,
    (SELECT MIN(position) FROM UNNEST(entries) WHERE is_broken) AS broken_position
  FROM
    read_entries
)
SELECT
  submission_date,
  sample_position,
  channel,
  -- A log that is no JSON, or a number, cannot be read at all.
  log IS NULL
  OR JSON_TYPE(log) IN ('number', 'boolean')
  OR broken_position IS NOT NULL AS is_broken,
  active_experiment_id,
  active_branch,
  ARRAY(
    SELECT AS STRUCT
      kind,
      experiment_id,
      reason,
      data,
      is_broken
    FROM
      UNNEST(entries)
    WHERE
      broken_position IS NULL
      OR position <= broken_position
    ORDER BY
      position
  ) AS entries
FROM
  first_broken
