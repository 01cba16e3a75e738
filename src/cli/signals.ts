import type { ExitCode } from '../errors.ts'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof EXIT_CODES

let received: Signal | undefined

/** 130 after Ctrl-C, 143 after SIGTERM, undefined where neither came. */
export function exitCodeOfSignal(): ExitCode | undefined {
  return received && EXIT_CODES[received]
}

/**
 * Runs `work` with a signal that aborts on Ctrl-C and SIGTERM, so that the job is cancelled and the lease given back.
 * A second Ctrl-C ends the program at once; the warehouse is safe against that too.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const onSignal = (signal: Signal) => {
    if (received) process.exit(EXIT_CODES[received])
    received = signal
    process.stderr.write(`\nbqetl: ${signal}, stopping; what was there before stays\n`)
    controller.abort(new Error(signal))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
