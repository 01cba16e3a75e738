{%- from "sql_generators/typed_main_pings/probes.jinja" import places, scalar_places, is_recorded, is_keyed, column -%}
{%- macro histograms(keyed) -%}
  {%- set list = namespace(any=false) -%}
  {%- for place, path, processes in places -%}
    {%- for name, probe in data.histograms.items() if is_keyed(probe) == keyed and is_recorded(probe, processes) -%}
      {{ ", " if list.any }}STRUCT(
        '{{ place }}' AS place,
        '{{ name }}' AS name,
        {{ path }}.{{ "keyed_" if keyed }}histograms.{{ column(name) }} AS value
      ) {% set list.any = true -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro -%}
{%- macro scalars(keyed) -%}
  {%- set list = namespace(any=false) -%}
  {%- for place, path, processes in scalar_places -%}
    {%- for category, probes in data.scalars.items() -%}
      {%- for name, probe in probes.items() if is_keyed(probe) == keyed and probe.kind == "uint" and is_recorded(probe, processes) -%}
        {{ ", " if list.any }}STRUCT(
          '{{ place }}' AS place,
          '{{ category }}.{{ name }}' AS name,
          {{ path }}.{{ "keyed_" if keyed }}scalars.{{ column(category + "." + name) }} AS value
        ) {% set list.any = true -%}
      {%- endfor -%}
      {%- for name, probe in probes.items() if not keyed and is_keyed(probe) == keyed and probe.kind == "boolean" and is_recorded(probe, processes) -%}
        {{ ", " if list.any }}STRUCT(
          '{{ place }}' AS place,
          '{{ category }}.{{ name }}' AS name,
          CAST({{ path }}.scalars.{{ column(category + "." + name) }} AS INT64) AS value
        ) {% set list.any = true -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro -%}
-- Main pings with a column for each probe, in the form that histogram_pings reads. What is null was not recorded.
CREATE OR REPLACE VIEW
  telemetry_derived.typed_main_pings
AS
SELECT
  submission_timestamp,
  sample_id,
  application,
  environment,
  STRUCT(
    ARRAY(
      SELECT AS STRUCT
        probe.place AS place,
        probe.name AS name,
        CAST(NULL AS INT64) AS histogram_type,
        CAST(NULL AS INT64) AS sum,
        CAST([] AS ARRAY<STRUCT<key INT64, value INT64>>) AS `values`,
        TO_JSON_STRING(probe.value) AS other
      FROM
        UNNEST([{{ histograms("") }}]) AS probe
      WHERE
        probe.value IS NOT NULL
    ) AS histograms,
    ARRAY(
      SELECT AS STRUCT
        probe.place AS place,
        probe.name AS name,
        entry.key AS label,
        CAST(NULL AS INT64) AS histogram_type,
        CAST(NULL AS INT64) AS sum,
        CAST([] AS ARRAY<STRUCT<key INT64, value INT64>>) AS `values`,
        TO_JSON_STRING(entry.value) AS other
      FROM
        UNNEST([{{ histograms("yes") }}]) AS probe,
        UNNEST(probe.value) AS entry
    ) AS keyed_histograms,
    ARRAY(
      SELECT AS STRUCT
        probe.place AS place,
        probe.name AS name,
        probe.value AS value,
        CAST(NULL AS STRING) AS other
      FROM
        UNNEST([{{ scalars("") }}]) AS probe
      WHERE
        probe.value IS NOT NULL
    ) AS scalars,
    ARRAY(
      SELECT AS STRUCT
        probe.place AS place,
        probe.name AS name,
        entry.key AS label,
        entry.value AS value,
        CAST(NULL AS STRING) AS other
      FROM
        UNNEST([{{ scalars("yes") }}]) AS probe,
        UNNEST(probe.value) AS entry
    ) AS keyed_scalars,
    ARRAY(
      SELECT AS STRUCT
        'payload' AS place,
        probe.name AS name,
        CAST(NULL AS STRING) AS member,
        probe.value AS value,
        CAST(NULL AS STRING) AS other
      FROM
        UNNEST(
          [
            {%- for measurement in instances[0].simple_measurements -%}
              STRUCT(
                '{{ measurement.name }}' AS name,
                payload.simple_measurements.{{ measurement.column }} AS value
              ) {{ "," if not loop.last }}
            {% endfor -%}
          ]
        ) AS probe
      WHERE
        probe.value IS NOT NULL
    ) AS simple_measurements
  ) AS measurements
FROM
  telemetry_typed_stable.main_v4
