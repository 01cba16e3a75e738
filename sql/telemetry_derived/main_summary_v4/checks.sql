#fail
{{ not_null(["submission_date"], where="submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}

#warn
{{ not_null(["document_id", "client_id"], where="submission_date = @submission_date") }}

#warn
{{ in_range(["sample_id"], 0, 99, where="submission_date = @submission_date") }}
