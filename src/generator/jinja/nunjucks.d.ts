/**
 * The parts of nunjucks 3.2.4 that stand on no documented interface and have no published types. Only parser.ts
 * imports them; lines and columns of nunjucks count from 0.
 */
declare module 'nunjucks/src/parser.js' {
  export interface Token {
    readonly type: string
    readonly value: string
    readonly lineno: number
    readonly colno: number
  }
  export interface ParsedNode {
    readonly typename: string
    readonly lineno: number
    readonly colno: number
  }
  export class Parser {
    constructor(tokens: { nextToken(): Token })
    breakOnBlocks: string[] | null
    peekToken(): Token
    nextToken(): Token
    pushToken(token: Token): void
    skip(type: string): boolean
    skipValue(type: string, value: string): boolean
    skipSymbol(name: string): boolean
    expect(type: string): Token
    error(message: string, lineno?: number, colno?: number): Error
    fail(message: string, lineno?: number, colno?: number): never
    advanceAfterBlockEnd(name?: string): Token
    parseAsRoot(): ParsedNode
    parseNodes(): ParsedNode[]
    parseStatement(): ParsedNode | null
    parseUntilBlocks(...names: string[]): ParsedNode
    parseIf(): ParsedNode
    parseFor(): ParsedNode
    parseMacro(): ParsedNode
    parseCall(): ParsedNode
    parseInclude(): ParsedNode
    parseSet(): ParsedNode
    parseBlock(): ParsedNode
    parseWithContext(): boolean | null
    parseFilterStatement(): ParsedNode
    parseExpression(): ParsedNode
    parseInlineIf(): ParsedNode
    parseOr(): ParsedNode
    parseIn(): ParsedNode
    parseUnary(noFilters?: boolean): ParsedNode
    parsePrimary(noPostfix?: boolean): ParsedNode
    parsePostfix(node: ParsedNode): ParsedNode
    parseFilter(node: ParsedNode): ParsedNode
    parseSignature(): ParsedNode
  }
  const parser: { readonly Parser: typeof Parser }
  export default parser
}

declare module 'nunjucks/src/nodes.js' {
  import type { ParsedNode } from 'nunjucks/src/parser.js'
  export interface NodeClass {
    new (lineno: number, colno: number, ...fields: unknown[]): ParsedNode
    extend(name: string, properties: { readonly fields: readonly string[] }): NodeClass
    extend(name: string): NodeClass
  }
  const nodes: Readonly<
    Record<
      | 'Node'
      | 'NodeList'
      | 'Literal'
      | 'Symbol'
      | 'Array'
      | 'Pair'
      | 'Dict'
      | 'If'
      | 'Output'
      | 'TemplateData'
      | 'InlineIf'
      | 'Macro'
      | 'Caller'
      | 'FunCall'
      | 'Filter'
      | 'KeywordArgs'
      | 'Block'
      | 'LookupVal'
      | 'Compare'
      | 'CompareOperand'
      | 'Not'
      | 'Neg'
      | 'Pos'
      | 'Add'
      | 'Sub'
      | 'Mul'
      | 'Div'
      | 'FloorDiv'
      | 'Mod'
      | 'Pow'
      | 'Concat'
      | 'Capture',
      NodeClass
    >
  >
  export default nodes
}
