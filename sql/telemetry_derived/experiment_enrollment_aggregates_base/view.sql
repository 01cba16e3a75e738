-- Enrolment events as they come in, counted in windows of five minutes. Counts are of events, not of clients, and the live tables
-- hold some of them twice.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_enrollment_aggregates_base
AS
WITH events AS (
  SELECT
    `timestamp`,
    event_object AS type,
    event_string_value AS experiment,
    -- the first one counts
    (
      SELECT
        entry.value
      FROM
        UNNEST(event_map_values) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'branch'
      ORDER BY
        position
      LIMIT
        1
    ) AS branch,
    event_method AS method
  FROM
    telemetry_derived.events_live
  WHERE
    event_category = 'normandy'
  UNION ALL
  SELECT
    submission_timestamp AS `timestamp`,
    event.category AS type,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'experiment'
      ORDER BY
        position
      LIMIT
        1
    ) AS experiment,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'branch'
      ORDER BY
        position
      LIMIT
        1
    ) AS branch,
    event.name AS method
  FROM
    org_mozilla_fenix_live.events_v1
  CROSS JOIN
    UNNEST(events) AS event
  WHERE
    event.category = 'nimbus_events'
  UNION ALL
  SELECT
    submission_timestamp AS `timestamp`,
    event.category AS type,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'experiment'
      ORDER BY
        position
      LIMIT
        1
    ) AS experiment,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'branch'
      ORDER BY
        position
      LIMIT
        1
    ) AS branch,
    event.name AS method
  FROM
    org_mozilla_firefox_beta_live.events_v1
  CROSS JOIN
    UNNEST(events) AS event
  WHERE
    event.category = 'nimbus_events'
  UNION ALL
  SELECT
    submission_timestamp AS `timestamp`,
    event.category AS type,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'experiment'
      ORDER BY
        position
      LIMIT
        1
    ) AS experiment,
    (
      SELECT
        entry.value
      FROM
        UNNEST(event.extra) AS entry
        WITH OFFSET AS position
      WHERE
        entry.key = 'branch'
      ORDER BY
        position
      LIMIT
        1
    ) AS branch,
    event.name AS method
  FROM
    org_mozilla_firefox_live.events_v1
  CROSS JOIN
    UNNEST(events) AS event
  WHERE
    event.category = 'nimbus_events'
),
windows AS (
  SELECT
    *,
    TIMESTAMP_BUCKET(`timestamp`, INTERVAL 5 MINUTE) AS window_start
  FROM
    events
)
SELECT
  type,
  experiment,
  branch,
  window_start,
  TIMESTAMP_ADD(window_start, INTERVAL 5 MINUTE) AS window_end,
  COUNTIF(method IN ('enroll', 'enrollment')) AS enroll_count,
  COUNTIF(method IN ('unenroll', 'unenrollment')) AS unenroll_count,
  COUNTIF(method IN ('graduate')) AS graduate_count,
  COUNTIF(method IN ('update')) AS update_count,
  COUNTIF(method IN ('enrollFailed')) AS enroll_failed_count,
  COUNTIF(method IN ('unenrollFailed')) AS unenroll_failed_count,
  COUNTIF(method IN ('updateFailed')) AS update_failed_count,
  COUNTIF(method IN ('disqualification')) AS disqualification_count,
  COUNTIF(method IN ('expose', 'exposure')) AS exposure_count
FROM
  windows
GROUP BY
  type,
  experiment,
  branch,
  window_start
