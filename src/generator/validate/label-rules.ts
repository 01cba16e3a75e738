import { matchesPath } from '../project/path-pattern.ts'
import { editDistance } from '../spelling.ts'
import type { MetadataRule } from './metadata-rule.ts'

/** Public data are reviewed before they are published. */
export const reviewOfPublicData: MetadataRule = {
  code: 'missing-review',
  severity: 'error',
  *check({ metadata: { labels } }) {
    const isPublic = labels.public_json === true || labels.public_bigquery === true
    if (!isPublic || labels.review_bugs !== undefined) return
    yield {
      at: ['labels'],
      message: 'public data need the label review_bugs',
      hint: 'list the numbers of the bugs of the data review',
    }
  },
}

export const ownersOfControlledChange: MetadataRule = {
  code: 'change-control',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (metadata.labels.change_controlled !== true) return
    if (metadata.owners.length === 0) {
      yield { at: ['labels', 'change_controlled'], message: 'a change_controlled artifact needs an owner' }
      return
    }
    const codeOwners = project.source.read('CODEOWNERS') ?? project.source.read('.github/CODEOWNERS')
    if (codeOwners === undefined || isOwnedIn(codeOwners, artifact.folder, metadata.owners)) return
    const owners = metadata.owners.map(codeOwnerName).join(' ')
    const message = `CODEOWNERS names none of the owners for /${artifact.folder}`
    yield { at: ['labels', 'change_controlled'], message, hint: `add the line: /${artifact.folder} ${owners}` }
  },
}

function isOwnedIn(codeOwners: string, folder: string, owners: readonly string[]): boolean {
  return codeOwners.split('\n').some((line) => {
    const [pattern = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const isOfFolder = pattern !== '' && matchesPath(folder, pattern.replace(/^\//, ''))
    return isOfFolder && owners.some((owner) => names.includes(codeOwnerName(owner)))
  })
}

function codeOwnerName(owner: string): string {
  return owner.includes('@') ? owner : `@${owner}`
}

export const deletionOfDeprecated: MetadataRule = {
  code: 'deletion-date',
  severity: 'error',
  *check({ metadata }) {
    if (metadata.deletionDate === undefined || metadata.deprecated) return
    yield {
      at: ['deletion_date'],
      message: 'only a deprecated table has a deletion_date',
      hint: 'add deprecated: true',
    }
  },
}

const LABELS_WITH_MEANING = [
  'incremental',
  'incremental_export',
  'public_json',
  'public_bigquery',
  'review_bugs',
  'authorized',
  'change_controlled',
  'shredder_mitigation',
  'level',
  'table_type',
  'materialized_view',
  'schedule',
  'application',
]
const TABLE_TYPES = ['client_level', 'aggregate']

/** Any label is allowed, so a slip in one that means something goes unseen. */
export const misspeltLabel: MetadataRule = {
  code: 'misspelt-label',
  severity: 'warning',
  *check({ metadata: { labels } }) {
    for (const [name, value] of Object.entries(labels)) {
      if (LABELS_WITH_MEANING.includes(name)) continue
      // a value that only one label has makes a stronger case
      const isTableType = TABLE_TYPES.includes(String(value)) && editDistance(name, 'table_type') <= 3
      const near = LABELS_WITH_MEANING.find((known) => known.length > 5 && editDistance(name, known, 2) <= 2)
      const meant = isTableType ? 'table_type' : near
      if (meant === undefined || Object.hasOwn(labels, meant)) continue
      yield {
        at: ['labels', name],
        message: `the label ${name} means nothing: did you mean ${meant}?`,
        hint: `write ${meant}: ${value}`,
      }
    }
  },
}
