import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { acquireLease, type LeaseOptions } from '../../src/runner/duckdb/storage/lease.ts'
import { newOwner, type Owner } from '../../src/runner/duckdb/storage/owner.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const OPTIONS: LeaseOptions = { name: 'p.d.t', timeoutMs: 5_000 }
const NO_PROCESS = 2 ** 22 + 12345

function leasePath(): string {
  return join(temporaryFolder(), 'table', '.lease')
}

function leave(path: string, owner: Partial<Owner>): void {
  writeFileSync(path, JSON.stringify({ ...newOwner(), id: 'left', ...owner }))
}

async function leaveEmptyFolder(path: string): Promise<void> {
  await using _ = await acquireLease(path, OPTIONS)
}

it('is held by one at a time, and leaves nothing behind', async () => {
  const path = leasePath()
  let holders = 0
  const most = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await using _ = await acquireLease(path, { ...OPTIONS, timeoutMs: 20_000 })
      holders += 1
      await sleep(2)
      const seen = holders
      holders -= 1
      return seen
    }),
  )
  expect(Math.max(...most)).toBe(1)
  expect(readdirSync(join(path, '..'))).toEqual([])
})

it('says who holds it and since when, after waiting as long as it may', async () => {
  const path = leasePath()
  await using lease = await acquireLease(path, OPTIONS)
  const start = performance.now()
  const waiting = acquireLease(path, { ...OPTIONS, timeoutMs: 150 })
  await expect(waiting).rejects.toMatchObject({
    code: 'lease-held',
    retryable: true,
    exitCode: 3,
    message: `p.d.t is being changed by process ${process.pid} on ${hostname()} since ${lease.owner.since}`,
  })
  expect(performance.now() - start).toBeGreaterThanOrEqual(150)
})

it.each([
  ['whose process is gone', { pid: NO_PROCESS }],
  ['whose process number now belongs to another process', { started: 'another boot/1' }],
])('is taken over from a holder %s', async (_, owner) => {
  const path = leasePath()
  await leaveEmptyFolder(path)
  leave(path, owner)
  await using lease = await acquireLease(path, { ...OPTIONS, timeoutMs: 0 })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(lease.owner)
})

it('is taken over from another host only after a long silence', async () => {
  const path = leasePath()
  await leaveEmptyFolder(path)
  leave(path, { host: 'elsewhere' })
  await expect(acquireLease(path, { ...OPTIONS, timeoutMs: 20 })).rejects.toMatchObject({ code: 'lease-held' })
  const longAgo = new Date(Date.now() - 10 * 60_000)
  utimesSync(path, longAgo, longAgo)
  await using _ = await acquireLease(path, { ...OPTIONS, timeoutMs: 0 })
})

it('is given to one of many who find a dead holder', async () => {
  const path = leasePath()
  await leaveEmptyFolder(path)
  for (let round = 0; round < 20; round++) {
    leave(path, { id: `dead${round}`, pid: NO_PROCESS })
    const takers = Array.from({ length: 8 }, () => acquireLease(path, { ...OPTIONS, timeoutMs: 0 }))
    const outcomes = await Promise.allSettled(takers)
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(winners).toHaveLength(1)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(winners[0]!.owner)
    await winners[0]![Symbol.asyncDispose]()
  }
  expect(readdirSync(join(path, '..'))).toEqual([])
})

it('is taken over although an earlier taker died while taking it over', async () => {
  const path = leasePath()
  await leaveEmptyFolder(path)
  leave(path, { id: 'dead', pid: NO_PROCESS })
  leave(`${path}.dead`, { id: 'taker', pid: NO_PROCESS })
  {
    await using lease = await acquireLease(path, OPTIONS)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(lease.owner)
  }
  expect(readdirSync(join(path, '..'))).toEqual([])
})

it('is no longer waited for when the signal is aborted', async () => {
  const path = leasePath()
  await using _ = await acquireLease(path, OPTIONS)
  const controller = new AbortController()
  const waiting = acquireLease(path, { ...OPTIONS, signal: controller.signal })
  setTimeout(() => controller.abort(), 30)
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})
