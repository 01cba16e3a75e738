import type { Catalog } from '../../googlesql/catalog.ts'
import type { Project } from '../project/project.ts'
import { projectCatalog } from './catalog.ts'
import { renderArtifact } from './render.ts'

/** What a query can name in a project's files: declared tables, and views and routines with their templates rendered. */
export function renderedCatalog(project: Project): Catalog {
  return projectCatalog(project, { render: (artifact) => renderArtifact(project, artifact).text })
}
