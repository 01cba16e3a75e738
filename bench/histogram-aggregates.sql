-- telemetry_aggregates_v1 as one would write it for DuckDB by hand, over the same partition files: the limit that the translated query
-- is measured against. {main} and {probes} are lists of files, {date} is the day.
COPY (
  WITH pings AS NOT MATERIALIZED (
    SELECT
      application.channel AS channel,
      split_part(application.version, '.', 1) AS version,
      left(application.build_id, 8) AS build_id,
      application.name AS application,
      application.architecture AS architecture,
      environment.system.os.name AS os,
      CASE environment.system.os.name WHEN 'Linux' THEN left(environment.system.os.version, 3) ELSE environment.system.os.version END AS os_version,
      concat_ws(chr(31), channel, version, build_id, application, architecture, os, os_version) AS dimensions,
      measurements.histograms AS histograms,
      measurements.keyed_histograms AS keyed_histograms,
      measurements.scalars AS scalars,
      measurements.keyed_scalars AS keyed_scalars,
      measurements.simple_measurements AS simple_measurements
    FROM read_parquet({main})
    WHERE CAST(submission_timestamp AS DATE) = DATE '{date}'
      AND sample_id < 100
      AND application.channel IN ('nightly', 'aurora', 'beta', 'release')
      AND regexp_full_match(left(application.build_id, 8), '[0-9]+')
      AND application.version IS NOT NULL AND application.name IS NOT NULL AND application.architecture IS NOT NULL
      AND environment.system.os.name IS NOT NULL AND environment.system.os.version IS NOT NULL
  ),
  histograms AS NOT MATERIALIZED (
    SELECT dimensions, h.place AS place, h.name AS name, '' AS label, h.histogram_type AS type, h.sum AS sum, h.values AS buckets
    FROM (SELECT dimensions, unnest(histograms) AS h FROM pings)
    WHERE h.histogram_type IS NOT NULL AND h.sum >= 0
    UNION ALL
    SELECT dimensions, h.place, h.name, h.label, h.histogram_type, h.sum, h.values
    FROM (SELECT dimensions, unnest(keyed_histograms) AS h FROM pings)
    WHERE h.histogram_type IS NOT NULL AND h.sum >= 0
      AND h.name NOT IN ('MESSAGE_MANAGER_MESSAGE_SIZE', 'VIDEO_DETAILED_DROPPED_FRAMES_PROPORTION')
  ),
  measurements AS NOT MATERIALIZED (
    SELECT
      dimensions,
      CASE place WHEN 'payload' THEN 'parent' WHEN 'processes.gpu' THEN 'gpu' ELSE 'content' END AS process_type,
      CASE type WHEN 4 THEN '[[COUNT]]_' || name ELSE name END AS metric,
      label,
      CASE type WHEN 4 THEN 'count' ELSE 'histogram' END AS kind,
      sum,
      CASE WHEN type <> 4 THEN buckets END AS buckets
    FROM histograms
    WHERE place IN ('payload', 'childPayloads', 'processes.content', 'processes.gpu')
    UNION ALL
    SELECT dimensions, substring(s.place, 11), 'SCALARS_' || upper(s.name), '', 'count', s.value, NULL
    FROM (SELECT dimensions, unnest(scalars) AS s FROM pings)
    WHERE s.place IN ('processes.parent', 'processes.content', 'processes.gpu') AND s.value >= 0
      AND NOT starts_with(s.name, 'browser.engagement.navigation')
    UNION ALL
    SELECT dimensions, substring(s.place, 11), 'SCALARS_' || upper(s.name), upper(s.label), 'count', s.value, NULL
    FROM (SELECT dimensions, unnest(keyed_scalars) AS s FROM pings)
    WHERE s.place IN ('processes.parent', 'processes.content', 'processes.gpu') AND s.value >= 0
      AND NOT starts_with(s.name, 'browser.engagement.navigation')
    UNION ALL
    SELECT dimensions, CASE s.place WHEN 'payload' THEN 'parent' ELSE 'content' END,
      'SIMPLE_MEASURES_' || upper(concat_ws('_', s.name, s.member)), '', 'simple', s.value, NULL
    FROM (SELECT dimensions, unnest(simple_measurements) AS s FROM pings)
    WHERE s.place IN ('payload', 'childPayloads') AND s.value >= 0
  ),
  probes AS (
    SELECT name, kind, coalesce(low, 1) AS low, high, n_buckets, n_values, len(labels) AS n_labels FROM read_parquet({probes}) WHERE type = 'histogram'
    UNION ALL
    SELECT unnest(['count', 'simple']), 'exponential', 1, unnest([10000, 30000]), unnest([100, 50]), NULL, NULL
  ),
  definitions AS (
    SELECT name, CASE kind
      WHEN 'enumerated' THEN range(n_values + 1)
      WHEN 'categorical' THEN range(n_labels + 1)
      WHEN 'linear' THEN [0] || list_transform(range(1, n_buckets), lambda i: CAST(floor((low * (n_buckets - 1 - i) + high * (i - 1)) / (n_buckets - 2) + 0.5) AS BIGINT))
      ELSE [0, 1, 2] END AS buckets
    FROM probes WHERE kind <> 'exponential'
    UNION ALL
    SELECT name, list_prepend(0, list(bound ORDER BY i)) FROM (
      WITH RECURSIVE bounds(name, i, n, high, bound) AS (
        SELECT name, 1, n_buckets, high, low FROM probes WHERE kind = 'exponential'
        UNION ALL
        SELECT name, i + 1, n, high, greatest(bound + 1, CAST(floor(exp(ln(bound) + (ln(high) - ln(bound)) / (n - i - 1)) + 0.5) AS BIGINT))
        FROM bounds WHERE i + 1 < n
      )
      SELECT * FROM bounds
    ) GROUP BY name
  ),
  series AS (
    SELECT s.*, coalesce(own.buckets, startup.buckets) AS buckets, row_number() OVER () AS id
    FROM (
      SELECT dimensions, process_type, metric, label, kind, count(*) AS count, sum(sum) AS sum
      FROM measurements GROUP BY ALL
    ) AS s
    LEFT JOIN definitions AS own ON own.name = CASE s.kind WHEN 'histogram' THEN s.metric ELSE s.kind END
    LEFT JOIN definitions AS startup ON startup.name = CASE WHEN starts_with(s.metric, 'STARTUP_') THEN substring(s.metric, 9) END
    WHERE coalesce(own.buckets, startup.buckets) IS NOT NULL
      AND s.sum <= 9223372036854775807
      AND regexp_full_match(s.metric, '[A-Za-z0-9_\-\[\].]*')
  ),
  -- The bucket of each number by its position, as one list each.
  numbers AS (
    SELECT
      flatten(list(by_bucket ORDER BY i) FILTER (name = 'count')) AS of_counts,
      flatten(list(by_bucket ORDER BY i) FILTER (name = 'simple')) AS of_simple
    FROM (
      SELECT name, i, list_transform(range(buckets[i], coalesce(buckets[i + 1], 30001)), lambda _: buckets[i]) AS by_bucket
      FROM (SELECT name, buckets, unnest(range(1, len(buckets) + 1)) AS i FROM definitions WHERE name IN ('count', 'simple'))
    )
  ),
  counted AS (
    SELECT id, bucket.key AS key, sum(bucket.value) AS value
    FROM (SELECT id, unnest(m.buckets) AS bucket FROM measurements AS m JOIN series USING (dimensions, process_type, metric, label) WHERE m.kind = 'histogram')
    GROUP BY ALL
    UNION ALL
    SELECT id, CASE kind WHEN 'simple' THEN of_simple[least(sum, 30000) + 1] ELSE of_counts[least(sum, 30000) + 1] END AS bucket, count(*)
    FROM (SELECT id, m.kind AS kind, m.sum AS sum FROM measurements AS m JOIN series USING (dimensions, process_type, metric, label) WHERE m.kind <> 'histogram'), numbers
    GROUP BY ALL
  ),
  sparse AS (
    SELECT id, list(key) AS keys, list(CAST(least(value, 9223372036854775807) AS BIGINT)) AS counts FROM counted GROUP BY id
  ),
  dimension_sets AS (
    SELECT DISTINCT dimensions, channel, version, build_id, application, architecture, os, os_version FROM pings
  )
  SELECT
    DATE '{date}' AS submission_date, channel, version, build_id, application, architecture, os, os_version, metric, label,
    process_type, count, CAST(sum AS BIGINT) AS sum,
    list_transform(buckets, lambda bucket: coalesce(counts[list_position(keys, bucket)], 0)) AS histogram
  FROM series
  JOIN dimension_sets USING (dimensions)
  LEFT JOIN sparse USING (id)
  ORDER BY channel, version, metric
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
