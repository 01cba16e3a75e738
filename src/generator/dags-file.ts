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
