import { parseExpression, parseScript } from '../../src/googlesql/parse/parse.ts'
import { SqlError } from '../../src/googlesql/sql-error.ts'

/**
 * A tree as one line: `(kind key:value …)`, leaves as they are written. Spans, `false`, empty lists and absent parts are left
 * out; an operator stands in place of its kind.
 */
export function outline(node: unknown): string {
  if (node instanceof Uint8Array) return `bytes:${Buffer.from(node).toString('hex')}`
  if (Array.isArray(node)) return `[${node.map(outline).join(' ')}]`
  if (typeof node === 'string') return JSON.stringify(node)
  if (typeof node !== 'object' || node === null) return String(node)
  return outlineObject(node as Record<string, unknown>)
}

export function outlineExpression(text: string): string {
  return outline(parseExpression(text))
}

/** The outline of every statement, one a line. */
export function outlineScript(text: string): string {
  return parseScript(text).statements.map(outline).join('\n')
}

/** `line:column message | hint`, with the text at fault before it. */
export function refusal(text: string, parse: (text: string) => unknown = parseScript): string {
  try {
    parse(text)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    const { start, end } = error.span
    return `${JSON.stringify(text.slice(start, end))} at ${start}: ${error.message}${error.hint === undefined ? '' : ` | ${error.hint}`}`
  }
  throw new Error(`${text} was read`)
}

function outlineObject(node: Record<string, unknown>): string {
  if (typeof node.name === 'string' && typeof node.quoted === 'boolean')
    return node.quoted ? `\`${node.name}\`` : node.name
  if (Array.isArray(node.names) && Object.keys(node).length === 3) return node.names.map(outline).join('.')
  return leaf(node) ?? `(${[head(node), ...parts(node)].filter((part) => part !== '').join(' ')})`
}

function leaf(node: Record<string, unknown>): string | undefined {
  if (node.kind === 'null') return 'NULL'
  if (node.kind === 'integer' || node.kind === 'float') return `${node.text}`
  if (node.kind === 'string') return JSON.stringify(node.value)
  if (node.kind === 'bytes' || node.kind === 'boolean') return outline(node.value)
  if (node.kind === 'name') return outline(node.path)
  if (node.kind === 'namedType' && node.parameters === undefined && node.collate === undefined)
    return outline(node.path)
  return undefined
}

function head(node: Record<string, unknown>): string {
  if (node.kind === 'binary' || node.kind === 'unary') return `${node.operator}`
  return typeof node.kind === 'string' ? node.kind : ''
}

function parts(node: Record<string, unknown>): string[] {
  const unkeyed = node.kind === 'binary' || node.kind === 'unary'
  return Object.entries(node)
    .filter(
      ([key, value]) => !['kind', 'start', 'end'].includes(key) && !(unkeyed && key === 'operator') && !isEmpty(value),
    )
    .map(([key, value]) => (unkeyed ? outline(value) : `${key}:${outline(value)}`))
}

function isEmpty(value: unknown): boolean {
  return value === false || value === undefined || (Array.isArray(value) && value.length === 0)
}
