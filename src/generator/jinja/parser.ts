import { nearestNames } from '../spelling.ts'
import type { Body } from './ast.ts'
import { JinjaError } from './error.ts'
import { JinjaExpressionParser } from './expression-parser.ts'
import { tokenizeTemplate } from './lexer.ts'
import { intoFilter, nodes, type ParsedNode, type Token, type WithChildren } from './nodes.ts'

/** A tag that may not stand here: one that ends or continues what is not open, or one that there is not. */
function describeTag(name: string): string {
  const opening = BELONGS_TO[name] ?? (STATEMENTS.has(name.replace(/^end/, '')) ? name.replace(/^end/, '') : undefined)
  if (opening !== undefined) return `{% ${name} %} without {% ${opening} %}`
  const [near] = nearestNames(name, [...STATEMENTS, ...Object.keys(BELONGS_TO), 'raw'])
  return `unknown tag {% ${name} %}${near === undefined ? '' : `, did you mean {% ${near} %}?`}`
}

const BELONGS_TO: Readonly<Record<string, string>> = { else: 'if', elif: 'if', endraw: 'raw' }

const STATEMENTS = new Set([
  'block',
  'call',
  'extends',
  'filter',
  'for',
  'from',
  'if',
  'import',
  'include',
  'macro',
  'print',
  'set',
  'with',
])

/**
 * Parses a template into nunjucks' nodes.
 * @throws {JinjaError} `template-syntax` or `unsupported-template`, with its place
 */
export function parseTemplate(text: string): Body {
  const parser = new JinjaParser(tokenStream(text))
  try {
    return parser.parseAsRoot() as unknown as Body
  } catch (error) {
    if (error instanceof JinjaError) throw error
    // nunjucks 3.2.4 takes what follows `import` for a name without looking; a very deep nesting ends the stack
    throw parser.error(error instanceof RangeError ? 'this is nested too deeply' : 'expected a name')
  }
}

/** Gives the last token, `eof`, again and again. */
function tokenStream(text: string): { nextToken(): Token } {
  const tokens = tokenizeTemplate(text)
  let next = 0
  return { nextToken: () => tokens[Math.min(next++, tokens.length - 1)]! }
}

/** Jinja's statements, over nunjucks' way of reading blocks. */
class JinjaParser extends JinjaExpressionParser {
  /** The tags whose bodies are being read, the innermost last. */
  readonly #open: Token[] = []

  override parseNodes(): ParsedNode[] {
    const found: ParsedNode[] = []
    for (let token = this.nextToken(); token.type !== 'eof'; token = this.nextToken()) {
      const { lineno, colno, value } = token
      if (token.type === 'data') {
        found.push(new nodes.Output(lineno, colno, [new nodes.TemplateData(lineno, colno, value)]))
      } else if (token.type === 'variable-start') {
        found.push(new nodes.Output(lineno, colno, [this.parseTuple(() => this.parseExpression())]))
        this.expectToken('variable-end', '}}')
      } else {
        const statement = this.parseStatement()
        if (!statement) return found
        found.push(statement)
      }
    }
    return found
  }

  override parseStatement(): ParsedNode | null {
    const tag = this.peekToken()
    if (tag.type === 'symbol' && !this.breakOnBlocks?.includes(tag.value)) {
      if (!STATEMENTS.has(tag.value)) return this.#failUnknownTag(tag)
    }
    this.#open.push(tag)
    const statement =
      tag.value === 'with' ? this.#parseWith() : tag.value === 'print' ? this.#parsePrint() : super.parseStatement()
    this.#open.pop()
    return statement
  }

  /** The body up to one of the tags in `names`, which the caller reads. */
  override parseUntilBlocks(...names: string[]): ParsedNode {
    const body = super.parseUntilBlocks(...names)
    if (this.peekToken().type === 'eof') {
      const { value, lineno, colno } = this.#open.at(-1)!
      this.fail(`{% ${value} %} is never closed; expected {% ${names.at(-1)} %}`, lineno, colno)
    }
    return body
  }

  /** The end of a tag, after its name where none is given; Jinja lets a colon stand before it. */
  override advanceAfterBlockEnd(name?: string): Token {
    if (name === undefined) this.expectToken('symbol', 'the name of a tag')
    this.skip('colon')
    return this.expectToken('block-end', '%}')
  }

