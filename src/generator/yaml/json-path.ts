import { entryOf, type YamlNode } from './node.ts'

/** An expression beyond what `selectByPath` understands. */
export class UnsupportedExpression extends Error {}

/**
 * Selects by the part of JMESPath that includes use: names with dots, `[0]`, `[-1]`, `[*]`, filters `[?name == 'x']`,
 * and `|`. Undefined stands for null.
 *
 * @throws {UnsupportedExpression}
 * @see https://jmespath.org/specification.html
 */
export function selectByPath(root: YamlNode, expression: string): YamlNode | undefined {
  let current: YamlNode | undefined = root
  for (const stage of splitPipe(expression)) current = current && selectStage(current, stage)
  return current
}

/** At `|` outside quotes. */
function splitPipe(expression: string): string[] {
  const stages = expression.match(/(?:'[^']*'|"[^"]*"|`[^`]*`|[^|'"`])+/g) ?? []
  return stages.map((stage) => stage.trim())
}

const STEP =
  /\s*(?:\.?(?<name>[A-Za-z_]\w*)|\.?"(?<quoted>[^"\\]*)"|\[(?<index>-?\d+)\]|(?<all>\[\*\]|\[\])|\[\?\s*(?<field>[A-Za-z_]\w*)\s*==\s*'(?<text>[^'\\]*)'\s*\])/y

function selectStage(root: YamlNode, stage: string): YamlNode | undefined {
  let nodes: readonly YamlNode[] = [root]
  let isProjection = false
  STEP.lastIndex = 0
  while (STEP.lastIndex < stage.length) {
    const from = STEP.lastIndex
    const step = STEP.exec(stage)?.groups
    if (!step) throw new UnsupportedExpression(stage.slice(from))
    nodes = nodes.flatMap((node) => selectStep(node, step))
    isProjection ||= step.all !== undefined || step.field !== undefined
  }
  return isProjection ? { kind: 'sequence', items: nodes, start: root.start, end: root.end } : nodes[0]
}

function selectStep(node: YamlNode, step: Readonly<Record<string, string | undefined>>): readonly YamlNode[] {
  const name = step.name ?? step.quoted
  if (name !== undefined) return entryOf(node, name) ? [entryOf(node, name)!.value] : []
  if (node.kind !== 'sequence') return []
  if (step.index !== undefined) return node.items.slice(Number(step.index)).slice(0, 1)
  if (step.all !== undefined) return node.items
  return node.items.filter((item) => {
    const value = entryOf(item, step.field!)?.value
    return value?.kind === 'scalar' && value.type === 'string' && value.value === step.text
  })
}
