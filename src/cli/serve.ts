import type { Command } from 'commander'
import {
  addExamples,
  addWarehouseOptions,
  parsePositiveInteger,
  parseWholeNumber,
  type WarehouseOptions,
} from './options.ts'

interface ServeOptions extends WarehouseOptions {
  readonly port: number
  readonly host: string
  readonly releaseToken?: string
  readonly cacheMegabytes: number
  readonly refreshSeconds: number
}

export function addServeCommand(program: Command): void {
  const command = addWarehouseOptions(program.command('serve'))
    .description(
      'serve the histogram aggregates of the warehouse: a page for people at /, and answers to HTTP requests',
    )
    .option('--port <number>', 'the port to listen on; 0 takes one that is free', parseWholeNumber, 8080)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option(
      '--release-token <token>',
      'show data of the release channel only to who sends it (or $BQETL_RELEASE_TOKEN)',
    )
    .option('--cache-megabytes <number>', 'memory for answers', parsePositiveInteger, 256)
    .option('--refresh-seconds <number>', 'how long new data may stay unseen', parsePositiveInteger, 2)
    .action(serve)
  addExamples(command, [
    ['on this machine', 'bqetl serve'],
    ['for others, release hidden', 'BQETL_RELEASE_TOKEN=… bqetl serve --host 0.0.0.0 --port 80'],
    ['look at them', 'xdg-open http://127.0.0.1:8080/'],
    ['ask it', 'curl http://127.0.0.1:8080/aggregates_by/build_id/channels/'],
  ])
}

declare const BQETL_VERSION: string

async function serve(options: ServeOptions): Promise<void> {
  const { openProject, openWarehouse } = await import('./workspace.ts')
  const { untilInterrupted } = await import('./signals.ts')
  const { aggregateStore } = await import('../server/aggregate-store.ts')
  const { createApp } = await import('../server/app.ts')
  const { readPageFiles } = await import('../server/page-files.ts')
  const { releaseGate } = await import('../server/release-gate.ts')
  const { listen } = await import('../server/listen.ts')
  await untilInterrupted(async (signal) => {
    const project = await openProject(options)
    // not the signal: what has been asked is still answered, and closing cancels the rest
    await using warehouse = await openWarehouse(project, options, undefined, { shareEngine: true })
    const app = createApp({
      store: aggregateStore(warehouse, project.configuration.projectId),
      gate: releaseGate(options.releaseToken ?? process.env.BQETL_RELEASE_TOKEN),
      programVersion: BQETL_VERSION,
      cacheBytes: options.cacheMegabytes * 2 ** 20,
      refreshMs: options.refreshSeconds * 1000,
      now: Date.now,
      // built beside the program
      page: readPageFiles(import.meta.dirname),
      onFailure: say,
    })
    signal.throwIfAborted()
    await using server = await listen(app, options).catch(explain)
    process.stdout.write(`bqetl serves ${server.url}\n`)
    if (!signal.aborted) await new Promise((stop) => signal.addEventListener('abort', stop, { once: true }))
  })
}

/** One line: a server runs for long and is watched by programs. */
function say(error: unknown): void {
  const text = error instanceof Error ? `${error.message}` : String(error)
  process.stderr.write(`bqetl: ${text.split('\n')[0]}\n`)
}

async function explain(error: unknown): Promise<never> {
  const { UsageError, WarehouseError } = await import('../errors.ts')
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    throw new WarehouseError('port-taken', `another program listens there already: ${message}`, {
      retryable: true,
      hint: 'choose another with --port; 0 takes any that is free',
    })
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'ERR_SOCKET_BAD_PORT') {
    throw new UsageError('invalid-address', `bqetl cannot listen there: ${message}`, {
      hint: 'choose another --host or --port',
    })
  }
  throw error
}
