import { BqetlError } from '../../errors.ts'
import type { ExportFile } from '../../generator/project/export-declaration.ts'
import type { ResultField, ResultValue } from '../warehouse.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import { fileNaming } from './file-name.ts'

type Row = readonly ResultValue[]

/** How the rows of a result become files. */
export interface FileLayout {
  /** The columns that stand in the files: all but those that make the name. */
  readonly fields: readonly ResultField[]
  readonly format: FileFormat
  /** The name where there is but one file, whatever the rows. */
  readonly onlyName?: string
  /** Rows of the same key go into the same file. */
  keyOf(row: Row): string
  /** @throws {BqetlError} `export-name` */
  nameOf(row: Row): string
  textOf(row: Row): string
}

/** @throws {BqetlError} `unknown-column`, `export-columns`, `duplicate-column`: the query does not fit the declared file */
export function fileLayout(schema: readonly ResultField[], { name, format }: ExportFile): FileLayout {
  const all = schema.map((field, index) => ({ ...field, name: field.name || `_f${index}` }))
  const naming = fileNaming(name, all)
  const positions = all.map((_, index) => index).filter((index) => !naming.columns.includes(index))
  const fields = positions.map((index) => all[index]!)
  requireColumns(fields, name, format)
  const text = fileFormat(format, fields)
  return {
    fields,
    format: text,
    ...(naming.columns.length === 0 && format !== 'document' && { onlyName: naming.nameOf([]) }),
    keyOf: (row) => JSON.stringify(naming.columns.map((index) => row[index])),
    nameOf: naming.nameOf,
    textOf: (row) => text.row(positions.map((index) => row[index] ?? null)),
  }
}

function requireColumns(fields: readonly ResultField[], name: string, format: ExportFile['format']): void {
  if (format === 'document' ? fields.length !== 1 : fields.length === 0) {
    const wanted = format === 'document' ? 'one column' : 'columns'
    const found = fields.map((field) => field.name).join(', ') || 'none'
    throw new BqetlError(
      'export-columns',
      `"${name}" needs ${wanted} besides those of its name; the query has ${found}`,
    )
  }
  const names = fields.map((field) => field.name.toLowerCase())
  const repeated = names.find((other, index) => names.indexOf(other) < index)
  if (repeated) throw new BqetlError('duplicate-column', `"${name}": two columns of the query are called ${repeated}`)
}
