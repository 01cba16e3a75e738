import type { Diagnostic } from '../../errors.ts'
import type { DatasetDefinition } from '../project/artifact.ts'
import type { DatasetMetadata } from '../project/dataset-metadata.ts'
import type { Loaded } from '../project/loaded.ts'
import type { Project } from '../project/project.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { parseYaml } from '../yaml/file.ts'
import { entryOf } from '../yaml/node.ts'

/** Rules about datasets beyond the shape of their file. */
export function checkDataset(
  project: Project,
  dataset: DatasetDefinition,
  { value, diagnostics }: Loaded<DatasetMetadata>,
): readonly Diagnostic[] {
  if (
    diagnostics.some(
      ({ severity, code }) => severity === 'error' && (code.startsWith('yaml-') || code === 'invalid-value'),
    )
  )
    return []
  const findings = [...userFacing(dataset, value), ...sharing(project, dataset, value)]
  if (findings.length === 0) return []
  const path = `${dataset.folder}/dataset_metadata.yaml`
  const file = parseYaml(project.source.read(path) ?? '', path)
  return findings.map(({ key, ...finding }) =>
    diagnosticAt(file, entryOf(file.root, key)?.key ?? file.root, { severity: 'error', ...finding }),
  )
}

interface Finding {
  readonly key: string
  readonly code: string
  readonly message: string
  readonly hint?: string
}

const INNER_SUFFIX = /_(?:derived|external|syndicate|stable|live)$/

/** Readers look in datasets without an ending; those with one are inner. */
function* userFacing({ dataset }: DatasetDefinition, { userFacing }: DatasetMetadata): Generator<Finding> {
  const suffix = INNER_SUFFIX.exec(dataset)?.[0]
  if (userFacing && suffix !== undefined) {
    const message = `${dataset} is not for users: its name ends in ${suffix}`
    yield { key: 'user_facing', code: 'user-facing', message, hint: 'write user_facing: false, or rename the dataset' }
  }
}

/** What is shared outside is a dataset of its own, of authorized views only. */
function* sharing(
  project: Project,
  dataset: DatasetDefinition,
  { externalSharing }: DatasetMetadata,
): Generator<Finding> {
  if (!externalSharing) return
  if (!dataset.dataset.endsWith('_shared')) {
    yield {
      key: 'external_sharing',
      code: 'external-sharing',
      message: 'only a dataset whose name ends in _shared can be shared outside',
    }
  }
  const views = project.views.filter(({ folder }) => folder.startsWith(`${dataset.folder}/`))
  const open = views.filter((view) => project.metadataFile(view).value.labels.authorized !== true)
  if (open.length === 0) return
  const message = `views of a shared dataset are authorized, these are not: ${open.map((view) => view.reference.table).join(', ')}`
  yield { key: 'external_sharing', code: 'external-sharing', message, hint: 'add the label authorized: true to them' }
}
