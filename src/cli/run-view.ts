import type { TableDefinition } from '../generator/project/artifact.ts'
import type { TaskOutcome } from '../runner/run-graph.ts'
import { shortName } from './outcomes.ts'
import { startProgress } from './progress.ts'
import { plural } from './report.ts'
import { isTerminal } from './style.ts'

/** What is to be seen of a run of many tables while it goes on. */
export interface RunView extends Disposable {
  start(table: TableDefinition): void
  end(outcome: TaskOutcome, jobs: number): void
}

/** On a terminal a bar with the tables under way; else a line on stderr for each table that is done, for logs. */
export function startRunView(total: number): RunView {
  return isTerminal(process.stderr) ? barView(total) : lineView(total)
}

function barView(total: number): RunView {
  const progress = startProgress(total)
  const running = new Set<string>()
  let ended = 0
  const show = () => progress.update(ended, [...running].join(', '))
  return {
    start(table) {
      running.add(shortName(table))
      show()
    },
    end({ table }) {
      ended += 1
      running.delete(shortName(table))
      show()
    },
    [Symbol.dispose]: () => progress[Symbol.dispose](),
  }
}

function lineView(total: number): RunView {
  let ended = 0
  return {
    start() {},
    end(outcome, jobs) {
      ended += 1
      process.stderr.write(`bqetl: ${ended}/${total} ${shortName(outcome.table)}: ${how(outcome, jobs)}\n`)
    },
    [Symbol.dispose]() {},
  }
}

function how(outcome: TaskOutcome, jobs: number): string {
  if (outcome.kind === 'done') {
    const { rows, seconds } = outcome.result
    return `${plural(Number(rows), 'row')}${jobs > 1 ? ` in ${jobs} runs` : ''}, ${seconds.toFixed(2)} s`
  }
  if (outcome.kind === 'failed') return `failed (${outcome.error.code})`
  return outcome.kind === 'skipped' ? 'skipped' : 'done before'
}
