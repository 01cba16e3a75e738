-- The run's own day and what follows; days before were checked when they were written.

#fail
{{ is_unique(["time", "branch", "experiment", "is_opening"], where="time >= TIMESTAMP(@submission_date)") }}

#fail
{{ not_null(["time", "value", "is_opening"], where="time >= TIMESTAMP(@submission_date)") }}

#fail
{{ in_range(["value"], 0, none, "time >= TIMESTAMP(@submission_date)") }}
