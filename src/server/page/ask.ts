import { parseExactly } from './exact-json.ts'
import { Refusal } from './words.ts'

/**
 * What the service answers to a path, read exactly. The browser's own cache is passed over: it would keep answers for a day that
 * the service itself renews within seconds.
 *
 * @throws {Refusal} a status that is not 200
 */
export async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(path, { signal, cache: 'no-store' })
  if (answer.status !== 200) throw new Refusal(answer.status, path)
  return parseExactly(await answer.text()) as T
}

/** The same, undefined where nothing is found, or the status is the one given. */
export async function askIfAny<T>(path: string, signal: AbortSignal, status = 404): Promise<T | undefined> {
  try {
    return await ask<T>(path, signal)
  } catch (error) {
    if (error instanceof Refusal && error.status === status) return undefined
    throw error
  }
}
