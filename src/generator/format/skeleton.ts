import { type TemplatePart, templateParts } from '../jinja/lexer.ts'
import { statementKind, statementName } from './template-token.ts'

/** Which way a skeleton goes: into the first branch and twice through a loop, or into the last one and through none. */
export type Way = 'first' | 'last'

/**
 * What a template could give, without knowing any value: an expression is a word. Two texts whose skeletons have the same tokens
 * both ways, and whose templates are the same, differ only in white space that means nothing.
 *
 * @throws {JinjaError} what is no template
 */
export function skeleton(text: string, way: Way): string {
  const reader: Reader = { text, way, parts: templateParts(text), at: 0 }
  let result = readBranch(reader)
  // an end without a beginning
  while (reader.at < reader.parts.length) {
    reader.at += 1
    result += readBranch(reader)
  }
  return result
}

interface Reader {
  readonly text: string
  readonly way: Way
  readonly parts: readonly TemplatePart[]
  /** The next part. */
  at: number
}

/** What stands before the next statement that ends a branch. */
function readBranch(reader: Reader): string {
  let result = readData(reader)
  for (let part = reader.parts[reader.at]; part !== undefined; part = reader.parts[reader.at]) {
    const kind = part.kind === 'statement' ? statementKind(reader.text.slice(part.start, part.end)) : 'statement'
    if (kind === 'templateMiddle' || kind === 'templateEnd') return result
    result += kind === 'templateStart' ? readBlock(reader) : readPart(reader, part)
    result += readData(reader)
  }
  return result
}

/** The data before the next part, as long as neither neighbour takes its white space. */
function readData({ text, parts, at }: Reader): string {
  const [previous, next] = [parts[at - 1], parts[at]]
  let data = text.slice(previous?.end ?? 0, next?.start)
  if (previous && text[previous.end - 3] === '-') data = data.trimStart()
  if (next && text[next.start + 2] === '-') data = data.trimEnd()
  return data
}

function readPart(reader: Reader, part: TemplatePart): string {
  reader.at += 1
  const isText = part.kind === 'expression' || statementName(reader.text.slice(part.start, part.end)) === 'include'
  return isText ? `x${reader.at}` : ''
}

function readBlock(reader: Reader): string {
  const name = statementName(reader.text.slice(reader.parts[reader.at]!.start, reader.parts[reader.at]!.end))
  const branches: string[] = []
  let kind: string
  do {
    reader.at += 1
    branches.push(readBranch(reader))
    const part = reader.parts[reader.at]
    kind = part === undefined ? 'end' : statementKind(reader.text.slice(part.start, part.end))
  } while (kind === 'templateMiddle')
  reader.at += 1
  if (name !== 'if' && name !== 'for') return branches.join('')
  if (reader.way === 'first') return name === 'for' ? twice(branches[0]!) : branches[0]!
  return branches.length > 1 ? branches.at(-1)! : ''
}

/** Where one round of a loop meets the next. Loops in loops, all twice, would have no end. */
function twice(round: string): string {
  return round.length > LONGEST_ROUND ? round : round + round
}

const LONGEST_ROUND = 100_000
