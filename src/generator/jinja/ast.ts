import type { None } from './value.ts'

/**
 * The syntax tree of a template, as nunjucks' node classes carry it (its names, its fields), told apart by `typename`. Kinds
 * that Jinja has and nunjucks has not stand at the end. Lines and columns count from 0.
 */
interface At {
  readonly lineno: number
  readonly colno: number
}

interface List<T> {
  readonly children: readonly T[]
}

export type Statement =
  | OutputNode
  | IfNode
  | ForNode
  | SetNode
  | MacroNode
  | IncludeNode
  | ImportNode
  | FromImportNode
  | BlockNode
  | WithNode
  | (At & { readonly typename: 'Extends'; readonly template: Expression })

/** The body of a block, or a whole template. */
export interface Body extends At, List<Statement> {
  readonly typename: 'NodeList' | 'Root'
}

/** Text, or one `{{ expression }}`. */
export interface OutputNode extends At, List<TemplateData | Expression> {
  readonly typename: 'Output'
}

export interface TemplateData extends At {
  readonly typename: 'TemplateData'
  readonly value: string
}

export interface IfNode extends At {
  readonly typename: 'If'
  readonly cond: Expression
  readonly body: Body
  readonly else_: Body | IfNode | null
}

export interface MacroNode extends At {
  readonly typename: 'Macro'
  readonly name: SymbolNode
  readonly args: Arguments
  readonly body: Body
}

/** The body of `{% call %}`: a macro without a name of its own. */
export interface CallerNode extends At {
  readonly typename: 'Caller'
  readonly name: SymbolNode
  readonly args: Arguments
  readonly body: Body
}

export interface ImportNode extends At {
  readonly typename: 'Import'
  readonly template: Expression
  readonly target: SymbolNode
  readonly withContext: boolean | null
}

export interface FromImportNode extends At {
  readonly typename: 'FromImport'
  readonly template: Expression
  readonly names: List<SymbolNode | PairNode>
  readonly withContext: boolean | null
}

export interface SymbolNode extends At {
  readonly typename: 'Symbol'
  readonly value: string
}

export interface PairNode extends At {
  readonly typename: 'Pair'
  readonly key: Expression
  readonly value: Expression
}

/** Positional arguments and spreads, then perhaps the named ones. */
export interface Arguments extends At, List<Expression | SpreadNode | KeywordArguments> {}

export interface KeywordArguments extends At, List<PairNode | SpreadNode> {
  readonly typename: 'KeywordArgs'
}

export type BinaryOperator = 'Add' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow' | 'Concat'

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export type Expression =
  | SymbolNode
  | CallerNode
  | CallNode
  | LookupNode
  | (At & { readonly typename: 'Literal'; readonly value: string | boolean | bigint | number | None })
  | (At & List<Expression> & { readonly typename: 'Array' | 'Tuple' })
  | (At & List<PairNode> & { readonly typename: 'Dict' })
  | (At & {
      readonly typename: 'InlineIf'
      readonly cond: Expression
      readonly body: Expression
      readonly else_: Expression | null
    })
  | (At & { readonly typename: 'And' | 'Or' | BinaryOperator; readonly left: Expression; readonly right: Expression })
  | (At & { readonly typename: 'Not' | 'Neg' | 'Pos'; readonly target: Expression })
  | CompareNode
  | FilterNode
  | TestNode
  | (At & { readonly typename: 'Attribute'; readonly target: Expression; readonly name: string })
  | SliceNode

export interface CallNode extends At {
  readonly typename: 'FunCall'
  readonly name: Expression
  readonly args: Arguments
}

export interface LookupNode extends At {
  readonly typename: 'LookupVal'
  readonly target: Expression
  readonly val: Expression
}

export interface CompareNode extends At {
  readonly typename: 'Compare'
  readonly expr: Expression
  readonly ops: readonly { readonly type: Comparison; readonly expr: Expression }[]
}

export interface FilterNode extends At {
  readonly typename: 'Filter'
  readonly name: SymbolNode
  /** What is filtered comes first: an expression, the captured body of a block, or nothing where that is still to come. */
  readonly args: List<Expression | SpreadNode | KeywordArguments | CaptureNode>
}

export interface CaptureNode extends At {
  readonly typename: 'Capture'
  readonly body: Body
}

// ------------------------------------------------ kinds that nunjucks does not have

export interface ForNode extends At {
  readonly typename: 'JinjaFor'
  readonly target: Target
  readonly iterable: Expression
  readonly test: Expression | null
  readonly recursive: boolean
  readonly body: Body
  readonly otherwise: Body | null
}

export interface SetNode extends At {
  readonly typename: 'JinjaSet'
  readonly target: Target
  readonly value: Expression | FilterNode | CaptureNode
}

export interface IncludeNode extends At {
  readonly typename: 'JinjaInclude'
  readonly template: Expression
  readonly ignoreMissing: boolean
  readonly withContext: boolean
}

export interface BlockNode extends At {
  readonly typename: 'JinjaBlock'
  readonly name: string
  readonly scoped: boolean
  readonly body: Body
}

export interface WithNode extends At {
  readonly typename: 'With'
  readonly targets: readonly Target[]
  readonly values: readonly Expression[]
  readonly body: Body
}

export interface TestNode extends At {
  readonly typename: 'Test'
  readonly target: Expression
  readonly name: string
  readonly args: Arguments
}

/** `*list`, or `**dict` where `double`. */
export interface SpreadNode extends At {
  readonly typename: 'Spread'
  readonly value: Expression
  readonly double: boolean
}

export interface SliceNode extends At {
  readonly typename: 'Slice'
  readonly start: Expression | null
  readonly stop: Expression | null
  readonly step: Expression | null
}

/** What can be assigned to: `name`, `a, b`, or `space.name`. */
export type Target =
  | SymbolNode
  | (At & List<Target> & { readonly typename: 'Tuple' })
  | (At & { readonly typename: 'Attribute'; readonly target: SymbolNode; readonly name: string })
