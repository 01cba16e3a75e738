import nodes from 'nunjucks/src/nodes.js'
import nunjucks, { type ParsedNode, type Token } from 'nunjucks/src/parser.js'
import type { Body, Comparison } from './jinja-ast.ts'
import { JinjaError } from './jinja-error.ts'
import { tokenizeTemplate } from './jinja-lexer.ts'
import { parseInteger } from './jinja-number.ts'
import { NONE, type None } from './jinja-value.ts'

// Kinds that nunjucks lacks; jinja-ast.ts describes their fields.
const Tuple = nodes.Array.extend('Tuple')
const Attribute = nodes.Node.extend('Attribute', { fields: ['target', 'name'] })
const Slice = nodes.Node.extend('Slice', { fields: ['start', 'stop', 'step'] })
const Spread = nodes.Node.extend('Spread', { fields: ['value', 'double'] })
const Test = nodes.Node.extend('Test', { fields: ['target', 'name', 'args'] })
const JinjaFor = nodes.Node.extend('JinjaFor', {
  fields: ['target', 'iterable', 'test', 'recursive', 'body', 'otherwise'],
})
const JinjaSet = nodes.Node.extend('JinjaSet', { fields: ['target', 'value'] })
const JinjaInclude = nodes.Node.extend('JinjaInclude', { fields: ['template', 'ignoreMissing', 'withContext'] })
const JinjaBlock = nodes.Node.extend('JinjaBlock', { fields: ['name', 'scoped', 'body'] })
const With = nodes.Node.extend('With', { fields: ['targets', 'values', 'body'] })

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
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const SUMS = { '+': nodes.Add, '-': nodes.Sub }
const PRODUCTS = { '*': nodes.Mul, '/': nodes.Div, '//': nodes.FloorDiv, '%': nodes.Mod }
const POWERS = { '**': nodes.Pow }
const CONSTANTS: Readonly<Record<string, boolean | None>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: NONE,
  None: NONE,
}
/** A token of these kinds after the name of a test is its argument: `is divisibleby 3`. */
const STARTS_ARGUMENT = new Set(['symbol', 'string', 'int', 'float', 'left-paren', 'left-bracket', 'left-curly'])

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

/**
 * nunjucks' parser over Jinja's tokens. The frame is nunjucks': blocks and their nesting, imports, `and`, `or`, `not`, the nodes.
 * Overridden is what Jinja does otherwise, above all the grammar of expressions: tuples, slices, tests, precedence.
 */
class JinjaParser extends nunjucks.Parser {
  /** The tags whose bodies are being read, the innermost last. */
  readonly #open: Token[] = []

  /** What nunjucks calls `fail` with; its lines and columns count from 0. */
  override error(message: string, lineno?: number, colno?: number): JinjaError {
    const token = this.peekToken()
    return new JinjaError('template-syntax', message.replace(/^parse\w+: /, ''), {
      line: (lineno ?? token.lineno) + 1,
      column: (colno ?? token.colno) + 1,
    })
  }

