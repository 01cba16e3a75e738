import { WarehouseError } from '../errors.ts'

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Lets so many go on at a time, in the order they come.
 *
 * @throws {WarehouseError} `too-busy` (retryable): more than `mostWaiting` wait already
 */
export function turns(atATime: number, mostWaiting = Number.POSITIVE_INFINITY): InTurn {
  let free = atATime
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else if (waiting.length < mostWaiting) await new Promise<void>((go) => waiting.push(go))
    else throw new WarehouseError('too-busy', `${mostWaiting} requests wait already`, { retryable: true })
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
