-- The one place that knows how an event ping lays out its events: event_events_v1 does the same with the stable table.
CREATE OR REPLACE VIEW
  telemetry_derived.events_live
AS
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
  telemetry_live.event_v4
CROSS JOIN
  UNNEST(
    [
      STRUCT('content' AS event_process, payload.events.content AS events),
      ('dynamic', payload.events.dynamic),
      ('extension', payload.events.extension),
      ('gpu', payload.events.gpu),
      ('parent', payload.events.parent)
    ]
  ) AS process
CROSS JOIN
  UNNEST(process.events) AS event
