import { readFlow } from './flow.ts'
import { keyEnd, readKey, requirePlainStart } from './key.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts'
import { keyText } from './node.ts'
import type { Reader } from './reader.ts'
import {
  endOfLine,
  finishLine,
  HASH,
  isBlank,
  isLineEnd,
  NOT_PLAIN,
  nextLine,
  resolveCertain,
  SPACE,
  skipSpaces,
} from './reader.ts'
import { readBlockText, readQuotedText } from './text.ts'

/**
 * Reads the plain part of YAML that nearly all files keep to (block mappings and sequences, every style of scalar, short
 * flow collections, include tags), some twenty times as fast as the library. What it is not certain of it leaves to the
 * library: anchors, merge keys, other tags, tabs, doubled keys and everything that may be an error. A test holds both
 * readings equal over every file of a corpus.
 *
 * @returns undefined where the library has to read the text
 */
export function parsePlainYaml(text: string): YamlNode | undefined {
  if (UNUSUAL.test(text)) return undefined
  const reader: Reader = { text, at: 0, lineStart: 0, indent: 0, depth: 0 }
  try {
    nextLine(reader, text.startsWith('---\n') ? 4 : 0)
    if (reader.indent < 0) return emptyScalar(0)
    const root = readNode(reader, -1)
    return reader.indent < 0 ? root : undefined
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

// other line ends and control characters than PyYAML and the library agree on; markers and directives of documents
const UNUSUAL = /(?!\n)\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff]|\n(?:---|\.\.\.|%)|^(?:---(?!\n)|\.\.\.|%)/u
const MINUS = 0x2d
const COLON = 0x3a
const DOUBLE_QUOTE = 0x22
const SINGLE_QUOTE = 0x27
const PIPE = 0x7c
const GREATER = 0x3e
const BANG = 0x21
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b
const MAXIMUM_DEPTH = 100

/** Reads the node at `reader.at` and moves to the line after it. `parent` is the column of the collection around it. */
function readNode(reader: Reader, parent: number): YamlNode {
  if (++reader.depth > MAXIMUM_DEPTH) throw NOT_PLAIN
  const node = readNodeInside(reader, parent)
  reader.depth--
  return node
}

function readNodeInside(reader: Reader, parent: number): YamlNode {
  const column = reader.at - reader.lineStart
  if (isEntry(reader.text, reader.at)) return readSequence(reader, column)
  if (keyEnd(reader.text, reader.at) >= 0) return readMapping(reader, column)
  return readInline(reader, parent)
}

function readSequence(reader: Reader, column: number): YamlSequence {
  const start = reader.at
  const items: YamlNode[] = []
  let end = start
  do {
    const item = readEntry(reader, reader.at + 1, column, false)
    items.push(item)
    end = item.end
  } while (reader.indent === column && isEntry(reader.text, reader.at))
  if (reader.indent > column) throw NOT_PLAIN
  return { kind: 'sequence', items, start, end }
}

function readMapping(reader: Reader, column: number): YamlMapping {
  const start = reader.at
  const entries: YamlEntry[] = []
  const seen = new Set<string>()
  let end = start
  do {
    const colon = keyEnd(reader.text, reader.at)
    if (colon < 0) throw NOT_PLAIN
    const key = readKey(reader.text, reader.at, colon)
    if (seen.has(keyText(key))) throw NOT_PLAIN
    seen.add(keyText(key))
    const value = readEntry(reader, colon + 1, column, true)
    entries.push({ key, value })
    end = value.end
  } while (reader.indent === column)
  if (reader.indent > column) throw NOT_PLAIN
  return { kind: 'mapping', entries, start, end }
}

/** The node after a `-` or a `key:`; a sequence in a mapping may stand in the mapping's own column. */
function readEntry(reader: Reader, after: number, column: number, inMapping: boolean): YamlNode {
  const { text } = reader
  const at = skipSpaces(text, after)
  if (isLineEnd(text, at, after)) return readBelow(reader, at, after, column, inMapping)
  if (text.charCodeAt(at) === BANG) return readTagged(reader, at, column, inMapping)
  reader.at = at
  return inMapping ? readInline(reader, column) : readNode(reader, column)
}

function readBelow(reader: Reader, at: number, after: number, column: number, inMapping: boolean): YamlNode {
  nextLine(reader, endOfLine(reader.text, at) + 1)
  if (reader.indent > column) return readNode(reader, column)
  if (inMapping && reader.indent === column && isEntry(reader.text, reader.at)) return readNode(reader, column - 1)
  return emptyScalar(after)
}

const INCLUDE_TAG = /!(?:include(?:-fields?|-field-description)?|flatten-lists)(?=(?: +#.*| *)\n)/y

function readTagged(reader: Reader, at: number, column: number, inMapping: boolean): YamlNode {
  INCLUDE_TAG.lastIndex = at
  const tag = INCLUDE_TAG.exec(reader.text)?.[0]
  if (tag === undefined) throw NOT_PLAIN
  const after = at + tag.length
  const node = readBelow(reader, after, after, column, inMapping)
  if (node.kind === 'scalar') throw NOT_PLAIN
  return { ...node, tag }
}

/** A scalar or a flow collection that begins on this line. */
function readInline(reader: Reader, parent: number): YamlNode {
  const code = reader.text.charCodeAt(reader.at)
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return readQuoted(reader, parent)
  if (code === PIPE || code === GREATER) return readBlockScalar(reader, parent)
  if (code === OPEN_BRACKET || code === OPEN_BRACE) return readFlow(reader, parent)
  return readPlainScalar(reader, parent)
}

function readQuoted(reader: Reader, parent: number): YamlScalar {
  const start = reader.at
  const { value, end } = readQuotedText(reader.text, start)
  finishLine(reader, end, parent)
  return { kind: 'scalar', type: 'string', value, start, end }
}

function readBlockScalar(reader: Reader, parent: number): YamlScalar {
  const start = reader.at
  const { value, end } = readBlockText(reader.text, start, parent)
  nextLine(reader, end)
  if (reader.indent > parent) throw NOT_PLAIN
  return { kind: 'scalar', type: 'string', value, start, end }
}

function readPlainScalar(reader: Reader, parent: number): YamlScalar {
  const { text, at: start } = reader
  requirePlainStart(text, start)
  let end = plainEnd(text, start)
  let value = text.slice(start, end)
  let eol = endOfLine(text, end)
  let ended = hasComment(text, end)
  for (;;) {
    nextLine(reader, eol + 1)
    if (reader.indent <= parent) break
    const between = text.slice(eol + 1, reader.lineStart)
    // a comment ends the scalar, so text after it is an error
    if (ended || between.includes('#')) throw NOT_PLAIN
    const breaks = countNewlines(between)
    const lineEnd = plainEnd(text, reader.at)
    value += (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + text.slice(reader.at, lineEnd)
    end = lineEnd
    eol = endOfLine(text, end)
    ended = hasComment(text, end)
  }
  return { kind: 'scalar', ...resolveCertain(value), start, end }
}

/** Where the plain text of this line ends, before blanks and a comment. */
function plainEnd(text: string, at: number): number {
  const eol = endOfLine(text, at)
  let end = at
  for (let index = at; index < eol; index++) {
    const code = text.charCodeAt(index)
    if (code === SPACE) continue
    if (code === HASH && text.charCodeAt(index - 1) === SPACE && index > at) break
    if (code === COLON && (index + 1 === eol || text.charCodeAt(index + 1) === SPACE)) throw NOT_PLAIN
    end = index + 1
  }
  return end
}

function hasComment(text: string, end: number): boolean {
  return text.charCodeAt(skipSpaces(text, end)) === HASH
}

function countNewlines(text: string): number {
  let count = 0
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) count++
  return count
}

function isEntry(text: string, at: number): boolean {
  return text.charCodeAt(at) === MINUS && isBlank(text.charCodeAt(at + 1))
}

function emptyScalar(at: number): YamlScalar {
  return { kind: 'scalar', type: 'null', value: null, start: at, end: at }
}
