import type { Body, CallerNode, MacroNode } from './ast.ts'
import { fail } from './error.ts'
import { evaluate } from './expression.ts'
import { capture, type Frame, innerFrame } from './frame.ts'
import { mentions } from './mentions.ts'
import { type CallArguments, type Callable, dict, type JinjaValue, tuple, undefinedValue } from './value.ts'

/** Names that a macro has without declaring them, if its body uses them. */
type Implicit = 'caller' | 'kwargs' | 'varargs'

/**
 * A macro sees the variables of the place that defines it, as they are when it is called. A parameter without a value is
 * undefined; arguments that it has no name for are an error, unless it reads `varargs` or `kwargs`.
 */
export function makeMacro(node: MacroNode | CallerNode, frame: Frame): Callable {
  const name = node.name.value
  return { kind: 'function', name, call: (args) => callMacro(node, name, frame, args) }
}

function callMacro(node: MacroNode | CallerNode, name: string, frame: Frame, args: CallArguments): string {
  const inner = innerFrame(frame)
  const named = new Map(args.named)
  const parameters = parametersOf(node)
  for (const [index, parameter] of parameters.entries()) {
    const given = args.positional[index] ?? take(named, parameter.name)
    inner.scope.variables.set(
      parameter.name,
      given ??
        (parameter.otherwise
          ? evaluate(parameter.otherwise, inner)
          : undefinedValue(`parameter '${parameter.name}' was not provided`)),
    )
  }
  const declared = new Set(parameters.map((parameter) => parameter.name))
  addImplicit(inner, node.body, declared, args.positional.slice(parameters.length), named, name)
  return capture(node.body, inner)
}

function parametersOf(node: MacroNode | CallerNode) {
  return node.args.children.map((parameter) => {
    if (parameter.typename === 'Symbol') return { name: parameter.value }
    const { key, value } = parameter as unknown as { key: { value: string }; value: Parameters<typeof evaluate>[0] }
    return { name: key.value, otherwise: value }
  })
}

function take(named: Map<string, JinjaValue>, name: string): JinjaValue | undefined {
  const value = named.get(name)
  named.delete(name)
  return value
}

function addImplicit(
  frame: Frame,
  body: Body,
  declared: ReadonlySet<string>,
  rest: readonly JinjaValue[],
  named: Map<string, JinjaValue>,
  macro: string,
): void {
  const uses = (name: Implicit): boolean => !declared.has(name) && mentions(body, name)
  if (uses('caller')) {
    frame.scope.variables.set('caller', take(named, 'caller') ?? undefinedValue('this macro was called without a body'))
  }
  if (uses('kwargs')) frame.scope.variables.set('kwargs', dict(named))
  else if (named.size > 0) fail(`the macro "${macro}" has no parameter "${[...named.keys()][0]}"`)
  if (uses('varargs')) frame.scope.variables.set('varargs', tuple(rest))
  else if (rest.length > 0) fail(`the macro "${macro}" takes at most ${declared.size} arguments`)
}
