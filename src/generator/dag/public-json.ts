import type { TableDefinition } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Task } from './model.ts'

/** The command of bigquery-etl's own script that writes a public table as JSON, the whole of it or a day. */
export function publicJsonWords(
  { scheduling }: Task,
  { reference, path }: TableDefinition,
  { labels }: Metadata,
): readonly string[] {
  const isIncremental = (labels.incremental_export ?? labels.incremental) === true
  const { datePartitionParameter: parameter } = scheduling
  const partition = isIncremental ? DAY : ''
  return [
    'script/publish_public_data_json',
    `--query_file=${path}`,
    `--destination_table=${reference.table.replace(/_v\d+$/, '')}${partition}`,
    `--dataset_id=${reference.dataset}`,
    `--project_id=${reference.project}`,
    ...(isIncremental && parameter !== null ? [`--parameter=${parameter}:DATE:{{ds}}`] : []),
  ]
}

const DAY = '$' + '{{ds_nodash}}'

/** The one that lists what is public. */
export function publicMetadataWords(): readonly string[] {
  return ['script/publish_public_data_gcs_metadata']
}
