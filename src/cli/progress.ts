import { dim } from './style.ts'

export interface Progress extends Disposable {
  /** Says what is under way; `done` of `total` steps are behind. */
  update(done: number, what: string): void
}

const BAR_WIDTH = 24

/** A bar on one line of stderr while work goes on, gone when it ends. Nothing where stderr is no terminal. */
export function startProgress(total: number): Progress {
  if (!process.stderr.isTTY) return { update() {}, [Symbol.dispose]() {} }
  const clear = () => process.stderr.write('\r\u001b[K')
  return {
    update(done, what) {
      const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total))
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`
      clear()
      process.stderr.write(
        `${bar} ${done}/${total} ${dim(what.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 40)))}`,
      )
    },
    [Symbol.dispose]() {
      clear()
    },
  }
}
