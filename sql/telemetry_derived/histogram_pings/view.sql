-- The main pings that telemetry_aggregates_v1 adds up, a row each: their dimensions, and all that they measured.
-- This is the one file that knows where a warehouse keeps them.
CREATE OR REPLACE VIEW
  telemetry_derived.histogram_pings
AS
WITH pings AS (
  SELECT
    DATE(submission_timestamp) AS submission_date,
    sample_id,
    application.channel,
    REGEXP_EXTRACT(application.version, r'^[^.]*') AS version,
    SUBSTR(application.build_id, 1, 8) AS build_id,
    application.name AS application,
    application.architecture,
    environment.system.os.name AS os,
    -- Distributions number their kernels finely.
    IF(
      environment.system.os.name = 'Linux',
      SUBSTR(environment.system.os.version, 1, 3),
      environment.system.os.version
    ) AS os_version,
    measurements.histograms,
    measurements.keyed_histograms,
    measurements.scalars,
    measurements.keyed_scalars,
    measurements.simple_measurements
  FROM
    telemetry_stable.main_v4
)
SELECT
  *,
  -- One text for all dimensions, by which to join and group: the lengths tell where each ends.
  CONCAT(
    channel,
    '.',
    version,
    '.',
    build_id,
    '.',
    CAST(LENGTH(application) AS STRING),
    '.',
    application,
    CAST(LENGTH(architecture) AS STRING),
    '.',
    architecture,
    CAST(LENGTH(os) AS STRING),
    '.',
    os,
    os_version
  ) AS dimensions,
  -- Why a ping does not count; NULL where it does.
  CASE
    WHEN IFNULL(sample_id >= 100, TRUE)
      THEN 'sample'
    WHEN IFNULL(channel NOT IN ('nightly', 'aurora', 'beta', 'release'), TRUE)
      THEN 'channel'
    WHEN NOT IFNULL(REGEXP_CONTAINS(build_id, r'^-?[0-9]+$'), FALSE)
      THEN 'build_id'
    WHEN COALESCE(
        CONCAT(version, application, architecture, os, os_version),
        CODE_POINTS_TO_STRING([0])
      ) LIKE CONCAT('%', CODE_POINTS_TO_STRING([0]), '%')
      THEN 'dimension'
  END AS set_aside
FROM
  pings