  override parseIf(): ParsedNode {
    const tag = this.nextToken()
    const condition = this.parseTuple(() => this.parseOr())
    this.advanceAfterBlockEnd('if')
    const body = this.parseUntilBlocks('elif', 'else', 'endif')
    if (this.peekToken().value === 'elif') return new nodes.If(tag.lineno, tag.colno, condition, body, this.parseIf())
    const otherwise = this.skipSymbol('else') ? this.#parseBody('else', 'endif') : null
    if (!otherwise) this.advanceAfterBlockEnd()
    return new nodes.If(tag.lineno, tag.colno, condition, body, otherwise)
  }

  override parseFor(): ParsedNode {
    const tag = this.nextToken()
    const target = this.#parseTarget(false)
    if (!this.skipSymbol('in')) this.fail('expected "in" after the variables of this loop')
    const iterable = this.parseTuple(() => this.parseOr())
    const test = this.skipSymbol('if') ? this.parseExpression() : null
    const recursive = this.skipSymbol('recursive')
    this.advanceAfterBlockEnd('for')
    const body = this.parseUntilBlocks('else', 'endfor')
    const otherwise = this.skipSymbol('else') ? this.#parseBody('else', 'endfor') : null
    if (!otherwise) this.advanceAfterBlockEnd()
    return new nodes.JinjaFor(tag.lineno, tag.colno, target, iterable, test, recursive, body, otherwise)
  }

  override parseSet(): ParsedNode {
    const tag = this.nextToken()
    const target = this.#parseTarget(true)
    if (this.skipValue('operator', '=')) {
      const value = this.parseTuple(() => this.parseExpression())
      this.advanceAfterBlockEnd('set')
      return new nodes.JinjaSet(tag.lineno, tag.colno, target, value)
    }
    const filters = this.parseFilters()
    const captured = new nodes.Capture(tag.lineno, tag.colno, this.#parseBody('set', 'endset'))
    return new nodes.JinjaSet(tag.lineno, tag.colno, target, filters.reduce(intoFilter, captured))
  }

  override parseMacro(): ParsedNode {
    const tag = this.nextToken()
    const name = this.#parseName()
    const parameters = this.#parseParameters()
    const body = this.#parseBody('macro', 'endmacro')
    return new nodes.Macro(tag.lineno, tag.colno, name, parameters, body)
  }

  /** As nunjucks does it: a call with one more named argument, `caller`. */
  override parseCall(): ParsedNode {
    const tag = this.nextToken()
    const parameters =
      this.peekToken().type === 'left-paren' ? this.#parseParameters() : new nodes.NodeList(tag.lineno, tag.colno)
    const call = this.parseExpression()
    if (call.typename !== 'FunCall') this.fail('expected the call of a macro in {% call %}', tag.lineno, tag.colno)
    const name = new nodes.Symbol(tag.lineno, tag.colno, 'caller')
    const body = this.#parseBody('call', 'endcall')
    const caller = new nodes.Caller(tag.lineno, tag.colno, name, parameters, body)
    const { args, name: callee } = call as ParsedNode & { args: WithChildren; name: ParsedNode }
    const named = args.children.at(-1)
    const pairs = named?.typename === 'KeywordArgs' ? (named as WithChildren).children : []
    const positional = named?.typename === 'KeywordArgs' ? args.children.slice(0, -1) : args.children
    const pair = new nodes.Pair(tag.lineno, tag.colno, name, caller)
    const keywords = new nodes.KeywordArgs(tag.lineno, tag.colno, [...pairs, pair])
    const all = new nodes.NodeList(tag.lineno, tag.colno, [...positional, keywords])
    return new nodes.Output(tag.lineno, tag.colno, [new nodes.FunCall(call.lineno, call.colno, callee, all)])
  }

  override parseFilterStatement(): ParsedNode {
    const tag = this.nextToken()
    const filters = [this.parseFilterCall(), ...this.parseFilters()]
    const captured = new nodes.Capture(tag.lineno, tag.colno, this.#parseBody('filter', 'endfilter'))
    return new nodes.Output(tag.lineno, tag.colno, [filters.reduce(intoFilter, captured)])
  }

  override parseInclude(): ParsedNode {
    const tag = this.nextToken()
    const template = this.parseExpression()
    const ignoreMissing = this.skipSymbol('ignore')
    if (ignoreMissing && !this.skipSymbol('missing')) this.fail('expected "missing" after "ignore"')
    const withContext = this.parseWithContext() ?? true
    this.advanceAfterBlockEnd('include')
    return new nodes.JinjaInclude(tag.lineno, tag.colno, template, ignoreMissing, withContext)
  }

  override parseBlock(): ParsedNode {
    const tag = this.nextToken()
    const name = this.expectToken('symbol', 'the name of the block').value
    const scoped = this.skipSymbol('scoped')
    this.skipSymbol('required')
    this.advanceAfterBlockEnd('block')
    const body = this.parseUntilBlocks('endblock')
    this.nextToken()
    this.skipSymbol(name)
    this.expectToken('block-end', '%}')
    return new nodes.JinjaBlock(tag.lineno, tag.colno, name, scoped, body)
  }

  /** The parameters of a macro: names, then names with defaults. */
  #parseParameters(): ParsedNode {
    const { lineno, colno } = this.expectToken('left-paren', '"("')
    let defaults = 0
    const parameters = this.parseList('right-paren', ')', () => {
      const name = this.#parseName()
      if (this.skipValue('operator', '=')) {
        defaults += 1
        return new nodes.Pair(name.lineno, name.colno, name, this.parseExpression())
      }
      if ((name as { value?: unknown }).value === 'caller') {
        this.fail('the parameter "caller" needs a default', name.lineno, name.colno)
      }
      if (defaults > 0) this.fail('a parameter without default stands after one with', name.lineno, name.colno)
      return name
    })
    return new nodes.NodeList(lineno, colno, parameters)
  }

  #parseName(): ParsedNode {
    const { lineno, colno, value } = this.expectToken('symbol', 'a name')
    return new nodes.Symbol(lineno, colno, value)
  }

