import type { TestProject } from 'vitest/node'
import { startBigQueryServer } from './bigquery-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    bigQueryUrl: string
  }
}

/** One API server for all tests that only talk to one; those that kill one start their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startBigQueryServer()
  project.provide('bigQueryUrl', server.url)
  return async () => server[Symbol.asyncDispose]()
}
