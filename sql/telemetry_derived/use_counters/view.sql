-- Use counters as shares of documents: a counter counts only the documents in which the feature was used, so those without are
-- all that were destroyed less these. Add up over any dimension. Where a counter is not in a row that has documents, none of
-- them used the feature; where there are no documents, the counter stands as it is.
CREATE OR REPLACE VIEW
  telemetry_derived.use_counters
AS
WITH aggregates AS (
  SELECT
    *,
    CASE
      WHEN ENDS_WITH(metric, '_DOCUMENT')
        THEN '[[COUNT]]_CONTENT_DOCUMENTS_DESTROYED'
      ELSE '[[COUNT]]_TOP_LEVEL_CONTENT_DOCUMENTS_DESTROYED'
    END AS denominator
  FROM
    telemetry_derived.telemetry_aggregates_v1
),
counters AS (
  SELECT
    *
  FROM
    aggregates
  WHERE
    STARTS_WITH(metric, 'USE_COUNTER2_')
),
documents AS (
  SELECT
    names.metric,
    destroyed.* EXCEPT (metric, denominator)
  FROM
    aggregates AS destroyed
  JOIN
    (SELECT DISTINCT submission_date, channel, version, metric, denominator FROM counters) AS names
    ON destroyed.submission_date = names.submission_date
    AND destroyed.channel = names.channel
    AND destroyed.version = names.version
    AND destroyed.metric = names.denominator
)
SELECT
  submission_date,
  channel,
  version,
  build_id,
  application,
  architecture,
  os,
  os_version,
  metric,
  label,
  process_type,
  IFNULL(counters.count, 0) AS count,
  IFNULL(counters.sum, 0) AS sum,
  documents.count AS document_count,
  [
    IFNULL(
      documents.sum - IFNULL(counters.histogram[SAFE_OFFSET(1)], 0) - IFNULL(
        counters.histogram[SAFE_OFFSET(2)],
        0
      ),
      counters.histogram[SAFE_OFFSET(0)]
    ),
    IFNULL(counters.histogram[SAFE_OFFSET(1)], 0),
    IFNULL(counters.histogram[SAFE_OFFSET(2)], 0)
  ] AS histogram
FROM
  counters
FULL JOIN
  documents
  USING (
    submission_date,
    channel,
    version,
    build_id,
    application,
    architecture,
    os,
    os_version,
    metric,
    label,
    process_type
  )
