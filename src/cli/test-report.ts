import type { QueryTestResult } from '../runner/query-test/run-test.ts'
import { formatJunit } from './junit.ts'
import type { ProjectOptions } from './options.ts'
import { writeJson } from './output.ts'
import { formatDiagnostic, readLine } from './report.ts'
import { bold, dim, green, red, yellow } from './style.ts'
import { fromHere, pathFromHere } from './workspace.ts'

const out = process.stdout

export type TestFormat = 'text' | 'json' | 'junit'

/** Prints how tests went on stdout: a line each for people, with what differs; or a document for programs. */
export function printTestResults(
  results: readonly QueryTestResult[],
  seconds: number,
  options: ProjectOptions & { readonly format: TestFormat },
): void {
  if (options.format === 'json') writeJson(asDocument(results, options))
  else if (options.format === 'junit') out.write(formatJunit(results, seconds))
  else out.write(`${results.map((result) => formatResult(result, options)).join('')}${summary(results, seconds)}\n`)
}

function count(results: readonly QueryTestResult[]) {
  const of = (status: QueryTestResult['status']) => results.filter((result) => result.status === status).length
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') }
}

function asDocument(results: readonly QueryTestResult[], options: ProjectOptions) {
  return {
    summary: count(results),
    results: results.map((result) => {
      const { test, status, message, line = 1 } = result
      const seconds = Math.round(result.seconds * 1000) / 1000
      return { name: test.name, status, message, path: pathFromHere(result.path, options.projectDir), line, seconds }
    }),
  }
}

function formatResult(result: QueryTestResult, options: ProjectOptions): string {
  const { test, status, message, diagnostics } = result
  if (status === 'passed') return `${green('passed', out)}  ${test.name}${message && `  ${dim(message, out)}`}\n`
  const color = status === 'failed' ? red : yellow
  const place = diagnostics.length > 0 ? '' : `  ${dim('-->', out)} ${placeOf(result, options)}\n`
  const details =
    diagnostics.length > 0
      ? fromHere(diagnostics, options.projectDir)
          .map((each) => formatDiagnostic(each, readLine(each), out))
          .join('')
      : `${message}\n`
  return `${color(status, out)}  ${bold(test.name, out)}\n${place}${indented(details)}`
}

function placeOf({ path, line }: QueryTestResult, { projectDir }: ProjectOptions): string {
  return `${pathFromHere(path, projectDir)}${line === undefined ? '' : `:${line}`}`
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}

function summary(results: readonly QueryTestResult[], seconds: number): string {
  const { passed, failed, skipped } = count(results)
  const parts = [
    green(`${passed} passed`, out),
    failed && red(`${failed} failed`, out),
    skipped && yellow(`${skipped} skipped`, out),
  ]
  return `${parts.filter(Boolean).join(', ')} in ${seconds.toFixed(1)} s`
}
