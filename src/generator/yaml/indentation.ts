/** A line whose indentation fits nothing above it, by its number; `like` is the line that it should begin under. */
export interface Misaligned {
  readonly line: number
  readonly like: number
  /** Of the first character of the line. */
  readonly start: number
}

/**
 * The misaligned line that explains why YAML cannot be read at `line`: there, or behind it (a value that goes on in a deeper line
 * is only found wrong there). A line may be deeper only than one that has no value yet, and otherwise begins where one above does.
 */
export function misalignedLine(text: string, line: number): Misaligned | undefined {
  const lines = text.split('\n')
  for (const number of [line, line + 1]) {
    const like = isEntry(lines[number - 1]) ? wrongNeighbour(lines, number) : undefined
    if (like !== undefined) return { line: number, like, start: startOf(lines, number) }
  }
  return undefined
}

const isEntry = (line = '') => /^ *(?:- |-$|[\w'"-]+ *:(?: |$))/.test(line)
const indent = (line: string) => line.search(/\S/)
/** Where keys stand in a line such as `- name: x`. */
const column = (line: string) => line.search(/[^\s-]/)
const hasValue = (line: string) => /(?::|^ *-) +[^#\s|>[{&*!]/.test(line) && !/: *$/.test(line)

function wrongNeighbour(lines: readonly string[], number: number): number | undefined {
  const own = indent(lines[number - 1]!)
  const above = lineAbove(lines, number)
  if (above === undefined) return undefined
  const before = lines[above - 1]!
  if (own > indent(before)) return hasValue(before) && own !== column(before) ? above : undefined
  for (let at: number | undefined = above; at !== undefined; at = lineAbove(lines, at)) {
    const other = lines[at - 1]!
    if (indent(other) === own || column(other) === own) return undefined
    if (indent(other) < own) return above
  }
  return undefined
}

function lineAbove(lines: readonly string[], number: number): number | undefined {
  const index = lines.slice(0, number - 1).findLastIndex((line) => /^\s*[^\s#]/.test(line))
  return index < 0 ? undefined : index + 1
}

function startOf(lines: readonly string[], number: number): number {
  const before = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0)
  return before + indent(lines[number - 1]!)
}
