import { UsageError } from '../../errors.ts'
import type { NamedReference } from '../../googlesql/references/named-reference.ts'
import { collectReferences } from '../../googlesql/references.ts'
import { artifactName, type RoutineDefinition, type ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { parseArtifact } from '../sql/dependencies.ts'

export type Deployable = ViewDefinition | RoutineDefinition

/**
 * Views and routines so that each comes behind those of the list that its text names; else in the order given.
 *
 * @throws {UsageError} `dependency-cycle`, shown as a path
 */
export function inDeployOrder(artifacts: readonly Deployable[], project: Project): readonly Deployable[] {
  const listed = new Set(artifacts)
  const ordered: Deployable[] = []
  const state = new Map<Deployable, 'open' | 'done'>()
  const visit = (artifact: Deployable, path: readonly Deployable[]): void => {
    if (state.get(artifact) === 'done' || !listed.has(artifact)) return
    if (state.get(artifact) === 'open') throw cycle([...path.slice(path.indexOf(artifact)), artifact])
    state.set(artifact, 'open')
    for (const next of needs(artifact, project)) visit(next, [...path, artifact])
    state.set(artifact, 'done')
    ordered.push(artifact)
  }
  for (const artifact of artifacts) visit(artifact, [])
  return ordered
}

function needs(artifact: Deployable, project: Project): readonly Deployable[] {
  const { reads, routines } = collectReferences(parseArtifact(artifact, project))
  const own = artifact.kind === 'routine' ? artifact : artifact.reference
  const found: (Deployable | undefined)[] = [
    ...reads.map((read) => {
      const [table, dataset = own.dataset, projectId = own.project] = parts(read)
      const source = project.find({ project: projectId, dataset, table: table! })
      return source?.kind === 'view' ? source : undefined
    }),
    ...routines.map((routine) => {
      const [name, dataset = own.dataset, projectId = own.project] = parts(routine)
      return project.findRoutine(projectId, dataset, name!)
    }),
  ]
  // A file of a routine calls it in its tests.
  return found.filter((other): other is Deployable => other !== undefined && other !== artifact)
}

/** From the last to the first. */
function parts({ path }: NamedReference): readonly string[] {
  return path.names.map(({ name }) => name).reverse()
}

function cycle(path: readonly Deployable[]): UsageError {
  return new UsageError('dependency-cycle', `views and routines name each other: ${path.map(artifactName).join(' → ')}`)
}
