import { checkDags } from '../validate/dags.ts'
import { isReadable, type YamlFile } from '../yaml/file.ts'
import { toValue, type YamlValue } from '../yaml/node.ts'
import { asMap, flagAt, numberAt, present, textAt, textsAt, type YamlMap } from '../yaml/value.ts'
import type { Loaded } from './loaded.ts'

/** One DAG of `dags.yaml`, defaults applied. */
export interface DagDefinition {
  readonly name: string
  readonly description: string
  /** `daily`, a cron text or a time such as `3h`. */
  readonly scheduleInterval: string
  readonly repository: string
  readonly tags: readonly string[]
  readonly catchup: boolean
  readonly maxActiveRuns?: number
  readonly defaultArguments: DagDefaultArguments
}

export interface DagDefaultArguments {
  readonly owner: string
  /** `YYYY-MM-DD` */
  readonly startDate: string
  readonly endDate?: string
  readonly email: readonly string[]
  readonly dependsOnPast: boolean
  readonly retryDelay: string
  readonly emailOnFailure: boolean
  readonly emailOnRetry: boolean
  readonly retries: number
  readonly maxActiveTaskInstancesPerDag?: number
}

/** The DAGs that `dags.yaml` declares; none where the file is absent. */
export function loadDags(file: YamlFile | undefined): Loaded<ReadonlyMap<string, DagDefinition>> {
  if (file === undefined) return { value: new Map(), diagnostics: [] }
  return {
    value: readDags(toValue(file.root)),
    diagnostics: [...file.diagnostics, ...(isReadable(file) ? checkDags(file) : [])],
  }
}

/** Reads the content of `dags.yaml`, by name in the order of the file. */
export function readDags(content: YamlValue): ReadonlyMap<string, DagDefinition> {
  return new Map(Object.entries(asMap(content)).map(([name, value]) => [name, readDag(name, asMap(value))]))
}

function readDag(name: string, map: YamlMap): DagDefinition {
  const repository = textAt(map, 'repo') ?? 'bigquery-etl'
  const tags = textsAt(map, 'tags')
  return {
    name,
    description: textAt(map, 'description') ?? '',
    scheduleInterval: textAt(map, 'schedule_interval') ?? '',
    repository,
    tags,
    catchup: flagAt(map, 'catchup') ?? false,
    ...present({ maxActiveRuns: numberAt(map, 'max_active_runs') }),
    defaultArguments: readDefaultArguments(asMap(map.default_args)),
  }
}

function readDefaultArguments(map: YamlMap): DagDefaultArguments {
  return {
    owner: textAt(map, 'owner') ?? '',
    startDate: textAt(map, 'start_date') ?? '',
    email: textsAt(map, 'email'),
    dependsOnPast: flagAt(map, 'depends_on_past') ?? false,
    retryDelay: textAt(map, 'retry_delay') ?? '30m',
    emailOnFailure: flagAt(map, 'email_on_failure') ?? true,
    emailOnRetry: flagAt(map, 'email_on_retry') ?? true,
    retries: numberAt(map, 'retries') ?? 2,
    ...present({
      endDate: textAt(map, 'end_date'),
      maxActiveTaskInstancesPerDag: numberAt(map, 'max_active_tis_per_dag'),
    }),
  }
}
