import { cpSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const CONTENT = ['sql', 'sample', 'probes', 'dags.yaml', 'bqetl_project.yaml']

/** Our own project, for a test to change. */
export function copyContent(folder: string): void {
  for (const name of CONTENT) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
}

/** A DAG of dags.yaml. */
export function dagYaml(name: string, schedule: string): string {
  return `${name}:\n  schedule_interval: '${schedule}'\n  description: ${name}\n  default_args: {owner: ada@example.com, email: [ada@example.com], start_date: '2024-01-01'}\n`
}

/** A table's metadata; `rest` stands at its end. */
export function metadataYaml(name: string, rest: string): string {
  return `friendly_name: ${name}\ndescription: ${name}\nowners: [ada@example.com]\n${rest}`
}
