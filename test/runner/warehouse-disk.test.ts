import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { useWarehouseProgram } from '../support/warehouse-process.ts'
import type { WriteStep } from '../support/warehouse-task.ts'

const start = useWarehouseProgram()

/** A small file system of its own, seen by the process alone, and what else to do to it before the process starts. */
function onSmallDisk(directory: string, prepare = 'true'): string[] {
  const script = `mount -t tmpfs -o size=1m tmpfs '${directory}' && ${prepare} && exec "$@"`
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, 'sh']
}

const canMount =
  spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

function write(marker: string, more: Partial<WriteStep> = {}): WriteStep {
  return { kind: 'replace', table: 't', day: '2024-02-28', marker, rows: 1000, ...more }
}

// Needs Linux and leave to make namespaces.
it.skipIf(!canMount)('keeps the old rows when the disk is full, and goes on when there is room', async () => {
  const directory = temporaryFolder()
  const large = write('b', { rows: 20_000, large: true })
  const whole = { kind: 'watch', table: 't', until: directory, rows: 1000 } as const
  const steps = [
    write('a'),
    { kind: 'fails', code: 'disk-full', step: large },
    whole,
    { kind: 'fails', code: 'disk-full', step: { ...large, kind: 'append' } },
    { kind: 'fails', code: 'disk-full', step: { ...write('b', { rows: 60_000 }), kind: 'load' } },
    whole,
    write('c'),
    whole,
  ] as const
  expect(await start({ directory, steps }, onSmallDisk(directory)).outcome).toBe('done')
})

it.skipIf(!canMount)('says that it cannot write into a folder that is read-only', async () => {
  const directory = temporaryFolder()
  const prefix = onSmallDisk(directory, `mount -o remount,ro '${directory}'`)
  const steps = [{ kind: 'fails', code: 'not-writable', step: write('a') }] as const
  expect(await start({ directory, steps }, prefix).outcome).toBe('done')
})
