import type { Command } from 'commander'
import { addExamples } from './options.ts'

export function addExplainCommand(program: Command): void {
  const command = program
    .command('explain')
    .description('say more about an error code')
    .argument('[code]', 'the code in brackets after "error"; none lists all')
    .action(async (code?: string) => {
      const { explain, listCodes } = await import('./explanations.ts')
      process.stdout.write(code === undefined ? listCodes() : explain(code))
    })
  addExamples(command, [
    ['what does it mean?', 'bqetl explain unknown-column'],
    ['all codes', 'bqetl explain'],
  ])
}
