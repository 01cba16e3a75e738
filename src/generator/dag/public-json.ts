import type { TableDefinition } from '../project/artifact.ts'
import type { Task } from './model.ts'

/** The command of bigquery-etl's own script that writes a public table as JSON: a day, or where no date is bound the whole of it. */
export function publicJsonWords({ scheduling }: Task, { reference, path }: TableDefinition): readonly string[] {
  const { datePartitionParameter: parameter } = scheduling
  return [
    'script/publish_public_data_json',
    `--query_file=${path}`,
    `--destination_table=${reference.table.replace(/_v\d+$/, '')}${parameter === null ? '' : DAY}`,
    `--dataset_id=${reference.dataset}`,
    `--project_id=${reference.project}`,
    ...(parameter === null ? [] : [`--parameter=${parameter}:DATE:{{ds}}`]),
  ]
}

const DAY = '$' + '{{ds_nodash}}'

/** The one that lists what is public. */
export function publicMetadataWords(): readonly string[] {
  return ['script/publish_public_data_gcs_metadata']
}
