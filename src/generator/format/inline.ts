import type { Line } from './layout.ts'

/** A joined line is at most so long, its indent counted, in characters. */
const MAXIMUM_LENGTH = 100

/** The text of lines; what stands in brackets comes on one line where that is short enough. */
export function joinShortBrackets(lines: readonly Line[]): string {
  let text = ''
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!
    text += line.lead + line.body
    if (!mayJoin(line)) continue
    const joined = joinFrom(lines, index)
    text += joined.text
    index = joined.last
  }
  return text
}

function mayJoin(line: Line): boolean {
  return line.opens && !line.isFixed && !line.opensDefinition
}

/** What follows a line on it, and the last line that went into it: bracket after bracket, as long as all fits. */
function joinFrom(lines: readonly Line[], first: number): { text: string; last: number } {
  const joined = { text: '', last: first }
  let length =
    lengthOf(lines[first]!.lead) - (lines[first]!.lead.startsWith('\n') ? 1 : 0) + lengthOf(lines[first]!.body)
  do {
    const block = joinBlock(lines, joined.last, length)
    if (block === undefined) break
    joined.text += block.text
    joined.last = block.last
    length = block.length
  } while (mayJoin(lines[joined.last]!))
  return joined
}

/** One bracket, from the line that opens it through the one that closes it. */
function joinBlock(lines: readonly Line[], first: number, before: number) {
  let [text, length, open] = ['', before, 1]
  for (let index = first + 1; index < lines.length; index += 1) {
    const [previous, line] = [lines[index - 1]!, lines[index]!]
    if (line.isFixed || previous.endsInLineComment) return undefined
    const piece = (previous.opens || line.closes ? '' : ' ') + line.body
    text += piece
    length += lengthOf(piece)
    if (length > MAXIMUM_LENGTH) return undefined
    if (line.closes) open -= 1
    if (open === 0) return { text, length, last: index }
    if (line.opens) open += 1
  }
  return undefined
}

/** In characters, not in UTF-16 units. */
function lengthOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}
