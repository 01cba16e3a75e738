import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { nearestNames } from '../generator/spelling.ts'
import { commandOf } from './usage.ts'

export function addHelpCommand(program: Command): void {
  program
    .command('help')
    .description('print help of a command')
    .argument('[command...]', 'such as: query run')
    .action((words: string[]) => {
      const { command, rest } = commandOf(program, words)
      if (rest[0] !== undefined) throw unknownCommand(rest[0], command)
      command.outputHelp()
    })
}

function unknownCommand(word: string, { commands }: Command): UsageError {
  const near = nearestNames(
    word,
    commands.map((command) => command.name()),
  )
  return new UsageError('usage', `unknown command '${word}'`, {
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : '`bqetl --help` lists all',
  })
}
