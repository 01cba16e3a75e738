import { expect, test } from 'vitest'
import { jsonAnswer } from '../../src/server/answer.ts'
import { answerCache } from '../../src/server/answer-cache.ts'

const KILOBYTE = 'x'.repeat(1024)

/** Takes some ten answers of a kilobyte. */
function smallCache(clock = { ms: 0 }) {
  const made: string[] = []
  const cache = answerCache({ bytes: 42_000, ageMs: 1000, now: () => clock.ms })
  const ask = (key: string) =>
    cache.get(key, async () => {
      made.push(key)
      return jsonAnswer(KILOBYTE)
    })
  return { ask, made, cache }
}

test('makes an answer once, also for those who ask meanwhile', async () => {
  const { ask, made } = smallCache()
  await Promise.all([ask('a'), ask('a')])
  await ask('a')
  expect(made).toEqual(['a'])
})

test('makes it again when it is old or the cache was cleared', async () => {
  const clock = { ms: 0 }
  const { ask, made, cache } = smallCache(clock)
  await ask('a')
  clock.ms = 1000
  await ask('a')
  cache.clear()
  await ask('a')
  expect(made).toEqual(['a', 'a', 'a'])
})

test('forgets what nobody asks for again, and keeps what is asked for, however many come', async () => {
  const { ask, made } = smallCache()
  for (let index = 0; index < 200; index++) {
    await ask(`once ${index}`)
    await ask('often')
  }
  expect(made.filter((key) => key === 'often')).toHaveLength(1)
  made.length = 0
  await ask('once 0')
  await ask('once 199')
  expect(made).toEqual(['once 0'])
})

test('does not remember a failure', async () => {
  const { ask, cache, made } = smallCache()
  await expect(cache.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  await ask('a')
  expect(made).toEqual(['a'])
})