  override parseNodes(): ParsedNode[] {
    const found: ParsedNode[] = []
    for (let token = this.nextToken(); token.type !== 'eof'; token = this.nextToken()) {
      const { lineno, colno, value } = token
      if (token.type === 'data') {
        found.push(new nodes.Output(lineno, colno, [new nodes.TemplateData(lineno, colno, value)]))
      } else if (token.type === 'variable-start') {
        found.push(new nodes.Output(lineno, colno, [this.parseTuple(() => this.parseExpression())]))
        this.#expect('variable-end', '}}')
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
    if (name === undefined) this.#expect('symbol', 'the name of a tag')
    this.skip('colon')
    return this.#expect('block-end', '%}')
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
    return new JinjaFor(tag.lineno, tag.colno, target, iterable, test, recursive, body, otherwise)
  }

  override parseSet(): ParsedNode {
    const tag = this.nextToken()
    const target = this.#parseTarget(true)
    if (this.skipValue('operator', '=')) {
      const value = this.parseTuple(() => this.parseExpression())
      this.advanceAfterBlockEnd('set')
      return new JinjaSet(tag.lineno, tag.colno, target, value)
    }
    const filters = this.#parseFilters()
    const captured = new nodes.Capture(tag.lineno, tag.colno, this.#parseBody('set', 'endset'))
    return new JinjaSet(tag.lineno, tag.colno, target, filters.reduce(intoFilter, captured))
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
    const filters = [this.#parseFilterCall(), ...this.#parseFilters()]
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
    return new JinjaInclude(tag.lineno, tag.colno, template, ignoreMissing, withContext)
  }

  override parseBlock(): ParsedNode {
    const tag = this.nextToken()
    const name = this.#expect('symbol', 'the name of the block').value
    const scoped = this.skipSymbol('scoped')
    this.skipSymbol('required')
    this.advanceAfterBlockEnd('block')
    const body = this.parseUntilBlocks('endblock')
    this.nextToken()
    this.skipSymbol(name)
    this.#expect('block-end', '%}')
    return new JinjaBlock(tag.lineno, tag.colno, name, scoped, body)
  }

  override parseInlineIf(): ParsedNode {
    let node = this.parseOr()
    while (this.skipSymbol('if')) {
      const condition = this.parseOr()
      const otherwise = this.skipSymbol('else') ? this.parseInlineIf() : null
      node = new nodes.InlineIf(node.lineno, node.colno, condition, node, otherwise)
    }
    return node
  }

  /** Comparisons, which chain as in Python: `1 < x <= 3`, `a in b`. */
  override parseIn(): ParsedNode {
    const first = this.#parseSum()
    const operands: ParsedNode[] = []
    for (let operator = this.#skipComparison(); operator; operator = this.#skipComparison()) {
      operands.push(new nodes.CompareOperand(first.lineno, first.colno, this.#parseSum(), operator))
    }
    return operands.length > 0 ? new nodes.Compare(first.lineno, first.colno, first, operands) : first
  }

  #skipComparison(): Comparison | undefined {
    const token = this.peekToken()
    if (token.type === 'operator' && COMPARISONS.has(token.value)) return this.nextToken().value as Comparison
    if (this.skipSymbol('in')) return 'in'
    if (!this.skipSymbol('not')) return undefined
    if (!this.skipSymbol('in')) this.fail('expected "in" after "not"')
    return 'not in'
  }

  #parseSum(): ParsedNode {
    return this.#parseBinary(SUMS, () => this.#parseConcatenation())
  }

  /** In Jinja `~` binds closer than `+` and looser than `*`. */
  #parseConcatenation(): ParsedNode {
    let left = this.#parseProduct()
    while (this.skip('tilde')) left = new nodes.Concat(left.lineno, left.colno, left, this.#parseProduct())
    return left
  }

  #parseProduct(): ParsedNode {
    return this.#parseBinary(PRODUCTS, () => this.#parseBinary(POWERS, () => this.parseUnary()))
  }

  #parseBinary(operators: Readonly<Record<string, typeof nodes.Add>>, parseOperand: () => ParsedNode): ParsedNode {
    let left = parseOperand()
    for (;;) {
      const token = this.peekToken()
      const Operation = token.type === 'operator' ? operators[token.value] : undefined
      if (!Operation) return left
      this.nextToken()
      left = new Operation(token.lineno, token.colno, left, parseOperand())
    }
  }

  override parseUnary(noFilters = false): ParsedNode {
    const { lineno, colno } = this.peekToken()
    let node: ParsedNode
    if (this.skipValue('operator', '-')) node = new nodes.Neg(lineno, colno, this.parseUnary(true))
    else if (this.skipValue('operator', '+')) node = new nodes.Pos(lineno, colno, this.parseUnary(true))
    else node = this.parsePrimary()
    node = this.parsePostfix(node)
    return noFilters ? node : this.#parseFiltersAndTests(node)
  }

  override parsePrimary(): ParsedNode {
    const token = this.nextToken()
    const { lineno, colno, value } = token
    if (token.type === 'symbol') {
      const constant = Object.hasOwn(CONSTANTS, value) ? CONSTANTS[value] : undefined
      return constant === undefined
        ? new nodes.Symbol(lineno, colno, value)
        : new nodes.Literal(lineno, colno, constant)
    }
    if (token.type === 'string') return new nodes.Literal(lineno, colno, value + this.#parseMoreStrings())
    if (token.type === 'int') return new nodes.Literal(lineno, colno, parseInteger(value))
    if (token.type === 'float') return new nodes.Literal(lineno, colno, Number(value.replaceAll('_', '')))
    if (token.type === 'left-paren') return this.#parseParenthesized(token)
    if (token.type === 'left-bracket') {
      return new nodes.Array(
        lineno,
        colno,
        this.#parseList('right-bracket', ']', () => this.parseExpression()),
      )
    }
    if (token.type === 'left-curly') {
      return new nodes.Dict(
        lineno,
        colno,
        this.#parseList('right-curly', '}', () => this.#parsePair()),
      )
    }
    return this.fail(`expected an expression, found ${describe(token)}`, lineno, colno)
  }

  /** Strings that stand side by side are one, so `"""x"""` is `"" "x" ""`. */
  #parseMoreStrings(): string {
    let text = ''
    while (this.peekToken().type === 'string') text += this.nextToken().value
    return text
  }

  #parseParenthesized(opening: Token): ParsedNode {
    if (this.skip('right-paren')) return new Tuple(opening.lineno, opening.colno, [])
    const node = this.parseTuple(() => this.parseExpression())
    this.#expect('right-paren', ')')
    return node
  }

  /** One item, or a tuple of several that commas part; a comma may follow the last. */
  parseTuple(parseItem: () => ParsedNode): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const first = parseItem()
    if (this.peekToken().type !== 'comma') return first
    const items = [first]
    while (this.skip('comma') && !this.#endsTuple()) items.push(parseItem())
    return new Tuple(lineno, colno, items)
  }

  #endsTuple(): boolean {
    const { type, value } = this.peekToken()
    const ends = ['variable-end', 'block-end', 'right-paren'].includes(type)
    return ends || (type === 'symbol' && value === 'in') || (type === 'operator' && value === '=')
  }

