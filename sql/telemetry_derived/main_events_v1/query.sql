-- Events had moved to the event ping before there were other processes than these.
SELECT
  DATE(submission_timestamp) AS submission_date,
  document_id,
  client_id,
  sample_id,
  normalized_channel,
  submission_timestamp AS `timestamp`,
  process.event_process,
  -- some clients report bogus negative times
  IF(event.f0_ < 0, NULL, event.f0_) AS event_timestamp,
  event.f1_ AS event_category,
  event.f2_ AS event_method,
  event.f3_ AS event_object,
  event.f4_ AS event_string_value,
  event.f5_ AS event_map_values
FROM
  telemetry_stable.main_v4
CROSS JOIN
  UNNEST(
    [
      STRUCT('content' AS event_process, payload.processes.content.events AS events),
      ('dynamic', payload.processes.dynamic.events),
      ('gpu', payload.processes.gpu.events),
      ('parent', payload.processes.parent.events)
    ]
  ) AS process
CROSS JOIN
  UNNEST(process.events) AS event
WHERE
  DATE(submission_timestamp) = @submission_date
