import { posix } from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import { formatFile } from '../format/format-file.ts'
import { JinjaError } from '../jinja/error.ts'
import { renderTemplate } from '../jinja/render.ts'
import type { JinjaValue } from '../jinja/value.ts'
import type { Project } from '../project/project.ts'
import { nearestNames } from '../spelling.ts'
import { findTemplate } from '../sql/render.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { nodeAt } from '../yaml/node.ts'
import type { YamlMap } from '../yaml/value.ts'
import { type GeneratorDefinition, readGenerators } from './definition.ts'
import { headerOf } from './header.ts'
import { jinjaValue } from './jinja-value.ts'

export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string
  readonly text: string
  readonly generator: string
  /** The template that gave it. */
  readonly template: string
}

/**
 * All files that the generators give, in order of path. Reads files only.
 *
 * @param names of generators; none: all
 * @throws {UsageError} an unknown name
 * @throws {DiagnosticsError} everything that is wrong with definitions and templates, at its place
 */
export function generateFiles(project: Project, names: readonly string[]): readonly GeneratedFile[] {
  const diagnostics: Diagnostic[] = []
  const files = new Map<string, GeneratedFile>()
  for (const generator of readGenerators(project, names)) {
    for (const file of filesOf(generator, project, diagnostics)) {
      const other = files.get(file.path)
      if (other) diagnostics.push(twice(file, other))
      else files.set(file.path, file)
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1))
}

function filesOf(generator: GeneratorDefinition, project: Project, diagnostics: Diagnostic[]): GeneratedFile[] {
  const shared: readonly (readonly [string, JinjaValue])[] = [
    ['instances', jinjaValue(generator.instances)],
    ['data', jinjaValue(generator.data)],
  ]
  return generator.templates.flatMap((template) => {
    const path = `${generator.folder}/templates/${template}`
    const render = (instance: YamlMap, index?: number): GeneratedFile[] => {
      const target = targetOf(project, template, instance, index, generator, diagnostics)
      if (target === undefined) return []
      const own = Object.entries(instance).map(([key, value]) => [key, jinjaValue(value)] as const)
      const text = renderText(project, path, new Map([...shared, ...own]), diagnostics)
      if (text === undefined) return []
      return [{ path: target, text: finish(text, target, generator.name), generator: generator.name, template: path }]
    }
    return PLACEHOLDER.test(template) ? generator.instances.flatMap(render) : render({})
  })
}

const PLACEHOLDER = /\{(\w+)\}/

/** The file of a template for an instance; undefined, and a diagnostic, where a part of the path has no value. */
function targetOf(
  project: Project,
  template: string,
  instance: YamlMap,
  index: number | undefined,
  generator: GeneratorDefinition,
  diagnostics: Diagnostic[],
): string | undefined {
  let isWhole = true
  const path = template.replaceAll(new RegExp(PLACEHOLDER, 'g'), (_, key: string) => {
    const value = instance[key]
    if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value
    isWhole = false
    diagnostics.push(noPathPart(template, key, instance, index, generator))
    return ''
  })
  return isWhole ? posix.join(project.configuration.sqlFolder, path) : undefined
}

function noPathPart(
  template: string,
  key: string,
  instance: YamlMap,
  index: number | undefined,
  { file }: GeneratorDefinition,
): Diagnostic {
  const node = nodeAt(file.root, ['instances', index ?? 0, ...(key in instance ? [key] : [])]) ?? file.root
  const [near] = nearestNames(key, Object.keys(instance), 1)
  const what = key in instance ? 'is no name of letters, digits, _ and -' : 'is missing in this instance'
  return diagnosticAt(file, node, {
    severity: 'error',
    code: 'generator-path',
    message: `{${key}} of templates/${template} ${what}`,
    ...(near !== undefined && near !== key && { hint: `did you mean {${near}} in the name of the template?` }),
  })
}

function renderText(
  project: Project,
  path: string,
  variables: ReadonlyMap<string, JinjaValue>,
  diagnostics: Diagnostic[],
): string | undefined {
  const load = (name: string) => findTemplate(project, path, name)
  try {
    return renderTemplate({ path, text: project.source.read(path) ?? '' }, { variables, load, isStrict: true }).text
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    diagnostics.push(asDiagnostic(error, path, [...variables.keys()]))
    return undefined
  }
}

function asDiagnostic(error: JinjaError, path: string, known: readonly string[]): Diagnostic {
  const { code, message, line = 1, column = 1, hint } = error
  const [, missing] = /^'(\w+)' is undefined$/.exec(message) ?? []
  const [near] = missing === undefined ? [] : nearestNames(missing, known, 1)
  const help = hint ?? (near === undefined ? undefined : `did you mean ${near}?`)
  return { severity: 'error', code, message, path: error.path ?? path, line, column, ...(help && { hint: help }) }
}

/** A header says where the file comes from; SQL, or a template of it, is laid out where it can be. */
function finish(text: string, path: string, generator: string): string {
  const whole = `${headerOf(path, generator)}\n${text.trim()}\n`
  if (!path.endsWith('.sql')) return whole
  const formatted = formatFile({ path, text: whole, isTemplate: true })
  return 'text' in formatted ? formatted.text : whole
}

function twice(file: GeneratedFile, other: GeneratedFile): Diagnostic {
  return {
    severity: 'error',
    code: 'generated-twice',
    message: `${file.path} is generated here and by ${other.template}`,
    path: file.template,
    hint: 'give the instances different names, or mention another key in the name of the template',
  }
}
