#fail
{{ is_unique(["experiment_id", "branch"], where="submission_date = @submission_date") }}

#fail
{{ in_range(["active_clients"], 1, none, "submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
