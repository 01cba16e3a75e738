import { Argument, type Command } from 'commander'
import { addExamples } from './options.ts'
import { commandOf } from './usage.ts'

export function addCompletionCommand(program: Command): void {
  const command = program
    .command('completion')
    .description('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell])
    })
  addExamples(command, [
    ['in ~/.bashrc', 'source <(bqetl completion bash)'],
    ['in ~/.zshrc', 'source <(bqetl completion zsh)'],
    ['once, for fish', 'bqetl completion fish > ~/.config/fish/completions/bqetl.fish'],
  ])
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      for (const word of await complete(program, words)) process.stdout.write(`${word}\n`)
    })
}

type Shell = 'bash' | 'zsh' | 'fish'

/** The shell asks `bqetl complete -- WORD…`, the last word being the one under the cursor. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_bqetl() {
  local IFS=$'\\n'
  COMPREPLY=( $(compgen -W "$("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}") )
}
complete -o default -F _bqetl bqetl ./bqetl
`,
  zsh: `#compdef bqetl
_bqetl() { compadd -- \${(f)"$(\${words[1]} complete -- \${words[2,CURRENT]} 2>/dev/null)"} || _files }
compdef _bqetl bqetl ./bqetl
`,
  fish: `complete -c bqetl -f -a '(set -l words (commandline -opc) (commandline -ct); $words[1] complete -- $words[2..-1] 2>/dev/null)'
`,
}

/** What can stand for the last of `words`: commands, options, or names of the project's tables. */
export async function complete(program: Command, words: readonly string[]): Promise<readonly string[]> {
  const typed = words.at(-1) ?? ''
  const { command, rest } = commandOf(program, words.slice(0, -1))
  const candidates = typed.startsWith('-')
    ? command.options.filter((option) => !option.hidden).map((option) => option.long ?? option.short ?? '')
    : (optionValues(command, rest.at(-1)) ?? [
        ...visibleCommands(command),
        ...(await argumentChoices(program, command, rest, typed)),
      ])
  return candidates.filter((candidate) => candidate.startsWith(typed))
}

/** What stands behind an option that takes a value; where it is no choice, the shell offers files. */
function optionValues(command: Command, before: string | undefined): readonly string[] | undefined {
  const option = command.options.find(({ long, short }) => before !== undefined && [long, short].includes(before))
  return option?.required || option?.optional ? (option.argChoices ?? []) : undefined
}

function visibleCommands(command: Command): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((visible) => visible.name())
}

async function argumentChoices(
  program: Command,
  command: Command,
  rest: readonly string[],
  typed: string,
): Promise<readonly string[]> {
  const argument = command.registeredArguments[0]
  if (argument?.argChoices) return argument.argChoices
  if (command.name() === 'help') return visibleCommands(commandOf(program, rest).command)
  if (argument?.name() === 'code') return (await import('./explanations.ts')).listCodes().split('\n')
  if (!['name', 'selector', 'test'].includes(argument?.name() ?? '')) return []
  return namesOf(rest, argument?.name() === 'selector' ? /^\+?/.exec(typed)![0] : '', command)
}

/** Of the project's DAGs for commands about those, of its tables and views for others. */
async function namesOf(rest: readonly string[], prefix: string, command: Command): Promise<readonly string[]> {
  const { openProject } = await import('./workspace.ts')
  const { projectAbove } = await import('../generator/project/project-above.ts')
  const at = rest.indexOf('--project-dir')
  const project = await openProject({ projectDir: (at < 0 ? projectAbove('.') : rest[at + 1]) ?? '.' })
  if (command.parent?.name() === 'dag') return [...project.dags.keys()].sort()
  const names = [...project.tables, ...project.views].map(({ reference }) => `${reference.dataset}.${reference.table}`)
  return names.map((name) => prefix + name).sort()
}
