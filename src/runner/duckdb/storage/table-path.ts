import { join } from 'node:path'
import { UsageError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'

const KEPT = /[A-Za-z0-9_-]/
/** The longest name of a file on the file systems that there are. */
const LONGEST_BYTES = 255

export function formatReference({ project, dataset, table }: TableReference): string {
  return `${project}.${dataset}.${table}`
}

/** The folder of a table: `ROOT/<project>/<dataset>/<table>`. Names are data: none of them can lead out of `root`. */
export function tableDirectory(root: string, { project, dataset, table }: TableReference): string {
  return join(root, encodeName(project), encodeName(dataset), encodeName(table))
}

export function datasetDirectory(root: string, project: string, dataset: string): string {
  return join(root, encodeName(project), encodeName(dataset))
}

/**
 * A name as one folder's name: ASCII letters, digits, `_` and `-` stay, every other byte of its UTF-8 becomes `%XX`.
 *
 * @throws {UsageError} an empty name, or one that no file system can hold
 */
export function encodeName(name: string): string {
  let encoded = ''
  for (const character of name) encoded += KEPT.test(character) ? character : encodeBytes(character)
  if (encoded === '') throw new UsageError('invalid-name', 'the name of a project, dataset or table is empty')
  if (encoded.length <= LONGEST_BYTES) return encoded
  throw new UsageError('invalid-name', `"${name.slice(0, 40)}…" is too long to be a name in the embedded warehouse`, {
    hint: `use at most ${LONGEST_BYTES} letters, digits and underscores`,
  })
}

function encodeBytes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

/** The name that `encodeName` made a folder's name of; undefined for a folder that is none of ours. */
export function decodeName(encoded: string): string | undefined {
  try {
    const name = decodeURIComponent(encoded)
    return encodeName(name) === encoded ? name : undefined
  } catch {
    return undefined
  }
}
