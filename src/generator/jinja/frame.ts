import type { Body, Target } from './ast.ts'
import { fail, JinjaError } from './error.ts'
import { newOutput, type Output, outputText } from './output.ts'
import { isKind, iterate, type JinjaValue, undefinedValue } from './value.ts'

/** Variables of one block; a name that is not here is looked for in `parent`. */
export interface Scope {
  readonly variables: Map<string, JinjaValue>
  readonly parent?: Scope
}

export interface Template {
  readonly path: string
  readonly body: Body
}

/** What all templates of one rendering share. */
export interface Run {
  /** The file that an include or import names, parsed; undefined where there is none. */
  readonly load: (name: string) => Template | undefined
  /** Besides Jinja's own. */
  readonly filters?: ReadonlyMap<string, (value: JinjaValue) => JinjaValue>
  /** Printing what has no value fails, instead of printing nothing. */
  readonly isStrict?: boolean
  readonly execute: (body: Body, frame: Frame) => void
}

/** One block of a template and the template that defines it. */
export interface DefinedBlock {
  readonly body: Body
  readonly template: Template
}

/** A template and those that it extends: one set of variables, of exported names and of blocks. */
export interface Context {
  readonly root: Scope
  readonly exported: Set<string>
  /** Definitions of each block, the most derived first. */
  readonly blocks: Map<string, DefinedBlock[]>
  parent?: Template
}

/** Where a statement runs. */
export interface Frame {
  readonly run: Run
  readonly template: Template
  readonly context: Context
  readonly scope: Scope
  readonly output: Output
  /** Outside every loop, macro and block: what is set here is a variable of the whole template. */
  readonly topLevel: boolean
}

export function childScope(parent: Scope): Scope {
  return { variables: new Map(), parent }
}

/** A frame for a block whose variables do not reach outside. */
export function innerFrame(frame: Frame, scope: Scope = childScope(frame.scope)): Frame {
  return { ...frame, scope, topLevel: false }
}

/** Runs a body aside and gives its text. */
export function capture(body: Body, frame: Frame): string {
  const output = newOutput()
  frame.run.execute(body, { ...frame, output })
  return outputText(output)
}

export function lookUp(scope: Scope, name: string): JinjaValue {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.variables.get(name)
    if (value !== undefined) return value
  }
  return undefinedValue(`'${name}' is undefined`)
}

/** Every variable that the scope can see. */
export function visibleVariables(scope: Scope): Map<string, JinjaValue> {
  return new Map([...(scope.parent ? visibleVariables(scope.parent) : []), ...scope.variables])
}

export function define(frame: Frame, name: string, value: JinjaValue): void {
  frame.scope.variables.set(name, value)
  if (frame.topLevel && !name.startsWith('_')) frame.context.exported.add(name)
}

/** Assigns to a name, to several at once, or to an attribute of a namespace. */
export function assign(frame: Frame, target: Target, value: JinjaValue): void {
  if (target.typename === 'Symbol') define(frame, target.value, value)
  else if (target.typename === 'Tuple') assignEach(frame, target.children, Array.from(iterate(value)))
  else setAttribute(frame, target.target.value, target.name, value)
}

function assignEach(frame: Frame, targets: readonly Target[], values: readonly JinjaValue[]): void {
  if (values.length !== targets.length) fail(`${targets.length} names cannot take ${values.length} values`)
  for (const [index, target] of targets.entries()) assign(frame, target, values[index]!)
}

function setAttribute(frame: Frame, name: string, attribute: string, value: JinjaValue): void {
  const object = lookUp(frame.scope, name)
  const set = isKind(object, 'object') ? object.setAttribute : undefined
  if (!set) fail(`"${name}" is no namespace; only its attributes can be set`)
  set(attribute, value)
}

/** Fills in where an error is, for the first that catches it. */
export function withPlace(
  error: unknown,
  node: { readonly lineno: number; readonly colno: number },
  frame: Frame,
): unknown {
  if (error instanceof JinjaError && error.line === undefined) {
    error.line = node.lineno + 1
    error.column = node.colno + 1
    error.path = frame.template.path
  }
  return error
}
