import { nearestNames } from '../spelling.ts'
import { asText, callValue } from './arguments.ts'
import type { Arguments, CallNode, CaptureNode, Expression, FilterNode, SliceNode, TestNode } from './ast.ts'
import { compare } from './comparison.ts'
import { fail, JinjaError } from './error.ts'
import { isFilter, runFilter } from './filters.ts'
import { capture, type Frame, innerFrame, lookUp, visibleVariables, withPlace } from './frame.ts'
import { getAttribute, getItem, getSlice } from './lookup.ts'
import { makeMacro } from './macro.ts'
import { affirm, applyOperator, negate } from './operators.ts'
import { runTest } from './tests.ts'
import {
  type CallArguments,
  dict,
  isKind,
  isTrue,
  iterate,
  type JinjaValue,
  NONE,
  tuple,
  undefinedValue,
} from './value.ts'

/** The value of an expression. @throws {JinjaError} with the place of the innermost expression that failed */
export function evaluate(node: Expression | CaptureNode, frame: Frame): JinjaValue {
  try {
    return evaluateNode(node, frame)
  } catch (error) {
    throw withPlace(error, node, frame)
  }
}

function evaluateNode(node: Expression | CaptureNode, frame: Frame): JinjaValue {
  switch (node.typename) {
    case 'Literal':
      return node.value
    case 'Symbol':
      return lookUp(frame.scope, node.value)
    case 'Array':
      return node.children.map((child) => evaluate(child, frame))
    case 'Tuple':
      return tuple(node.children.map((child) => evaluate(child, frame)))
    case 'Dict':
      return dict(node.children.map(({ key, value }) => [evaluate(key, frame), evaluate(value, frame)]))
    case 'Attribute':
      return getAttribute(evaluate(node.target, frame), node.name)
    case 'LookupVal':
      return subscript(evaluate(node.target, frame), node.val, frame)
    case 'Slice':
      return fail('a slice can only stand alone in a subscript')
    case 'FunCall':
      return call(node, frame)
    case 'Caller':
      return makeMacro(node, frame)
    case 'Capture':
      return capture(node.body, innerFrame(frame))
    case 'Filter':
      return applyFilter(node, frame)
    case 'Test':
      return applyTest(node, frame)
    case 'Compare':
      return compareAll(evaluate(node.expr, frame), node.ops, frame)
    case 'And':
      return andThen(evaluate(node.left, frame), node.right, frame)
    case 'Or':
      return orElse(evaluate(node.left, frame), node.right, frame)
    case 'Not':
      return !isTrue(evaluate(node.target, frame))
    case 'Neg':
      return negate(evaluate(node.target, frame))
    case 'Pos':
      return affirm(evaluate(node.target, frame))
    case 'InlineIf':
      return inlineIf(node, frame)
    default:
      return applyOperator(node.typename, evaluate(node.left, frame), evaluate(node.right, frame))
  }
}

function andThen(left: JinjaValue, right: Expression, frame: Frame): JinjaValue {
  return isTrue(left) ? evaluate(right, frame) : left
}

function orElse(left: JinjaValue, right: Expression, frame: Frame): JinjaValue {
  return isTrue(left) ? left : evaluate(right, frame)
}

function inlineIf(node: Extract<Expression, { typename: 'InlineIf' }>, frame: Frame): JinjaValue {
  if (isTrue(evaluate(node.cond, frame))) return evaluate(node.body, frame)
  return node.else_
    ? evaluate(node.else_, frame)
    : { ...undefinedValue('this "if" has no "else" and did not hold'), isMissingElse: true }
}

function subscript(target: JinjaValue, node: Expression, frame: Frame): JinjaValue {
  if (node.typename !== 'Slice') return getItem(target, evaluate(node, frame))
  return slice(target, node, frame)
}

function slice(target: JinjaValue, node: SliceNode, frame: Frame): JinjaValue {
  const bound = (part: Expression | null): JinjaValue => (part ? evaluate(part, frame) : NONE)
  return getSlice(target, bound(node.start), bound(node.stop), bound(node.step))
}

function compareAll(
  first: JinjaValue,
  operations: Extract<Expression, { typename: 'Compare' }>['ops'],
  frame: Frame,
): boolean {
  let left = first
  for (const { type, expr } of operations) {
    const right = evaluate(expr, frame)
    if (!compare(type, left, right)) return false
    left = right
  }
  return true
}

function call(node: CallNode, frame: Frame): JinjaValue {
  const callee = evaluate(node.name, frame)
  if (isKind(callee, 'undefined') && node.name.typename === 'Symbol')
    throw withPlace(unknownFunction(node.name.value, frame), node.name, frame)
  return callValue(callee, evaluateArguments(node.args.children, frame), written(node.name))
}

/** Told at its name, with the nearest functions that there are. */
function unknownFunction(name: string, frame: Frame): JinjaError {
  const functions = [...visibleVariables(frame.scope)].filter(([, each]) => isKind(each, 'function'))
  const near = nearestNames(
    name,
    functions.map(([known]) => known),
  )
  const hint = near.length > 0 ? { hint: `did you mean ${near.join(' or ')}?` } : {}
  return new JinjaError('template-error', `${name}() cannot be called: '${name}' is undefined`, hint)
}

function written(node: Expression): string {
  if (node.typename === 'Symbol') return node.value
  if (node.typename !== 'Attribute') return ''
  const target = written(node.target)
  return target === '' ? node.name : `${target}.${node.name}`
}

function applyFilter(node: FilterNode, frame: Frame): JinjaValue {
  const [input, ...rest] = node.args.children
  const value = evaluate(input as Expression | CaptureNode, frame)
  const added = frame.run.filters?.get(node.name.value)
  return added
    ? added(value)
    : runFilter(node.name.value, value, evaluateArguments(rest as Arguments['children'], frame))
}

function applyTest(node: TestNode, frame: Frame): JinjaValue {
  const value = evaluate(node.target, frame)
  return runTest(node.name, value, evaluateArguments(node.args.children, frame), isFilter)
}

function evaluateArguments(nodes: Arguments['children'], frame: Frame): CallArguments {
  const positional: JinjaValue[] = []
  const named = new Map<string, JinjaValue>()
  for (const node of nodes) {
    if (node.typename === 'Spread') positional.push(...iterate(evaluate(node.value, frame)))
    else if (node.typename === 'KeywordArgs') addNamed(named, node.children, frame)
    else positional.push(evaluate(node, frame))
  }
  return { positional, named }
}

function addNamed(
  named: Map<string, JinjaValue>,
  nodes: Extract<Arguments['children'][number], { typename: 'KeywordArgs' }>['children'],
  frame: Frame,
): void {
  for (const node of nodes) {
    const pairs =
      node.typename === 'Spread'
        ? spreadPairs(evaluate(node.value, frame))
        : [[node.key.typename === 'Symbol' ? node.key.value : '', evaluate(node.value, frame)] as const]
    for (const [name, value] of pairs) {
      if (named.has(name)) fail(`the argument "${name}" is given twice`)
      named.set(name, value)
    }
  }
}

function spreadPairs(value: JinjaValue): (readonly [string, JinjaValue])[] {
  if (!isKind(value, 'dict')) return fail('** needs a dict')
  return Array.from(value.entries.values(), ([key, item]) => [asText(key, 'a name of an argument'), item] as const)
}
