import type { Comparison } from './ast.ts'
import { JinjaError } from './error.ts'
import { describeToken, intoFilter, NunjucksParser, nodes, type ParsedNode, type Token } from './nodes.ts'
import { parseInteger } from './number.ts'
import { NONE, type None } from './value.ts'

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

/** Jinja's grammar of expressions, which follows Python: tuples, slices, tests, the order in which operators bind. */
export class JinjaExpressionParser extends NunjucksParser {
  /** What nunjucks calls `fail` with; its lines and columns count from 0. */
  override error(message: string, lineno?: number, colno?: number): JinjaError {
    const token = this.peekToken()
    return new JinjaError('template-syntax', message.replace(/^parse\w+: /, ''), {
      line: (lineno ?? token.lineno) + 1,
      column: (colno ?? token.colno) + 1,
    })
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
        this.parseList('right-bracket', ']', () => this.parseExpression()),
      )
    }
    if (token.type === 'left-curly') {
      return new nodes.Dict(
        lineno,
        colno,
        this.parseList('right-curly', '}', () => this.#parsePair()),
      )
    }
    return this.fail(`expected an expression, found ${describeToken(token)}`, lineno, colno)
  }

  /** Strings that stand side by side are one, so `"""x"""` is `"" "x" ""`. */
  #parseMoreStrings(): string {
    let text = ''
    while (this.peekToken().type === 'string') text += this.nextToken().value
    return text
  }

  #parseParenthesized(opening: Token): ParsedNode {
    if (this.skip('right-paren')) return new nodes.Tuple(opening.lineno, opening.colno, [])
    const node = this.parseTuple(() => this.parseExpression())
    this.expectToken('right-paren', ')')
    return node
  }

  /** One item, or a tuple of several that commas part; a comma may follow the last. */
  parseTuple(parseItem: () => ParsedNode): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const first = parseItem()
    if (this.peekToken().type !== 'comma') return first
    const items = [first]
    while (this.skip('comma') && !this.#endsTuple()) items.push(parseItem())
    return new nodes.Tuple(lineno, colno, items)
  }

  #endsTuple(): boolean {
    const { type, value } = this.peekToken()
    const ends = ['variable-end', 'block-end', 'right-paren'].includes(type)
    return ends || (type === 'symbol' && value === 'in') || (type === 'operator' && value === '=')
  }

  protected parseList(closing: string, sign: string, parseItem: () => ParsedNode): ParsedNode[] {
    const items: ParsedNode[] = []
    while (!this.skip(closing)) {
      if (items.length > 0) {
        this.expectToken('comma', `"," or "${sign}"`)
        if (this.skip(closing)) break
      }
      items.push(parseItem())
    }
    return items
  }

  #parsePair(): ParsedNode {
    const key = this.parseExpression()
    this.expectToken('colon', '":" after the key')
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
        node = this.parseAttribute(node)
      } else {
        return node
      }
    }
  }

  protected parseAttribute(node: ParsedNode): ParsedNode {
    const name = this.nextToken()
    const { lineno, colno, value } = name
    if (name.type === 'symbol') return new nodes.Attribute(lineno, colno, node, value)
    if (name.type !== 'int') this.fail(`expected a name after ".", found ${describeToken(name)}`, lineno, colno)
    return new nodes.LookupVal(lineno, colno, node, new nodes.Literal(lineno, colno, parseInteger(value)))
  }

  #parseSubscript(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const subscripts = this.parseList('right-bracket', ']', () => this.#parseSlice())
    const only = subscripts.length === 1 ? subscripts[0] : undefined
    return only ?? new nodes.Tuple(lineno, colno, subscripts)
  }

  /** `start:stop:step`, each optional, or a plain expression. */
  #parseSlice(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const start = this.#parseSlicePart()
    if (start && this.peekToken().type !== 'colon') return start
    this.expectToken('colon', '":"')
    const stop = this.#parseSlicePart()
    const step = this.skip('colon') ? this.#parseSlicePart() : null
    return new nodes.Slice(lineno, colno, start, stop, step)
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
        node = intoFilter(node, this.parseFilterCall())
      } else if (type === 'symbol' && value === 'is') {
        node = this.#parseTest(node)
      } else if (type === 'left-paren') {
        node = new nodes.FunCall(lineno, colno, node, this.parseSignature())
      } else {
        return node
      }
    }
  }

  protected parseFilters(): ParsedNode[] {
    const filters: ParsedNode[] = []
    while (this.skip('pipe')) filters.push(this.parseFilterCall())
    return filters
  }

  /** A filter without what it filters; `intoFilter` puts that first. */
  protected parseFilterCall(): ParsedNode {
    const { lineno, colno } = this.peekToken()
    const name = new nodes.Symbol(lineno, colno, this.#parseDottedName())
    const args = this.peekToken().type === 'left-paren' ? this.parseSignature() : new nodes.NodeList(lineno, colno)
    return new nodes.Filter(lineno, colno, name, args)
  }

  #parseDottedName(): string {
    let name = this.expectToken('symbol', 'a name').value
    while (this.skipValue('operator', '.')) name += `.${this.expectToken('symbol', 'a name').value}`
    return name
  }

  #parseTest(target: ParsedNode): ParsedNode {
    const { lineno, colno } = this.nextToken()
    const negated = this.skipSymbol('not')
    const name = this.#parseDottedName()
    const test = new nodes.Test(lineno, colno, target, name, this.#parseTestArguments())
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
    const { lineno, colno } = this.expectToken('left-paren', '"("')
    const named: ParsedNode[] = []
    const positional: ParsedNode[] = []
    for (const argument of this.parseList('right-paren', ')', () => this.#parseArgument())) {
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
    if (this.skipValue('operator', '*')) return new nodes.Spread(lineno, colno, this.parseExpression(), false)
    if (this.skipValue('operator', '**')) return new nodes.Spread(lineno, colno, this.parseExpression(), true)
    const value = this.parseExpression()
    if (value.typename !== 'Symbol' || !this.skipValue('operator', '=')) return value
    return new nodes.Pair(lineno, colno, value, this.parseExpression())
  }

  protected expectToken(type: string, what: string): Token {
    const token = this.nextToken()
    if (token.type !== type) this.fail(`expected ${what}, found ${describeToken(token)}`, token.lineno, token.colno)
    return token
  }
}
