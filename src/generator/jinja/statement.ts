import { asText } from './arguments.ts'
import type {
  BlockNode,
  Body,
  Expression,
  ForNode,
  FromImportNode,
  IfNode,
  ImportNode,
  IncludeNode,
  OutputNode,
  Statement,
  WithNode,
} from './ast.ts'
import { fail, JinjaError } from './error.ts'
import { evaluate } from './expression.ts'
import {
  assign,
  type Context,
  childScope,
  define,
  type Frame,
  innerFrame,
  type Run,
  type Scope,
  type Template,
  visibleVariables,
  withPlace,
} from './frame.ts'
import { globalVariables } from './globals.ts'
import { startLoop } from './loop.ts'
import { makeMacro } from './macro.ts'
import { mentions } from './mentions.ts'
import { newOutput, type Output, outputText, put } from './output.ts'
import { toText } from './text.ts'
import { isKind, isTrue, iterate, type JinjaObject, type JinjaValue, sizeOf, undefinedValue } from './value.ts'

/** Renders a template into `output`; its top-level variables end up in a scope inside `variables`. */
export function executeTemplate(
  template: Template,
  variables: Scope,
  run: Omit<Run, 'execute'>,
  output: Output,
): Context {
  const self: Scope = childScope(variables)
  const context: Context = { root: childScope(self), exported: new Set(), blocks: new Map() }
  const frame: Frame = {
    run: { ...run, execute: executeBody },
    template,
    context,
    scope: context.root,
    output,
    topLevel: true,
  }
  self.variables.set('self', selfReference(frame, context.root))
  executeRoot(frame)
  return context
}

/** After `{% extends %}` only definitions count; then the template that it extends is rendered with them. */
function executeRoot(frame: Frame): void {
  registerBlocks(frame.template, frame.context)
  let current = frame
  for (const statement of frame.template.body.children) {
    execute(statement, current)
    if (frame.context.parent && current === frame) current = { ...frame, output: newOutput() }
  }
  const parent = frame.context.parent
  if (!parent) return
  delete frame.context.parent
  executeRoot({ ...frame, template: parent })
}

function registerBlocks(template: Template, context: Context): void {
  for (const block of blocksIn(template.body)) {
    const definitions = context.blocks.get(block.name) ?? []
    context.blocks.set(block.name, [...definitions, { body: block.body, template }])
  }
}

function blocksIn(node: unknown): BlockNode[] {
  if (typeof node !== 'object' || node === null) return []
  const nested = Object.values(node).flatMap(blocksIn)
  return (node as { typename?: string }).typename === 'JinjaBlock' ? [node as BlockNode, ...nested] : nested
}

function executeBody(body: Body, frame: Frame): void {
  for (const statement of body.children) execute(statement, frame)
}

function execute(node: Statement, frame: Frame): void {
  try {
    const run = EXECUTE[node.typename] as (node: Statement, frame: Frame) => void
    run(node, frame)
  } catch (error) {
    throw withPlace(error, node, frame)
  }
}

type Execute<K extends Statement['typename']> = (node: Extract<Statement, { typename: K }>, frame: Frame) => void

const EXECUTE: { readonly [K in Statement['typename']]: Execute<K> } = {
  Output: executeOutput,
  If: executeIf,
  JinjaFor: executeFor,
  JinjaSet: (node, frame) => assign(frame, node.target, evaluate(node.value, frame)),
  Macro: (node, frame) => define(frame, node.name.value, makeMacro(node, frame)),
  With: executeWith,
  JinjaInclude: executeInclude,
  Import: executeImport,
  FromImport: executeFromImport,
  Extends: executeExtends,
  JinjaBlock: executeBlock,
}

function executeOutput(node: OutputNode, frame: Frame): void {
  const place = { path: frame.template.path, line: node.lineno + 1, column: node.colno + 1 }
  for (const part of node.children) {
    if (part.typename === 'TemplateData') put(frame.output, part.value, place, true)
    else put(frame.output, printed(evaluate(part, frame), frame), place, false)
  }
}

/** @throws {JinjaError} a name without a value, where that is not allowed */
function printed(value: JinjaValue, { run }: Frame): string {
  if (run.isStrict && isKind(value, 'undefined') && !value.isMissingElse) fail(value.message)
  return toText(value)
}

function executeIf(node: IfNode, frame: Frame): void {
  const branch = isTrue(evaluate(node.cond, frame)) ? node.body : node.else_
  if (branch?.typename === 'If') execute(branch, frame)
  else if (branch) executeBody(branch, frame)
}

/** Every round has variables of its own, so what is set in a loop does not reach outside, nor into the next round. */
function executeFor(node: ForNode, frame: Frame): void {
  const iterable = evaluate(node.iterable, frame)
  if (!node.recursive) {
    runLoop(node, iterable, frame, 0)
    return
  }
  const output = newOutput()
  runLoop(node, iterable, { ...frame, output }, 0)
  put(frame.output, outputText(output), placeOf(node, frame), false)
}

