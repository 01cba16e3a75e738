import { type Command, CommanderError } from 'commander'
import { type ExitCode, UsageError } from '../errors.ts'

/** The command that these words name, and the words behind its name. */
export function commandOf(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const next = program.commands.find((command) => command.name() === words[0])
  return next ? commandOf(next, words.slice(1)) : { command: program, rest: words }
}

/** Help or the version, printed already: asked for, or because a group was named without a command of it. */
export function exitCodeOfHelp(error: unknown): ExitCode | undefined {
  if (!(error instanceof CommanderError)) return undefined
  if (error.exitCode === 0) return 0
  return error.code === 'commander.help' ? 2 : undefined
}

/** What commander says of a wrong command line, in our form; another error as it is. */
export function usageError(error: unknown, program: Command, words: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error
  const { command } = commandOf(program, words)
  const [message = '', meant] = error.message.replace(/^error: /, '').split(/\n\((Did you mean .*)\)$/)
  return new UsageError('usage', message, { hint: hintOf(error, command, meant) })
}

function hintOf({ code, message }: CommanderError, command: Command, meant: string | undefined): string {
  if (meant !== undefined) return meant.replace('Did', 'did')
  if (code === 'commander.unknownOption' && command.commands.length > 0)
    return `an option stands behind its command: \`${pathOf(command)} COMMAND ${/--[\w-]+/.exec(message)?.[0] ?? '--help'} …\``
  return `\`${pathOf(command)} --help\` says what it takes`
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}
