import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SCRIPT = `
import json, sys
sys.path.insert(0, sys.argv[1])
from bigquery_etl.format_sql.formatter import reformat
for line in sys.stdin:
    print(json.dumps(reformat(json.loads(line), trailing_newline=True)))
`

/** The folder that holds bigquery-etl's formatter (bigquery_etl/format_sql), where somebody has put it beside the corpus. */
export function theirFormatter(tree: string): string | undefined {
  return existsSync(join(tree, 'bigquery_etl', 'format_sql', 'formatter.py')) ? tree : undefined
}

/**
 * What bigquery-etl's formatter makes of each text.
 *
 * @throws where python3 is not there, or the formatter fails
 */
export function formatWithTheirs(folder: string, texts: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', SCRIPT, folder], {
    input: texts.map((text) => JSON.stringify(text)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`bigquery-etl's formatter failed: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string)
}
