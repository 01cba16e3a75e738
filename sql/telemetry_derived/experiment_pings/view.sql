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
    NULLIF(NULLIF(TRIM(payload.log), ''), '[]') AS log_text
  FROM
    telemetry_stable.main_v4
  WHERE
    environment.build.application_name = 'Firefox'
),
parsed AS (
  SELECT
    *,
    SAFE.PARSE_JSON(log_text, wide_number_mode => 'round') AS log
  FROM
    pings
  WHERE
    log_text IS NOT NULL
),
-- An entry is [type, timestamp, reason, experiment id, data...].
logs AS (
  SELECT
    *,
    ARRAY(
      SELECT AS STRUCT
        offset AS position,
        JSON_QUERY_ARRAY(entry) AS items,
        -- An entry that is a text has a first character, which is the type of no entry.
        IF(
          JSON_QUERY_ARRAY(entry) IS NULL,
          JSON_TYPE(entry) != 'string'
          OR JSON_VALUE(entry) = '',
          FALSE
        ) AS is_no_list
      FROM
        UNNEST(JSON_QUERY_ARRAY(log)) AS entry
        WITH OFFSET
      ORDER BY
        offset
    ) AS log_entries
  FROM
    parsed
),
typed_logs AS (
  SELECT
    * EXCEPT (log_entries),
    ARRAY(
      SELECT AS STRUCT
        entry.position,
        entry.items,
        entry.is_no_list
        OR IFNULL(ARRAY_LENGTH(entry.items) = 0, FALSE) AS is_empty,
        JSON_VALUE(entry.items[SAFE_OFFSET(0)]) AS type
      FROM
        UNNEST(log_entries) AS entry
      ORDER BY
        entry.position
    ) AS log_entries
  FROM
    logs
),
read_entries AS (
  SELECT
    * EXCEPT (log_entries),
    ARRAY(
      SELECT AS STRUCT
        entry.position,
        CASE
          entry.type
          WHEN 'EXPERIMENT_ACTIVATION'
            THEN 'activation'
          WHEN 'EXPERIMENT_TERMINATION'
            THEN 'termination'
        END AS kind,
        IF(
          JSON_TYPE(entry.items[SAFE_OFFSET(3)]) = 'null',
          'null',
          JSON_VALUE(entry.items[SAFE_OFFSET(3)])
        ) AS experiment_id,
        JSON_VALUE(entry.items[SAFE_OFFSET(2)]) AS reason,
        TO_JSON_STRING(
          ARRAY(
            SELECT
              item
            FROM
              UNNEST(entry.items) AS item
              WITH OFFSET
            WHERE
              offset >= 4
            ORDER BY
              offset
          )
        ) AS data,
        entry.is_empty
        OR ARRAY_LENGTH(entry.items) < 4
        OR EXISTS (
          SELECT
            1
          FROM
            UNNEST(entry.items) AS item
            WITH OFFSET
          WHERE
            offset >= 2
            AND JSON_TYPE(item) IN ('array', 'object')
        ) AS is_broken
      FROM
        UNNEST(log_entries) AS entry
      WHERE
        entry.is_empty
        OR entry.type IN ('EXPERIMENT_ACTIVATION', 'EXPERIMENT_TERMINATION')
      ORDER BY
        entry.position
    ) AS entries
  FROM
    typed_logs
),
first_broken AS (
  SELECT
    *,
    (
      SELECT
        MIN(entry.position)
      FROM
        UNNEST(entries) AS entry
      WHERE
        entry.is_broken
    ) AS broken_position
  FROM
    read_entries
)
SELECT
  submission_date,
  sample_position,
  channel,
  -- A log that is no JSON, or a number, cannot be read at all; 0 and false are as good as none.
  log IS NULL
  OR (JSON_TYPE(log) IN ('number', 'boolean') AND JSON_VALUE(log) NOT IN ('0', 'false'))
  OR broken_position IS NOT NULL AS is_broken,
  active_experiment_id,
  active_branch,
  ARRAY(
    SELECT AS STRUCT
      entry.kind,
      entry.experiment_id,
      entry.reason,
      entry.data,
      entry.is_broken
    FROM
      UNNEST(entries) AS entry
    WHERE
      broken_position IS NULL
      OR entry.position <= broken_position
    ORDER BY
      entry.position
  ) AS entries
FROM
  first_broken
UNION ALL
-- Most pings have an empty log.
SELECT
  submission_date,
  sample_position,
  channel,
  FALSE AS is_broken,
  active_experiment_id,
  active_branch,
  [] AS entries
FROM
  pings
WHERE
  log_text IS NULL