  #parseTarget(allowNamespace: boolean): ParsedNode {
    return this.parseTuple(() => {
      const node = this.parsePrimary()
      if (allowNamespace && node.typename === 'Symbol' && this.skipValue('operator', '.'))
        return this.parseAttribute(node)
      if (node.typename !== 'Symbol' && node.typename !== 'Tuple') {
        this.fail('only names can be assigned to', node.lineno, node.colno)
      }
      if (this.#open.some((tag) => tag.value === 'for') && (node as { value?: unknown }).value === 'loop') {
        this.fail('"loop" cannot be assigned to inside a loop', node.lineno, node.colno)
      }
      return node
    })
  }

  #parseWith(): ParsedNode {
    const tag = this.nextToken()
    const targets: ParsedNode[] = []
    const values: ParsedNode[] = []
    while (this.peekToken().type !== 'block-end') {
      if (targets.length > 0) this.expectToken('comma', '","')
      targets.push(this.#parseTarget(false))
      if (!this.skipValue('operator', '=')) this.fail('expected "=" in {% with %}')
      values.push(this.parseExpression())
    }
    return new nodes.With(tag.lineno, tag.colno, targets, values, this.#parseBody('with', 'endwith'))
  }

  #parsePrint(): ParsedNode {
    const { lineno, colno } = this.nextToken()
    const expressions = [this.parseExpression()]
    while (this.skip('comma')) expressions.push(this.parseExpression())
    this.advanceAfterBlockEnd('print')
    return new nodes.Output(lineno, colno, expressions)
  }

  /** The rest of the opening tag, the body and the closing tag. */
  #parseBody(opening: string, closing: string): ParsedNode {
    this.advanceAfterBlockEnd(opening)
    const body = this.parseUntilBlocks(closing)
    this.advanceAfterBlockEnd()
    return body
  }

  #failUnknownTag(tag: Token): never {
    if (tag.value === 'autoescape') {
      throw new JinjaError('unsupported-template', '{% autoescape %} is for HTML and not supported', {
        line: tag.lineno + 1,
        column: tag.colno + 1,
      })
    }
    const wanted = this.breakOnBlocks?.map((name) => `{% ${name} %}`).join(' or ')
    const context = wanted ? `; the open block ends with ${wanted}` : ''
    return this.fail(`${describeTag(tag.value)}${context}`, tag.lineno, tag.colno)
  }
}
