#fail
{{ not_null(
  ["submission_date", "channel", "experiment_id", "kind", "count"],
  where="submission_date = @submission_date"
) }}

#fail
{{ is_unique(
  ["submission_date", "channel", "experiment_id", "kind", "branch", "reason", "data"],
  where="submission_date = @submission_date"
) }}

#fail
{{ accepted_values("kind", ["active", "activation", "termination"], where="submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
