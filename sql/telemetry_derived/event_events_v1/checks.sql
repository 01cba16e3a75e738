#fail
{{ not_null(["timestamp", "event_process"], where="submission_date = @submission_date") }}

#fail
{{ accepted_values("event_process", ["content", "dynamic", "extension", "gpu", "parent"], "submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
