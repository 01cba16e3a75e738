import { type Command, Option } from 'commander'
import { addExamples, addProjectOption, type ProjectOptions } from './options.ts'

interface TestOptions extends ProjectOptions {
  readonly update: boolean
  readonly format: 'text' | 'json' | 'junit'
}

export function addTestCommand(program: Command): void {
  const command = addProjectOption(program.command('test'))
    .description('run queries on the rows of their tests, in memory, and compare what comes out')
    .argument('[test...]', 'dataset.table, dataset/table/test, a pattern or a path; none means all under test/sql')
    .option('--update', 'write what came out into the expectations that are not met', false)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'junit']).default('text'))
    .action(test)
  addExamples(command, [
    ['all tests', 'bqetl test'],
    ['those of one table', 'bqetl test telemetry_derived.crash_aggregates_v1'],
    ['one test', 'bqetl test test/sql/telemetry_derived/main_summary_v4/test_pings'],
    [
      'the query was right, the expectation was not',
      'bqetl test telemetry_derived/main_summary_v4/test_pings --update',
    ],
    ['for a build server', 'bqetl test --format junit'],
  ])
  command.addHelpText('after', CLOCK)
}

const CLOCK = `
A test is a folder test/sql/DATASET/TABLE/TEST with expect.yaml, inputs called dataset.table.yaml (or .json, .ndjson, .csv, .sql)
and query_params.yaml. The clock stands still: at the end of the day of the date parameter, else at 2030-01-01.`

async function test(names: string[], options: TestOptions): Promise<void> {
  const { openProject, withPathsFromHere } = await import('./workspace.ts')
  const { runTests } = await import('./test-run.ts')
  await withPathsFromHere(options, async () => {
    const project = await openProject(options)
    await runTests(project, names, options)
  })
}
