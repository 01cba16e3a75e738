import { JinjaError } from './error.ts'
import type { Template } from './frame.ts'
import { globalVariables } from './globals.ts'
import { newOutput, outputMap } from './output.ts'
import { parseTemplate } from './parser.ts'
import type { SourceMap } from './source-map.ts'
import { executeTemplate } from './statement.ts'
import type { JinjaValue } from './value.ts'

export interface TemplateSource {
  /** For messages and the source map. */
  readonly path: string
  readonly text: string
}

export interface RenderEnvironment {
  /** What the template can name, besides Jinja's own functions. */
  readonly variables: ReadonlyMap<string, JinjaValue>
  /** The file that an include, import or extends names; undefined where there is none. */
  readonly load: (name: string) => TemplateSource | undefined
  /** Filters besides Jinja's own. */
  readonly filters?: ReadonlyMap<string, (value: JinjaValue) => JinjaValue>
  /** Printing what has no value fails, as with Jinja's StrictUndefined. */
  readonly isStrict?: boolean
}

/**
 * Renders a template as Jinja2 3.1 does with its default settings, whatever nunjucks would do.
 *
 * @throws {JinjaError} with path, line and column
 */
export function renderTemplate(source: TemplateSource, environment: RenderEnvironment): SourceMap {
  const output = newOutput()
  const scope = { variables: new Map([...globalVariables(), ...environment.variables]) }
  const loaded = new Map<string, Template | undefined>()
  const load = (name: string): Template | undefined => {
    const found = loaded.has(name) ? undefined : environment.load(name)
    if (!loaded.has(name)) loaded.set(name, found && { path: found.path, body: parse(found) })
    return loaded.get(name)
  }
  try {
    executeTemplate({ path: source.path, body: parse(source) }, scope, { ...environment, load }, output)
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(source.path) : error
  }
  return outputMap(output)
}

function parse(source: TemplateSource): Template['body'] {
  try {
    return parseTemplate(source.text)
  } catch (error) {
    if (error instanceof JinjaError) error.path ??= source.path
    throw error
  }
}

/** The stack or the memory of a text has come to its end: a macro that calls itself, a file that includes itself. */
function tooDeep(path: string): JinjaError {
  const error = new JinjaError('template-error', 'this template calls itself without end, or its text is too long', {
    line: 1,
    column: 1,
  })
  error.path = path
  return error
}
