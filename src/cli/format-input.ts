import { text as readText } from 'node:stream/consumers'
import { DiagnosticsError } from '../errors.ts'
import { formatFile } from '../generator/format/format-file.ts'
import type { FormatOptions } from './format-options.ts'
import { writeAll, writeJson } from './output.ts'

/** A template from standard input to standard output. */
export async function formatInput({ check, diff, format }: FormatOptions): Promise<void> {
  const text = await readText(process.stdin)
  const formatted = formatFile({ path: '<stdin>', text, isTemplate: true })
  if ('diagnostic' in formatted) throw new DiagnosticsError([formatted.diagnostic])
  const isChanged = formatted.text !== text
  if (check && isChanged) process.exitCode = 1
  if (format === 'json') writeJson({ changed: isChanged, text: formatted.text })
  else if (diff) await writeAll([(await import('./unified-diff.ts')).unifiedDiff('<stdin>', text, formatted.text)])
  else if (!check) await writeAll([formatted.text])
}
