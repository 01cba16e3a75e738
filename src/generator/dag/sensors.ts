import { type Dag, type DagRules, sensorId, type Task, type Wait, withPrefix } from './model.ts'

/** One sensor of a DAG: what it waits for, under which id. */
export interface Sensor {
  readonly id: string
  readonly wait: Wait
  /** Full ids of the tasks behind it are found by `of`. */
}

export interface Sensors {
  /** In order of the tasks that wait first. */
  readonly all: readonly Sensor[]
  of(wait: Wait): Sensor
}

/**
 * The sensors of a DAG: one for each run of a task that its own tasks wait for. Two that would have one name, because
 * DAGs have tasks of one name or the runs differ, have the DAG and a number in it.
 */
export function sensorsOf({ tasks }: Pick<Dag, 'tasks'>, rules: DagRules): Sensors {
  const sensors = new Map<string, Sensor>()
  const taken = new Set<string>(tasks.map(({ id }) => id))
  for (const wait of tasks.flatMap(otherRuns)) {
    const key = keyOf(wait, rules)
    if (sensors.has(key)) continue
    const id = freeId(wait, taken)
    taken.add(id)
    sensors.set(key, { id, wait })
  }
  return { all: [...sensors.values()], of: (wait) => sensors.get(keyOf(wait, rules))! }
}

function otherRuns({ waits }: Task): Wait[] {
  return waits.filter(({ offset }) => offset !== undefined)
}

/** bigquery-etl has one sensor of a task, whatever run each of its tasks needs. */
function keyOf({ dag, group, task, offset, explicit, pokeInterval, timeout }: Wait, rules: DagRules): string {
  const run = rules === 'bqetl' ? [offset, explicit === true && offset, pokeInterval, timeout] : []
  return JSON.stringify([dag, group, task, ...run])
}

function freeId(wait: Wait, taken: ReadonlySet<string>): string {
  const plain = sensorId(wait)
  const candidates = [plain, withPrefix(`wait_for_${wait.dag}__`, wait.task)]
  for (let count = 2; ; count++) {
    const free = candidates.find((id) => !taken.has(id))
    if (free !== undefined) return free
    candidates.push(withPrefix(`wait_for_${wait.dag}__${count}__`, wait.task))
  }
}
