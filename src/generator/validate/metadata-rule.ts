import type { Severity } from '../../errors.ts'
import type { Artifact } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Project } from '../project/project.ts'

/** What a rule about a `metadata.yaml` looks at. */
export interface MetadataContext {
  readonly project: Project
  readonly artifact: Artifact
  readonly metadata: Metadata
}

export interface MetadataFinding {
  /** Keys down to what is wrong; the nearest of them that the file has gives the place. */
  readonly at: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
}

/** A rule that the shape of the file alone cannot say. */
export interface MetadataRule {
  readonly code: string
  readonly severity: Severity
  check(context: MetadataContext): Iterable<MetadataFinding>
}
