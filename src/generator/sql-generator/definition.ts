import { type Diagnostic, DiagnosticsError, UsageError } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import { nearestNames } from '../spelling.ts'
import { checkShape } from '../validate/shape.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { isReadable, parseYaml, type YamlFile } from '../yaml/file.ts'
import { nodeAt, toValue, type YamlValue } from '../yaml/node.ts'
import { asMap, isMap, mapsAt, textMapAt, type YamlMap } from '../yaml/value.ts'

/** A folder of `sql_generators/`. */
export interface GeneratorDefinition {
  readonly name: string
  /** `sql_generators/NAME` */
  readonly folder: string
  readonly file: YamlFile
  readonly instances: readonly YamlMap[]
  /** Content of other files of the project, by the name that templates use. */
  readonly data: YamlMap
  /** Paths below `templates/`, sorted. */
  readonly templates: readonly string[]
}

export const GENERATORS_FOLDER = 'sql_generators'
const FILE = 'generator.yaml'

/** Names of the project's generators, sorted. */
export function generatorNames(project: Project): readonly string[] {
  const pattern = new RegExp(`^${GENERATORS_FOLDER}/([^/]+)/${FILE}$`)
  return project.source.list(GENERATORS_FOLDER).flatMap((path) => pattern.exec(path)?.[1] ?? [])
}

/**
 * The generators of these names; all without names.
 *
 * @throws {UsageError} a name that none has, or no generator at all
 * @throws {DiagnosticsError} everything that is wrong with their files
 */
export function readGenerators(project: Project, names: readonly string[]): readonly GeneratorDefinition[] {
  const known = generatorNames(project)
  for (const name of names) if (!known.includes(name)) throw unknownGenerator(name, known)
  if (known.length === 0) throw new UsageError('no-generators', `the project has no ${GENERATORS_FOLDER}/NAME/${FILE}`)
  const diagnostics: Diagnostic[] = []
  const generators = (names.length === 0 ? known : [...new Set(names)].sort()).map((name) =>
    read(project, name, diagnostics),
  )
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return generators
}

function unknownGenerator(name: string, known: readonly string[]): UsageError {
  const near = nearestNames(name, known)
  return new UsageError('unknown-name', `there is no generator "${name}"`, {
    hint: near.length > 0 ? `did you mean ${near.join(', ')}?` : `known are: ${known.join(', ') || 'none'}`,
  })
}

function read(project: Project, name: string, diagnostics: Diagnostic[]): GeneratorDefinition {
  const folder = `${GENERATORS_FOLDER}/${name}`
  const path = `${folder}/${FILE}`
  const file = parseYaml(project.source.read(path) ?? '', path)
  const value = asMap(toValue(file.root))
  diagnostics.push(...file.diagnostics)
  if (isReadable(file)) diagnostics.push(...checkShape('generator', file, file.root))
  const prefix = `${folder}/templates/`
  const templates = project.source.list(prefix.slice(0, -1)).map((template) => template.slice(prefix.length))
  return {
    name,
    folder,
    file,
    instances: mapsAt(value, 'instances'),
    data: readData(project, file, value, diagnostics),
    templates,
  }
}

function readData(project: Project, file: YamlFile, value: YamlMap, diagnostics: Diagnostic[]): YamlMap {
  const data: Record<string, YamlValue> = {}
  for (const [name, path] of Object.entries(isMap(value.data) ? (textMapAt(value, 'data') ?? {}) : {})) {
    const text = project.source.read(path)
    if (text === undefined) {
      const node = nodeAt(file.root, ['data', name]) ?? file.root
      const problem = { severity: 'error', code: 'no-such-file', message: `there is no file ${path}` } as const
      diagnostics.push(diagnosticAt(file, node, problem))
      continue
    }
    const content = parseYaml(text, path)
    diagnostics.push(...content.diagnostics)
    data[name] = toValue(content.root)
  }
  return data
}
