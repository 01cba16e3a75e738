import { Command, Help, type Option } from 'commander'
import { projectAbove } from '../generator/project/project-above.ts'
import { addCheckCommand } from './check.ts'
import { addCompletionCommand } from './completion.ts'
import { addDagCommand } from './dag.ts'
import { addDemoCommand } from './demo.ts'
import { addDeployCommand } from './deploy.ts'
import { addDryRunCommand } from './dryrun.ts'
import { addExplainCommand } from './explain.ts'
import { addExportCommand } from './export.ts'
import { addFormatCommand } from './format.ts'
import { addGenerateCommand } from './generate.ts'
import { addGraphCommand } from './graph.ts'
import { addHelpCommand } from './help.ts'
import { addLoadCommand } from './load.ts'
import { addQueryCommand } from './query.ts'
import { addRunCommand } from './run.ts'
import { addSampleCommand } from './sample.ts'
import { addServeCommand } from './serve.ts'
import { addSqlCommand } from './sql.ts'
import { addTestCommand } from './test.ts'
import { addValidateCommand } from './validate.ts'

declare const BQETL_VERSION: string

/**
 * Every command with its options. Nothing heavy is imported here: an action imports what it needs, so that
 * `bqetl --help` costs little more than starting Node.
 */
export function createProgram(): Command {
  const program = new Command('bqetl')
    .description(
      'SQL-generating ETL: GoogleSQL queries rendered, checked, run and scheduled, on a laptop or on BigQuery',
    )
    .version(BQETL_VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    // main.ts tells what is wrong, as it tells everything else
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ optionDescription })
    .addHelpText('after', '\nStart with:\n  $ bqetl demo')
    .hook('preAction', (_, command) => findProjectAbove(command))
  for (const add of COMMANDS) add(program)
  for (const command of program.commands)
    if (command.commands.length > 0) command.helpCommand('help [command]', 'print help of a command')
  return program
}

/** Without `--project-dir`, the project that the current folder belongs to. */
function findProjectAbove(command: Command): void {
  if (command.getOptionValue('projectDir') === undefined) command.setOptionValue('projectDir', projectAbove('.') ?? '.')
}

/** Commander's own words, without the defaults that say nothing: false and no values. */
function optionDescription(option: Option): string {
  const { defaultValue } = option
  const saysNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
  return saysNothing ? option.description : Help.prototype.optionDescription.call(new Help(), option)
}

const COMMANDS: readonly ((program: Command) => void)[] = [
  addDemoCommand,
  addLoadCommand,
  addRunCommand,
  addQueryCommand,
  addSqlCommand,
  addExportCommand,
  addServeCommand,
  addTestCommand,
  addCheckCommand,
  addGenerateCommand,
  addFormatCommand,
  addValidateCommand,
  addGraphCommand,
  addDeployCommand,
  addDagCommand,
  addDryRunCommand,
  addSampleCommand,
  addExplainCommand,
  addCompletionCommand,
  addHelpCommand,
]
