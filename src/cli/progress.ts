import { dim, isTerminal } from './style.ts'

export interface Progress extends Disposable {
  /** Says what is under way; `done` of `total` steps are behind. */
  update(done: number, what: string): void
}

const BAR_WIDTH = 24

/** A bar on one line of stderr while work goes on, gone when it ends. Nothing where stderr is no terminal. */
export function startProgress(total: number): Progress {
  if (!isTerminal(process.stderr)) return { update() {}, [Symbol.dispose]() {} }
  const clear = () => process.stderr.write('\r\u001b[K')
  return {
    update(done, what) {
      const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total))
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`
      clear()
      const head = `${bar} ${done}/${total} `
      const room = (process.stderr.columns || 80) - 1 - head.length
      process.stderr.write(room < 0 ? head.slice(BAR_WIDTH + 1) : head + dim(what.slice(0, room)))
    },
    [Symbol.dispose]() {
      clear()
    },
  }
}
