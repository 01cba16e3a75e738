import { expect, test } from 'vitest'
import { jobsOf } from '../support/same-job.ts'

test('ten thousand random metadata: the DAG, query run and a backfill plan the same job', () => {
  for (let number = 0; number < 10_000; number += 1) {
    const jobs = jobsOf(number)
    if (jobs === undefined) continue
    const { scheduled, byHand, backfilled = byHand } = jobs
    expect({ number, scheduled, backfilled }).toEqual({ number, scheduled: byHand, backfilled: byHand })
  }
})
