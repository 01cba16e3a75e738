import type { View } from './view.ts'

/** The service refused or failed. */
export class Refusal extends Error {
  readonly status: number
  readonly path: string

  constructor(status: number, path: string) {
    super(`${path} answered ${status}`)
    this.status = status
    this.path = path
  }
}

/** What went wrong, and what can be done. */
export function failureWords(error: unknown, view: View): string {
  if (!(error instanceof Refusal)) {
    if (error instanceof TypeError) return 'The server does not answer. Is it still running?'
    return `This is a bug in bqetl: ${error instanceof Error ? error.message : String(error)}`
  }
  if (error.status === 404) return nothingWords(view)
  if (error.status === 403)
    return `The data of ${view.channel} is not public: the server shows it only to who sends its token.`
  if (error.status === 503) {
    return 'The warehouse cannot answer now: its tables are missing, or it is being replaced. This page asks again every few seconds.'
  }
  return `The server failed with status ${error.status} at ${error.path}; its own output says why.`
}

/** Nothing is found for these choices: which of them could be given up. */
function nothingWords({ metric, channel, version, application, architecture, os, child }: View): string {
  const filters = [application, os.replace(',', ' '), architecture, child].filter((value) => value !== '')
  const where = filters.length === 0 ? '' : `, ${filters.join(', ')}`
  const hint = filters.length === 0 ? 'Choose another metric or version.' : 'Choose fewer filters, or another metric.'
  return `There is no data of ${metric || 'any metric'} in ${channel} ${version}${where}. ${hint}`
}

/** Nothing is there at all. */
export const EMPTY =
  'The warehouse holds no aggregates yet. Fill it: bqetl demo, or bqetl run +telemetry_derived.telemetry_aggregates_v1 --date DATE. This page asks again every few seconds.'

export const ASKING = 'Asking …'
export const SLOW =
  'Still asking: a question that nobody has asked before is read from the warehouse, which can take some seconds …'
