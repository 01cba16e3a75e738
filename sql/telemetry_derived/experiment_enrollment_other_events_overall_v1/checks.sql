-- The run's own day and what follows; days before were checked when they were written.

#fail
{{ is_unique(["time", "branch", "experiment", "event"], where="time >= TIMESTAMP(@submission_date)") }}

#fail
{{ not_null(["time", "value", "event"], where="time >= TIMESTAMP(@submission_date)") }}

#fail
{{ in_range(["value"], 0, none, "time >= TIMESTAMP(@submission_date)") }}

#fail
{{ accepted_values(
  "event",
  ["graduated", "enroll_failed", "unenroll_failed", "updated", "update_failed"],
  "time >= TIMESTAMP(@submission_date)"
) }}
