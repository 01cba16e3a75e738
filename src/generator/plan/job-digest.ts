import { createHash } from 'node:crypto'
import type { Project } from '../project/project.ts'
import type { QueryJob } from '../query-job.ts'
import { type Definitions, definitionsOf } from './definitions.ts'
import { explainJob } from './explain-job.ts'

/** Equal for equal work: the jobs, and the texts of the views and routines that they reach. */
export function digestOfJobs(jobs: readonly QueryJob[], { texts }: Definitions): string {
  const hash = createHash('sha256')
  for (const job of jobs) hash.update(JSON.stringify(explainJob(job)))
  for (const [name, text] of [...texts].sort()) hash.update(JSON.stringify([name, text]))
  return hash.digest('hex')
}

/** The same for the jobs of one table. @throws what `definitionsOf` throws */
export function digestOfTable(jobs: readonly QueryJob[], project: Project): string {
  return digestOfJobs(jobs, definitionsOf(jobs[0]!, project))
}
