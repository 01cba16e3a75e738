import { analyzeType } from '../../googlesql/analyze.ts'
import { parseType } from '../../googlesql/parse/parse.ts'
import { DATE, STRING, type Type } from '../../googlesql/types.ts'
import type { Artifact } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'

/** Types of the parameters that a run of this artifact binds, by lower-case name: what its SQL may use. */
export function parameterTypes(artifact: Artifact, project: Project): ReadonlyMap<string, Type> {
  if (artifact.kind !== 'table') return new Map()
  const { scheduling } = project.metadataFile(artifact).value
  const date = scheduling.datePartitionParameter
  const declared = scheduling.parameters.map(declaredType)
  return new Map([...(date === null ? [] : [[date.toLowerCase(), DATE] as const]), ...declared])
}

/** Types of the parameters that an export of this artifact binds. */
export function exportParameterTypes(artifact: Artifact, project: Project): ReadonlyMap<string, Type> {
  const { scheduling, export: declaration } = project.metadataFile(artifact).value
  const date = scheduling.datePartitionParameter
  const listed = (declaration?.parameters ?? []).map(declaredType)
  return new Map([...(date === null ? [] : [[date.toLowerCase(), DATE] as const]), ...listed])
}

/** `NAME:TYPE:VALUE`; no TYPE means STRING. */
function declaredType(parameter: string): readonly [string, Type] {
  const [name = '', type = ''] = parameter.split(':')
  return [name.toLowerCase(), type === '' ? STRING : analyzeType(parseType(type))]
}
