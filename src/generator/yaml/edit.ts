import type { YamlEntry, YamlMapping } from './node.ts'

/**
 * The text without an entry of a mapping: its lines go, and the comment that stands right above them. All else stays as
 * somebody wrote it.
 *
 * @param text the one that the mapping was read from
 */
export function withoutEntry(text: string, mapping: YamlMapping, entry: YamlEntry): string {
  const lineStart = text.lastIndexOf('\n', entry.key.start - 1) + 1
  const isBlock = text.slice(lineStart, entry.key.start).trim() === ''
  return isBlock ? withoutLines(text, entry, lineStart) : withoutFlowEntry(text, mapping, entry)
}

function withoutLines(text: string, entry: YamlEntry, lineStart: number): string {
  const newline = text.indexOf('\n', Math.max(entry.key.end, entry.value.end - 1))
  const end = newline < 0 ? text.length : newline + 1
  return text.slice(0, startOfComment(text, lineStart)) + text.slice(end)
}

/** Comment lines that stand right above, with the same indent. */
function startOfComment(text: string, lineStart: number): number {
  let start = lineStart
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1
    if (!/^\s*#/.test(text.slice(above, start)) || above === 0) break
    start = above
  }
  return start
}

/** Of `{a: 1, b: 2}`: with the comma behind it, or before it where it is the last. */
function withoutFlowEntry(text: string, { entries }: YamlMapping, entry: YamlEntry): string {
  const index = entries.indexOf(entry)
  const next = entries[index + 1]
  const previous = entries[index - 1]
  if (next) return text.slice(0, entry.key.start) + text.slice(next.key.start)
  return text.slice(0, previous ? previous.value.end : entry.key.start) + text.slice(entry.value.end)
}

/** The text with a block behind everything else, an empty line between. */
export function withBlock(text: string, block: string): string {
  const before = text.trimEnd()
  return before === '' ? block : `${before}\n\n${block}`
}
