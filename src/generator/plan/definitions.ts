import { parseScript } from '../../googlesql/parse/parse.ts'
import type { NamedReference } from '../../googlesql/references/named-reference.ts'
import { collectReferences } from '../../googlesql/references.ts'
import type { ScriptSyntax } from '../../googlesql/syntax.ts'
import { type Artifact, artifactName, formatTableReference } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { Query } from '../query-job.ts'
import { parseArtifact } from '../sql/dependencies.ts'
import { renderArtifact } from '../sql/render.ts'

/** What a query means besides its own text. */
export interface Definitions {
  /** Rendered texts of the views and routines that it reaches, by full name. */
  readonly texts: ReadonlyMap<string, string>
  /** Full names of the tables that it reads, views and routines looked through. */
  readonly tables: ReadonlySet<string>
}

/** @throws {SqlError} the query itself is no GoogleSQL @throws {DiagnosticsError} something that it reaches is not */
export function definitionsOf(query: Query, project: Project): Definitions {
  const texts = new Map<string, string>()
  const tables = new Set<string>()
  const visit = (script: ScriptSyntax, defaults: Defaults) => {
    const { reads, routines } = collectReferences(script)
    for (const read of reads) {
      const reference = complete(read, defaults)
      const source = project.find(reference)
      if (source?.kind === 'view') enter(source)
      else tables.add(formatTableReference(source?.reference ?? reference))
    }
    for (const routine of routines) {
      const { project: projectId, dataset, table } = complete(routine, defaults)
      const definition = project.findRoutine(projectId, dataset, table)
      if (definition) enter(definition)
    }
  }
  const enter = (artifact: Artifact) => {
    const name = artifactName(artifact)
    if (texts.has(name) || !artifact.path?.endsWith('.sql')) return
    texts.set(name, renderArtifact(project, artifact).text)
    visit(parseArtifact(artifact, project), artifact.kind === 'routine' ? artifact : artifact.reference)
  }
  visit(parseScript(query.sql), { project: query.defaultProject, dataset: query.defaultDataset ?? '' })
  return { texts, tables }
}

interface Defaults {
  readonly project: string
  readonly dataset: string
}

function complete({ path }: NamedReference, defaults: Defaults) {
  const [table = '', dataset = defaults.dataset, project = defaults.project] = path.names
    .map(({ name }) => name)
    .reverse()
  return { project, dataset, table }
}
