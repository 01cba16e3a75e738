import type { Diagnostic } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import type { GeneratedFile } from './generate.ts'
import { generatorOf } from './header.ts'

/** What has to be done so that the project's files are those that its generators give. */
export interface GeneratedChange {
  readonly kind: 'create' | 'update' | 'remove'
  readonly path: string
  readonly generator: string
  /** Absent for a file to be removed. */
  readonly text?: string
}

export interface GeneratedState {
  readonly changes: readonly GeneratedChange[]
  /** Files of the same names that somebody wrote by hand. */
  readonly problems: readonly Diagnostic[]
}

/**
 * Compares what generators give with the files that are there.
 *
 * @param generators whose files may be removed where they are not given any more; undefined: those of every generator
 */
export function compareGenerated(
  project: Project,
  files: readonly GeneratedFile[],
  generators: ReadonlySet<string> | undefined,
): GeneratedState {
  const changes: GeneratedChange[] = []
  const problems: Diagnostic[] = []
  for (const { path, text, generator, template } of files) {
    const current = project.source.read(path)
    if (current === text) continue
    if (current !== undefined && generatorOf(current) !== generator) problems.push(written(path, template))
    else changes.push({ kind: current === undefined ? 'create' : 'update', path, text, generator })
  }
  return { changes: [...changes, ...orphans(project, files, generators)].sort(byPath), problems }
}

function orphans(
  project: Project,
  files: readonly GeneratedFile[],
  generators: ReadonlySet<string> | undefined,
): GeneratedChange[] {
  const given = new Set(files.map(({ path }) => path))
  return project.source.list(project.configuration.sqlFolder).flatMap((path) => {
    if (given.has(path)) return []
    const generator = generatorOf(project.source.read(path) ?? '')
    const isOwned = generator !== undefined && (generators === undefined || generators.has(generator))
    return isOwned ? [{ kind: 'remove' as const, path, generator }] : []
  })
}

function byPath(left: GeneratedChange, right: GeneratedChange): number {
  return left.path < right.path ? -1 : 1
}

function written(path: string, template: string): Diagnostic {
  return {
    severity: 'error',
    code: 'not-generated',
    message: `${template} would replace this file, which it did not generate`,
    path,
    line: 1,
    column: 1,
    hint: 'remove the file, or take it out of the generator',
  }
}

const REASONS = {
  create: ['generated-missing', 'is missing'],
  update: ['generated-stale', 'is not what its generator gives now'],
  remove: ['generated-orphan', 'is given by no template any more'],
} as const

/** What `--check` says of a file that is not current. */
export function staleDiagnostic({ kind, path, generator }: GeneratedChange): Diagnostic {
  const [code, what] = REASONS[kind]
  return {
    severity: 'error',
    code,
    message: `this file of sql_generators/${generator} ${what}`,
    path,
    hint: 'run `bqetl generate` and commit the result',
  }
}
