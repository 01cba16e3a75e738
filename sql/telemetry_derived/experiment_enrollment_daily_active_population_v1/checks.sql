#fail
{{ is_unique(
  ["branch", "experiment"],
  where="time = TIMESTAMP(DATE_ADD(@submission_date, INTERVAL 1 DAY))"
) }}

#fail
{{ in_range(["value"], 1, none, "time = TIMESTAMP(DATE_ADD(@submission_date, INTERVAL 1 DAY))") }}
