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
    : [...visibleCommands(command), ...(await argumentChoices(command, rest, typed))]
  return candidates.filter((candidate) => candidate.startsWith(typed))
}

function visibleCommands(command: Command): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((visible) => visible.name())
}

async function argumentChoices(command: Command, rest: readonly string[], typed: string): Promise<readonly string[]> {
  const argument = command.registeredArguments[0]
  if (argument?.argChoices) return argument.argChoices
  if (argument?.name() !== 'name') return []
  const { openProject } = await import('./workspace.ts')
  const { projectAbove } = await import('../generator/project/project-above.ts')
  const at = rest.indexOf('--project-dir')
  const project = await openProject({ projectDir: (at < 0 ? projectAbove('.') : rest[at + 1]) ?? '.' })
  const names = [...project.tables, ...project.views].map(({ reference }) => `${reference.dataset}.${reference.table}`)
  return names.filter((name) => name.startsWith(typed)).sort()
}
