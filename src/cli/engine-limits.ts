import { availableParallelism, totalmem } from 'node:os'
import type { EngineLimits } from './workspace.ts'

/** Jobs side by side share the machine's memory evenly: each with all of it would take it many times over. */
export function sharedMemory(jobs: number): EngineLimits {
  return jobs === 1 ? {} : { memoryLimit: `${Math.floor((totalmem() * 0.8) / jobs / 2 ** 20)}MiB` }
}

/** The same for its cores, where all jobs are expected to be busy to the end. */
export function sharedThreads(jobs: number): EngineLimits {
  return jobs === 1 ? {} : { threads: Math.max(1, Math.ceil(availableParallelism() / jobs)) }
}
