/** One DAG of dags.yaml. */
export function dagYaml(name: string, schedule: string, more = ''): string {
  return `${name}:
  schedule_interval: '${schedule}'
  default_args:
    owner: ada@example.com
    start_date: '2024-01-01'
    retries: 1
${more}`
}

/** Files of a table that a query fills; with `dag`, on a schedule. `more` goes under scheduling. */
export function table(name: string, sql: string, dag?: string, more: readonly string[] = []): Record<string, string> {
  const scheduling =
    dag === undefined
      ? ''
      : `scheduling:
  dag_name: ${dag}
  date_partition_parameter: null
${more.map((line) => `  ${line}\n`).join('')}`
  return {
    [`sql/${name.replace('.', '/')}/query.sql`]: `${sql}\n`,
    [`sql/${name.replace('.', '/')}/metadata.yaml`]: `friendly_name: T
description: A table.
owners:
- ada@example.com
${scheduling}`,
  }
}

export function view(name: string, sql: string, more = ''): Record<string, string> {
  return {
    [`sql/${name.replace('.', '/')}/view.sql`]: `CREATE OR REPLACE VIEW\n  \`bqetl.${name}\`\nAS\n${sql}\n`,
    [`sql/${name.replace('.', '/')}/metadata.yaml`]: `friendly_name: V
description: A view.
owners:
- ada@example.com
${more}`,
  }
}
