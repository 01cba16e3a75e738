import type { DagDefinition } from '../project/dags-file.ts'

/** The parts of a DAG's description in Airflow. */
export function dagDocs(
  { name, description, defaultArguments }: DagDefinition,
  origin: string,
  tags: readonly string[],
) {
  const parts = [
    `### ${name}`,
    origin,
    ...(description.trim() === '' ? [] : ['#### Description', description.trim()]),
    '#### Owner',
    defaultArguments.owner,
    ...(tags.length === 0 ? [] : ['#### Tags', tags.map((tag) => `* ${tag}`).join('\n')]),
  ]
  return `\n${parts.join('\n\n')}\n`
}

/** A text of several lines between three quotes. */
export function docString(text: string): string {
  return `"""${text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}"""`
}
