/** A Python expression that is not yet laid out. */
export type PythonValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly PythonValue[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, PythonValue])[] }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly PythonValue[]; readonly named: Named }
  | { readonly kind: 'sum'; readonly terms: readonly PythonValue[] }

type Named = readonly (readonly [string, PythonValue])[]

/** Values of named arguments; what is undefined is left out. */
export type NamedValues = Readonly<Record<string, PythonValue | undefined>>

const WIDTH = 88

/** Code as it stands: a name, a number. */
export function code(text: string): PythonValue {
  return { kind: 'text', text }
}

export const NONE = code('None')

export function string(value: string): PythonValue {
  // JSON's escapes are Python's too
  return code(JSON.stringify(value))
}

export function number(value: number): PythonValue {
  return code(String(value))
}

export function flag(value: boolean): PythonValue {
  return code(value ? 'True' : 'False')
}

export function list(items: readonly PythonValue[]): PythonValue {
  return { kind: 'list', items }
}

export function strings(values: readonly string[]): PythonValue {
  return list(values.map(string))
}

export function dict(values: NamedValues): PythonValue {
  return { kind: 'dict', entries: defined(values) }
}

export function call(name: string, named: NamedValues = {}, values: readonly PythonValue[] = []): PythonValue {
  return { kind: 'call', name, values, named: defined(named) }
}

/** `a + b` */
export function sum(terms: readonly PythonValue[]): PythonValue {
  return { kind: 'sum', terms }
}

/** `datetime.timedelta(seconds=…)` */
export function timedelta(seconds: number): PythonValue {
  return call('datetime.timedelta', { seconds: number(seconds) })
}

/** Undefined stays undefined, which leaves an argument out. */
export function optional<T>(value: T | undefined, make: (value: T) => PythonValue): PythonValue | undefined {
  return value === undefined ? undefined : make(value)
}

function defined(values: NamedValues): Named {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

/**
 * Lays an expression out as black does: on one line where it fits, else each part on a line of its own with a comma behind.
 *
 * @param indent spaces before its first line, which this text does not hold
 * @param before letters on its first line before it, after the indent
 */
export function formatPython(value: PythonValue, indent: number, before = 0): string {
  const line = onOneLine(value)
  return value.kind === 'text' || indent + before + line.length < WIDTH ? line : onSeveralLines(value, indent)
}

function onOneLine(value: PythonValue): string {
  switch (value.kind) {
    case 'text':
      return value.text
    case 'list':
      return `[${value.items.map(onOneLine).join(', ')}]`
    case 'dict':
      return `{${value.entries.map(([key, child]) => `${JSON.stringify(key)}: ${onOneLine(child)}`).join(', ')}}`
    case 'sum':
      return value.terms.map(onOneLine).join(' + ')
    case 'call': {
      const named = value.named.map(([name, child]) => `${name}=${onOneLine(child)}`)
      return `${value.name}(${[...value.values.map(onOneLine), ...named].join(', ')})`
    }
  }
}

function onSeveralLines(value: Exclude<PythonValue, { kind: 'text' }>, indent: number): string {
  const inner = indent + 4
  const part = (prefix: string, child: PythonValue): string =>
    `${' '.repeat(inner)}${prefix}${formatPython(child, inner, prefix.length + 1)},\n`
  const end = ' '.repeat(indent)
  switch (value.kind) {
    case 'list':
      return `[\n${value.items.map((item) => part('', item)).join('')}${end}]`
    case 'dict':
      return `{\n${value.entries.map(([key, child]) => part(`${JSON.stringify(key)}: `, child)).join('')}${end}}`
    case 'call': {
      const named = value.named.map(([name, child]) => part(`${name}=`, child))
      return `${value.name}(\n${value.values.map((child) => part('', child)).join('')}${named.join('')}${end})`
    }
    case 'sum': {
      const [first, ...rest] = value.terms.map((term) => formatPython(term, indent))
      return [first, ...rest.map((term) => `${end}+ ${term}`)].join('\n')
    }
  }
}

/** A statement at an indent, with its line's end. */
export function statement(value: PythonValue, indent: number, target?: string): string {
  const prefix = target === undefined ? '' : `${target} = `
  return `${' '.repeat(indent)}${prefix}${formatPython(value, indent, prefix.length)}\n`
}

/** Python's own words, and the names that a generated file has already. */
const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield dag datetime os docs tags default_args PROJECT DOCS DAG TaskGroup tell'.split(
    ' ',
  ),
)

/** Gives each id a variable of its own. */
export function variableNames(): (id: string) => string {
  const names = new Map<string, string>()
  const taken = new Set(RESERVED)
  return (id) => {
    const known = names.get(id)
    if (known !== undefined) return known
    const base = id.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_')
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`
    names.set(id, name)
    taken.add(name)
    return name
  }
}
