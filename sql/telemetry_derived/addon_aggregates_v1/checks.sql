#fail
{{ not_null(["submission_date", "client_id", "count", "user_type"], where="submission_date = @submission_date") }}

#fail
{{ is_unique(
  ["submission_date", "client_id", "normalized_channel", "foreign_install"],
  where="submission_date = @submission_date"
) }}

#fail
{{ accepted_values("user_type", [-1, 0, 1], where="submission_date = @submission_date") }}

#fail
{{ accepted_values("has_custom_theme", [-1, 0, 1], where="submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
