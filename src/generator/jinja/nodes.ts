import library from 'nunjucks/src/nodes.js'
import parser, { type ParsedNode, type Token } from 'nunjucks/src/parser.js'

export type { ParsedNode, Token }

/** nunjucks' parser: blocks and their nesting, imports, `and`, `or`, `not`. What Jinja does otherwise its subclasses override. */
export const NunjucksParser = parser.Parser

const { Array: ArrayNode, Node } = library

/** nunjucks' kinds of nodes, and those that Jinja has besides; ast.ts describes the fields of all. */
export const nodes = {
  ...library,
  Tuple: ArrayNode.extend('Tuple'),
  Attribute: Node.extend('Attribute', { fields: ['target', 'name'] }),
  Slice: Node.extend('Slice', { fields: ['start', 'stop', 'step'] }),
  Spread: Node.extend('Spread', { fields: ['value', 'double'] }),
  Test: Node.extend('Test', { fields: ['target', 'name', 'args'] }),
  JinjaFor: Node.extend('JinjaFor', { fields: ['target', 'iterable', 'test', 'recursive', 'body', 'otherwise'] }),
  JinjaSet: Node.extend('JinjaSet', { fields: ['target', 'value'] }),
  JinjaInclude: Node.extend('JinjaInclude', { fields: ['template', 'ignoreMissing', 'withContext'] }),
  JinjaBlock: Node.extend('JinjaBlock', { fields: ['name', 'scoped', 'body'] }),
  With: Node.extend('With', { fields: ['targets', 'values', 'body'] }),
}

export type WithChildren = ParsedNode & { readonly children: readonly ParsedNode[] }

/** A filter with `input` as what it filters. */
export function intoFilter(input: ParsedNode, filter: ParsedNode): ParsedNode {
  const { name, args } = filter as ParsedNode & { name: ParsedNode; args: WithChildren }
  const all = new nodes.NodeList(filter.lineno, filter.colno, [input, ...args.children])
  return new nodes.Filter(filter.lineno, filter.colno, name, all)
}

export function describeToken(token: Token): string {
  return token.type === 'eof' ? token.value : `"${token.value}"`
}
