import { bold } from './style.ts'

export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

const LONGEST_CELL = 60

/** Rows as an aligned table for people. Wide characters count as one column. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(shorten))
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...cells.map((row) => row[index]!.length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!))
      .join('  ')
      .trimEnd()
  const head = bold(line(columns.map(({ title }) => title)), process.stdout)
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [head, rule, ...cells.map(line)].map((text) => `${text}\n`).join('')
}

function shorten(cell: string): string {
  const oneLine = cell.replaceAll('\n', '↵')
  return oneLine.length > LONGEST_CELL ? `${oneLine.slice(0, LONGEST_CELL - 1)}…` : oneLine
}

function pad(cell: string, width: number, { align = 'left' }: TableColumn): string {
  return align === 'right' ? cell.padStart(width) : cell.padEnd(width)
}
