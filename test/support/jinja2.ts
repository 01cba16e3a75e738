import { runPython } from './python.ts'

export interface JinjaCase {
  readonly template: string
  readonly isInit?: boolean
  readonly files?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
}

/** What the real Jinja2 makes of each: its text, or null where it fails. */
export function renderWithJinja2(cases: readonly JinjaCase[]): readonly (string | null)[] {
  const lines = cases.map((each, id) => JSON.stringify({ ...each, id, is_init: each.isInit ?? false }))
  const answers = runPython('render_with_jinja.py', [], lines.join('\n')).trimEnd().split('\n')
  return answers.map((line) => (JSON.parse(line) as { text?: string }).text ?? null)
}
