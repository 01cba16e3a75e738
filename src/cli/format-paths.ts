import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../errors.ts'
import { formatFile } from '../generator/format/format-file.ts'
import { matchesPath } from '../generator/project/path-pattern.ts'
import type { Project } from '../generator/project/project.ts'
import type { FormatOptions } from './format-options.ts'
import { type Selection, selectFiles } from './format-selection.ts'
import { writeAll, writeJson } from './output.ts'
import { startProgress } from './progress.ts'
import { plural } from './report.ts'
import { unifiedDiff } from './unified-diff.ts'
import { openProject, pathFromHere } from './workspace.ts'
import { writeEdits } from './write-edits.ts'

/** Lays out the files that NAMEs mean and says which have changed, or would; then everything that is wrong, all at once. */
export async function formatPaths(names: readonly string[], options: FormatOptions): Promise<void> {
  const project = await openProject(options)
  const selection = selectFiles(project, names, options.ignoreSkip)
  const { changes, problems } = formatAll(project, selection.files, options)
  if (!options.check && !options.diff) await writeEdits(options.projectDir, changes)
  const wrong = [...problems, ...(options.check ? changes.map(unformatted) : [])]
  await report(selection, changes, wrong, options)
  if (wrong.length > 0) throw new DiagnosticsError(wrong)
}

/** A file that is not as it should be; its path from the project's root. */
interface Change {
  readonly path: string
  readonly before: string
  readonly text: string
}

function formatAll(project: Project, files: readonly string[], { projectDir }: FormatOptions) {
  const changes: Change[] = []
  const problems: Diagnostic[] = []
  const { renderSkip } = project.configuration
  using progress = startProgress(files.length)
  for (const [index, path] of files.entries()) {
    if (index % 50 === 0) progress.update(index, path)
    const before = readText(resolve(projectDir, path))
    if (before === undefined) {
      problems.push(notUtf8(path))
      continue
    }
    const isTemplate = !renderSkip.some((pattern) => matchesPath(path, pattern))
    const formatted = formatFile({ path, text: before, isTemplate })
    if ('diagnostic' in formatted) problems.push(formatted.diagnostic)
    else if (formatted.text !== before) changes.push({ path, before, text: formatted.text })
  }
  return { changes, problems }
}

/** Undefined where the bytes are no text that could be written back as they were. */
function readText(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function notUtf8(path: string): Diagnostic {
  return { severity: 'error', code: 'not-utf8', message: 'this file is no UTF-8 text', path, hint: 'save it as UTF-8' }
}

/** Names the first line that would change. */
function unformatted({ path, before, text }: Change): Diagnostic {
  const [old, now] = [before.split('\n'), text.split('\n')]
  const line = old.findIndex((each, index) => each !== now[index])
  return {
    severity: 'error',
    code: 'unformatted',
    message: 'this file is not laid out as `bqetl format` does it',
    path,
    line: line < 0 ? old.length : line + 1,
    column: 1,
    hint: 'run `bqetl format` on it; --diff shows what changes',
  }
}

async function report(
  { files, skipped }: Selection,
  changes: readonly Change[],
  problems: readonly Diagnostic[],
  { projectDir, check, diff, format }: FormatOptions,
): Promise<void> {
  const fromHere = (path: string) => pathFromHere(path, projectDir)
  if (format === 'json') {
    const changed = changes.map(({ path }) => fromHere(path))
    return writeJson({
      files: files.length,
      changed,
      skipped: skipped.map(fromHere),
      diagnostics: problems.map((each) => ({ ...each, path: fromHere(each.path) })),
    })
  }
  if (diff) return writeAll(changes.map(({ path, before, text }) => unifiedDiff(fromHere(path), before, text)))
  const lines = [
    ...skipped.map((path) => `skipped  ${fromHere(path)}`),
    ...(check ? [] : changes.map(({ path }) => `formatted  ${fromHere(path)}`)),
    `${plural(files.length, 'file')}, ${changes.length === 0 ? 'none' : changes.length} ${check ? 'would change' : 'changed'}`,
  ]
  await writeAll(lines.map((line) => `${line}\n`))
}
