#fail
{{ not_null(["submission_date", "channel", "pings", "errors"], where="submission_date = @submission_date") }}

#fail
{{ is_unique(["submission_date", "channel"], where="submission_date = @submission_date") }}

#fail
{{ accepted_values(
  "channel",
  ["release", "beta", "nightly", "aurora", "OTHER"],
  where="submission_date = @submission_date"
) }}

#warn
SELECT
  -- A log in a thousand may be unreadable; more is a client that writes something new.
  IF(
    COUNTIF(pings >= 1000 AND errors > pings / 1000) > 0,
    ERROR("more than 0.1 % of the pings of a channel have a log that cannot be read"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date
