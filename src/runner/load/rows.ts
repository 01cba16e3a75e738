import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { RowSource, SourceRow } from '../warehouse.ts'
import { JsonSyntaxError, parseJson } from './json.ts'
import { fileName, type RowFile, textChunks } from './text-chunks.ts'

/**
 * Rows of NDJSON files, gzipped or not, a batch a piece of file. A file that is one JSON document over many lines is one row. A
 * value need not be an object; who needs one says so.
 *
 * @throws {UsageError} `no-such-file`, `unreadable-file`
 * @throws {DiagnosticsError} `invalid-json`, with its place; `invalid-gzip`
 */
export async function* readRows(files: readonly RowFile[]): RowSource {
  for (const file of files) yield* rowsOfFile(file)
}

async function* rowsOfFile(file: RowFile): RowSource {
  const path = fileName(file)
  let line = 1
  let rest = ''
  let document: string[] | undefined
  for await (const text of textChunks(file)) {
    if (document !== undefined) {
      document.push(text)
      continue
    }
    const lines = (rest + text).split('\n')
    if (line === 1 && lines.length > 1 && isStartOfDocument(lines)) {
      document = [rest, text]
      continue
    }
    rest = lines.pop()!
    if (lines.length > 0) yield parseLines(lines, path, line)
    line += lines.length
  }
  yield document === undefined ? parseLines([rest], path, line) : parseDocument(document.join('').trimEnd(), path)
}

/** Whether the first line is JSON that goes on in the next. */
function isStartOfDocument(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '')?.trimEnd()
  if (first === undefined) return false
  try {
    parseJson(first)
    return false
  } catch (error) {
    return error instanceof JsonSyntaxError && error.offset >= first.length
  }
}

const MOST_PROBLEMS = 20

function parseLines(lines: readonly string[], path: string, firstLine: number): readonly SourceRow[] {
  const rows: SourceRow[] = []
  const problems: Diagnostic[] = []
  for (const [index, text] of lines.entries()) {
    if (text === '' || text.trim() === '') continue
    const line = firstLine + index
    try {
      rows.push({ value: parseJson(text) as SourceRow['value'], path, line, text })
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      problems.push(syntaxProblem(error, path, line, error.offset + 1))
      if (problems.length === MOST_PROBLEMS) break
    }
  }
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return rows
}

function parseDocument(text: string, path: string): readonly SourceRow[] {
  try {
    return [{ value: parseJson(text) as SourceRow['value'], path, line: 1, text }]
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const before = text.slice(0, error.offset).split('\n')
    throw new DiagnosticsError([syntaxProblem(error, path, before.length, before.at(-1)!.length + 1)])
  }
}

function syntaxProblem(error: JsonSyntaxError, path: string, line: number, column: number): Diagnostic {
  const hint = 'write one JSON object a line'
  return { severity: 'error', code: 'invalid-json', path, line, column, message: `not JSON: ${error.message}`, hint }
}
