-- Clients of a day by experiment and branch: a client counts once in each application, and once in each branch that it was seen in.
WITH clients AS (
  SELECT DISTINCT
    'desktop' AS application,
    experiment.key AS experiment_id,
    experiment.value AS branch,
    client_id
  FROM
    telemetry_derived.clients_daily_v6
  CROSS JOIN
    UNNEST(experiments) AS experiment
  WHERE
    submission_date = @submission_date
    {%- for application in instances %}
      UNION ALL
      SELECT DISTINCT
        '{{ application.dataset }}' AS application,
        experiment.key AS experiment_id,
        experiment.value.branch,
        client_info.client_id
      FROM
        {{ application.dataset }}_stable.baseline_v1
      CROSS JOIN
        UNNEST(ping_info.experiments) AS experiment
      WHERE
        DATE(submission_timestamp) = @submission_date
    {%- endfor %}
)
-- DISTINCT has left a missing client id once in each branch.
SELECT
  @submission_date AS submission_date,
  experiment_id,
  branch,
  COUNT(*) AS active_clients
FROM
  clients
GROUP BY
  experiment_id,
  branch