  #parseList(closing: string, sign: string, parseItem: () => ParsedNode): ParsedNode[] {
    const items: ParsedNode[] = []
    while (!this.skip(closing)) {
      if (items.length > 0) {
        this.#expect('comma', `"," or "${sign}"`)
        if (this.skip(closing)) break
      }
      items.push(parseItem())
    }
    return items
  }

  #parsePair(): ParsedNode {
    const key = this.parseExpression()
    this.#expect('colon', '":" after the key')
    return new nodes.Pair(key.lineno, key.colno, key, this.parseExpression())
  }

  override parsePostfix(start: ParsedNode): ParsedNode {
    let node = start
    for (;;) {
      const { type, value, lineno, colno } = this.peekToken()
      if (type === 'left-paren') {
        node = new nodes.FunCall(lineno, colno, node, this.parseSignature())
      } else if (type === 'left-bracket') {
        this.nextToken()
        node = new nodes.LookupVal(lineno, colno, node, this.#parseSubscript())
      } else if (type === 'operator' && value === '.') {
        this.nextToken()
        node = this.#parseAttribute(node)
      } else {
        return node
      }
    }
  }

  #parseAttribute(node: ParsedNode): ParsedNode {
    const name = this.nextToken()
    const { lineno, colno, value } = name
    if (name.type === 'symbol') return new Attribute(lineno, colno, node, value)
    if (name.type !== 'int') this.fail(`expected a name after ".", found ${describe(name)}`, lineno, colno)
    return new nodes.LookupVal(lineno, colno, node, new nodes.Literal(lineno, colno, parseInteger(value)))
  }

  #parseSubscript(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const subscripts = this.#parseList('right-bracket', ']', () => this.#parseSlice())
    const only = subscripts.length === 1 ? subscripts[0] : undefined
    return only ?? new Tuple(lineno, colno, subscripts)
  }

  /** `start:stop:step`, each optional, or a plain expression. */
  #parseSlice(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const start = this.#parseSlicePart()
    if (start && this.peekToken().type !== 'colon') return start
    this.#expect('colon', '":"')
    const stop = this.#parseSlicePart()
    const step = this.skip('colon') ? this.#parseSlicePart() : null
    return new Slice(lineno, colno, start, stop, step)
  }

  #parseSlicePart(): ParsedNode | null {
    return ['colon', 'comma', 'right-bracket'].includes(this.peekToken().type) ? null : this.parseExpression()
  }

  #parseFiltersAndTests(start: ParsedNode): ParsedNode {
    let node = start
    for (;;) {
      const { type, value, lineno, colno } = this.peekToken()
      if (type === 'pipe') {
        this.nextToken()
        node = intoFilter(node, this.#parseFilterCall())
      } else if (type === 'symbol' && value === 'is') {
        node = this.#parseTest(node)
      } else if (type === 'left-paren') {
        node = new nodes.FunCall(lineno, colno, node, this.parseSignature())
      } else {
        return node
      }
    }
  }

  #parseFilters(): ParsedNode[] {
    const filters: ParsedNode[] = []
    while (this.skip('pipe')) filters.push(this.#parseFilterCall())
    return filters
  }

  /** A filter without what it filters; `intoFilter` puts that first. */
  #parseFilterCall(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const name = new nodes.Symbol(lineno, colno, this.#parseDottedName())
    const args = this.peekToken().type === 'left-paren' ? this.parseSignature() : new nodes.NodeList(lineno, colno)
    return new nodes.Filter(lineno, colno, name, args)
  }

  #parseDottedName(): string {
    let name = this.#expect('symbol', 'a name').value
    while (this.skipValue('operator', '.')) name += `.${this.#expect('symbol', 'a name').value}`
    return name
  }

  #parseTest(target: ParsedNode): ParsedNode {
    const { lineno, colno } = this.nextToken()
    const negated = this.skipSymbol('not')
    const name = this.#parseDottedName()
    const test = new Test(lineno, colno, target, name, this.#parseTestArguments())
    return negated ? new nodes.Not(lineno, colno, test) : test
  }

  #parseTestArguments(): ParsedNode {
    const { type, value, lineno, colno } = this.peekToken()
    if (type === 'left-paren') return this.parseSignature()
    const none = !STARTS_ARGUMENT.has(type) || (type === 'symbol' && ['else', 'or', 'and'].includes(value))
    if (none) return new nodes.NodeList(lineno, colno)
    if (type === 'symbol' && value === 'is') this.fail('tests cannot be chained; join them with "and"')
    return new nodes.NodeList(lineno, colno, [this.parsePostfix(this.parsePrimary())])
  }

  /** The arguments of a call, named and spread ones in a `KeywordArgs` at the end. */
  override parseSignature(): ParsedNode {
    const { lineno, colno } = this.#expect('left-paren', '"("')
    const named: ParsedNode[] = []
    const positional: ParsedNode[] = []
    for (const argument of this.#parseList('right-paren', ')', () => this.#parseArgument())) {
      const isNamed = argument.typename === 'Pair' || (argument as { double?: boolean }).double === true
      if (!isNamed && named.length > 0) {
        this.fail('a positional argument stands after a named one', argument.lineno, argument.colno)
      }
      ;(isNamed ? named : positional).push(argument)
    }
    const keywords = named.length > 0 ? [new nodes.KeywordArgs(lineno, colno, named)] : []
    return new nodes.NodeList(lineno, colno, [...positional, ...keywords])
  }

  #parseArgument(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    if (this.skipValue('operator', '*')) return new Spread(lineno, colno, this.parseExpression(), false)
    if (this.skipValue('operator', '**')) return new Spread(lineno, colno, this.parseExpression(), true)
    const value = this.parseExpression()
    if (value.typename !== 'Symbol' || !this.skipValue('operator', '=')) return value
    return new nodes.Pair(lineno, colno, value, this.parseExpression())
  }

  /** The parameters of a macro: names, then names with defaults. */
  #parseParameters(): ParsedNode {
    const { lineno, colno } = this.#expect('left-paren', '"("')
    let defaults = 0
    const parameters = this.#parseList('right-paren', ')', () => {
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
    const { lineno, colno, value } = this.#expect('symbol', 'a name')
    return new nodes.Symbol(lineno, colno, value)
  }

  #parseTarget(allowNamespace: boolean): ParsedNode {
    return this.parseTuple(() => {
      const node = this.parsePrimary()
      if (allowNamespace && node.typename === 'Symbol' && this.skipValue('operator', '.'))
        return this.#parseAttribute(node)
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
      if (targets.length > 0) this.#expect('comma', '","')
      targets.push(this.#parseTarget(false))
      if (!this.skipValue('operator', '=')) this.fail('expected "=" in {% with %}')
      values.push(this.parseExpression())
    }
    return new With(tag.lineno, tag.colno, targets, values, this.#parseBody('with', 'endwith'))
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

  #expect(type: string, what: string): Token {
    const token = this.nextToken()
    if (token.type !== type) this.fail(`expected ${what}, found ${describe(token)}`, token.lineno, token.colno)
    return token
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
    return this.fail(`unknown tag {% ${tag.value} %}${context}`, tag.lineno, tag.colno)
  }
}

type WithChildren = ParsedNode & { readonly children: readonly ParsedNode[] }

/** The same filter with `input` as what it filters. */
function intoFilter(input: ParsedNode, filter: ParsedNode): ParsedNode {
  const { name, args } = filter as ParsedNode & { name: ParsedNode; args: WithChildren }
  const all = new nodes.NodeList(filter.lineno, filter.colno, [input, ...args.children])
  return new nodes.Filter(filter.lineno, filter.colno, name, all)
}

function describe(token: Token): string {
  return token.type === 'eof' ? token.value : `"${token.value}"`
}