function runLoop(node: ForNode, iterable: JinjaValue, frame: Frame, depth: number): void {
  const recurse = (items: JinjaValue): string => {
    const output = newOutput()
    runLoop(node, items, { ...frame, output }, depth + 1)
    return outputText(output)
  }
  const items = node.test ? filtered(node, node.test, iterate(iterable), frame) : iterate(iterable)
  const loop = startLoop(items, node.test ? undefined : sizeOf(iterable), depth, node.recursive ? recurse : undefined)
  // As in Jinja, a template that the body includes sees `loop` only where the body names it too.
  const usesLoop = node.recursive || mentions(node.body, 'loop')
  let rounds = 0
  for (let item = loop.advance(); item !== undefined; item = loop.advance()) {
    const round = innerFrame(frame)
    if (usesLoop) round.scope.variables.set('loop', loop.object)
    assign(round, node.target, item)
    executeBody(node.body, round)
    rounds += 1
  }
  if (rounds === 0 && node.otherwise) executeBody(node.otherwise, innerFrame(frame))
}

function* filtered(node: ForNode, test: Expression, items: Iterable<JinjaValue>, frame: Frame): Generator<JinjaValue> {
  for (const item of items) {
    const inner = innerFrame(frame)
    assign(inner, node.target, item)
    if (isTrue(evaluate(test, inner))) yield item
  }
}

function executeWith(node: WithNode, frame: Frame): void {
  const values = node.values.map((value) => evaluate(value, frame))
  const inner = innerFrame(frame)
  for (const [index, target] of node.targets.entries()) assign(inner, target, values[index]!)
  executeBody(node.body, inner)
}

/** An included template sees every variable of this place and changes none. */
function executeInclude(node: IncludeNode, frame: Frame): void {
  const template = findTemplate(evaluate(node.template, frame), frame, node.ignoreMissing)
  if (!template) return
  const variables = node.withContext ? visibleVariables(frame.scope) : globalVariables()
  executeTemplate(template, { variables }, frame.run, frame.output)
}

function findTemplate(name: JinjaValue, frame: Frame, ignoreMissing: boolean): Template | undefined {
  const names =
    typeof name === 'string' ? [name] : Array.from(iterate(name), (each) => asText(each, 'the name of a template'))
  for (const each of names) {
    const template = frame.run.load(each)
    if (template) return template
  }
  if (ignoreMissing) return undefined
  throw new JinjaError('template-not-found', `there is no template ${names.map((each) => `"${each}"`).join(' or ')}`, {
    hint: 'a template is named by its path from the folder of this file or from the root of the project',
  })
}

function executeImport(node: ImportNode, frame: Frame): void {
  const module = importModule(node, frame)
  define(frame, node.target.value, module)
  frame.context.exported.delete(node.target.value)
}

function executeFromImport(node: FromImportNode, frame: Frame): void {
  const module = importModule(node, frame)
  for (const name of node.names.children) {
    const [source, target] =
      name.typename === 'Symbol' ? [name.value, name.value] : [symbolName(name.key), symbolName(name.value)]
    define(frame, target, module.attribute(source) ?? undefinedValue(`the imported template defines no "${source}"`))
    frame.context.exported.delete(target)
  }
}

function symbolName(node: Expression): string {
  return node.typename === 'Symbol' ? node.value : fail('only names can be imported')
}

/** A module sees this place's variables only where the import says `with context`. */
function importModule(node: ImportNode | FromImportNode, frame: Frame): JinjaObject {
  const template = findTemplate(evaluate(node.template, frame), frame, false)!
  const variables = node.withContext ? visibleVariables(frame.scope) : globalVariables()
  const context = executeTemplate(template, { variables }, frame.run, newOutput())
  return {
    kind: 'object',
    type: 'module',
    attribute: (name) => (context.exported.has(name) ? context.root.variables.get(name) : undefined),
  }
}

function executeExtends(node: Extract<Statement, { typename: 'Extends' }>, frame: Frame): void {
  if (!frame.topLevel) fail('{% extends %} cannot stand in a loop, macro or block')
  if (frame.context.parent) fail('a template can extend only one other')
  frame.context.parent = findTemplate(evaluate(node.template, frame), frame, false)!
}

/** A block sees the variables of the template, and those around it only where it is `scoped`. */
function executeBlock(node: BlockNode, frame: Frame): void {
  if (frame.topLevel && frame.context.parent) return
  runBlock(node.name, 0, frame, node.scoped ? frame.scope : frame.context.root)
}

function runBlock(name: string, level: number, frame: Frame, around: Scope): void {
  const definition = frame.context.blocks.get(name)?.[level]
  if (!definition) fail(`there is no block "${name}" to call`)
  const scope = childScope(around)
  const inner: Frame = { ...innerFrame(frame, scope), template: definition.template }
  scope.variables.set('super', blockReference(name, level + 1, inner, around))
  scope.variables.set('self', selfReference(inner, around))
  executeBody(definition.body, inner)
}

function blockReference(name: string, level: number, frame: Frame, around: Scope): JinjaValue {
  if (!frame.context.blocks.get(name)?.[level])
    return undefinedValue(`there is no other block "${name}" behind this one`)
  const render = (): string => {
    const output = newOutput()
    runBlock(name, level, { ...frame, output }, around)
    return outputText(output)
  }
  const attribute = (key: string): JinjaValue | undefined =>
    key === 'super' ? blockReference(name, level + 1, frame, around) : undefined
  return { kind: 'object', type: 'BlockReference', attribute, call: render }
}

function selfReference(frame: Frame, around: Scope): JinjaValue {
  return { kind: 'object', type: 'TemplateReference', attribute: (name) => blockReference(name, 0, frame, around) }
}

function placeOf(node: { readonly lineno: number; readonly colno: number }, frame: Frame) {
  return { path: frame.template.path, line: node.lineno + 1, column: node.colno + 1 }
}
