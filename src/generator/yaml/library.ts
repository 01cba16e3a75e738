import type { Document, Node, Pair, YAMLError } from 'yaml'
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { Diagnostic } from '../../errors.ts'
import { textPlace } from '../text-place.ts'
import { diagnosticAt } from './diagnostic.ts'
import { type Misaligned, misalignedLine } from './indentation.ts'
import type { YamlEntry, YamlNode, YamlScalar } from './node.ts'
import { keyText, toValue } from './node.ts'
import { ImpossibleDate, resolvePlain, resolveTagged } from './scalar.ts'

interface Reading {
  readonly path: string
  readonly text: string
  readonly diagnostics: Diagnostic[]
  /** Nodes with an anchor, so that every alias gives the same one. */
  readonly composed: Map<Node, YamlNode>
  /** Nodes being read: an alias of one of them would never end. */
  readonly open: Set<Node>
  /** How many nodes there are when every alias is written out. */
  readonly weights: Map<YamlNode, number>
}

/** Reads a text by the library alone. `parseYaml` takes a faster way where it is certain of the same answer. */
export function readWithLibrary(text: string, path: string): Read {
  const reading: Reading = { path, text, diagnostics: [], composed: new Map(), open: new Set(), weights: new Map() }
  const root = readDocument(reading)
  return { root, diagnostics: reading.diagnostics }
}

interface Read {
  readonly root: YamlNode
  readonly diagnostics: readonly Diagnostic[]
}

const NOTHING: YamlScalar = { kind: 'scalar', type: 'null', value: null, start: 0, end: 0 }
const LIBRARY_OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

function readDocument(reading: Reading): YamlNode {
  const text = withoutUnusualCharacters(reading)
  if (text === undefined) return NOTHING
  try {
    const documents = parseAllDocuments(text, LIBRARY_OPTIONS)
    const document = Array.isArray(documents) ? documents[0] : undefined
    if (document === undefined) return NOTHING
    if (documents.length > 1) refuseSecondDocument(reading, documents[1] as Document.Parsed)
    for (const error of document.errors) report(reading, error, document.contents as Node | null)
    if (document.errors.length > 0 || !document.contents) return NOTHING
    return withinMeasure(reading, readNode(reading, document.contents as Node, document))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    tooDeep(reading, 0)
    return NOTHING
  }
}

function tooDeep(reading: Reading, at: number): void {
  problem(reading, at, 1, 'yaml-too-deep', 'the file is nested too deeply to be read')
}

const MAXIMUM_NODES = 1_000_000

/** A few aliases of aliases can stand for more nodes than any memory holds. */
function withinMeasure(reading: Reading, root: YamlNode): YamlNode {
  if (weigh(root, reading.weights) <= MAXIMUM_NODES) return root
  problem(reading, 0, 1, 'yaml-alias', `its aliases make the file more than ${MAXIMUM_NODES} values`)
  return NOTHING
}

function weigh(node: YamlNode, weights: Map<YamlNode, number>): number {
  if (node.kind === 'scalar') return 1
  const known = weights.get(node)
  if (known !== undefined) return known
  const children = node.kind === 'sequence' ? node.items : node.entries.map(({ value }) => value)
  const weight = children.reduce((sum, child) => sum + weigh(child, weights), 1)
  weights.set(node, weight)
  return weight
}

// U+0085, U+2028 and U+2029 are line ends in YAML 1.1 but not for the library
const UNREADABLE = /(?![\t\n\r\u0085])\p{Cc}|[\ufffe\uffff]/u
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/

function withoutUnusualCharacters(reading: Reading): string | undefined {
  const { text } = reading
  const unreadable = text.search(UNREADABLE)
  const lineEnd = text.search(OTHER_LINE_ENDS)
  const at = unreadable >= 0 ? unreadable : lineEnd
  if (at < 0) return text
  const name = `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`
  problem(
    reading,
    at,
    1,
    'yaml-character',
    `the character ${name} cannot stand in YAML; write it as an escape in double quotes`,
  )
  return undefined
}

function refuseSecondDocument(reading: Reading, second: Document.Parsed): void {
  const message = 'a second YAML document begins here; the file must hold one'
  problem(reading, second.range[0], 3, 'yaml-syntax', message)
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a text with ": " in it must be quoted',
  MULTILINE_IMPLICIT_KEY: 'a key stands on one line; is a ":" missing, or a quote around a text?',
  MISSING_CHAR: 'a quote or bracket is not closed, or a ":" is missing',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'lines of one list or mapping begin in the same column',
}

function report(reading: Reading, error: YAMLError, contents: Node | null): void {
  // a quote without end is found at the end of the file; the place to look at is where it begins
  if (error.message.includes('call stack')) {
    tooDeep(reading, error.pos[0])
    return
  }
  const isOpenQuote = error.message.includes('closing') && error.message.includes('quote')
  const start = isOpenQuote && contents ? spanOf(lastScalar(contents))[0] : error.pos[0]
  const { line } = textPlace(reading.text, start)
  const misaligned = ABOUT_COLUMNS.has(error.code) ? misalignedLine(reading.text, line) : undefined
  // the first error of a line often makes more
  const isKnown = (place: number) => reading.diagnostics.some((diagnostic) => diagnostic.line === place)
  if (isKnown(misaligned?.line ?? line)) return
  if (misaligned) reportMisaligned(reading, misaligned)
  else
    problem(reading, start, Math.max(1, error.pos[1] - start), 'yaml-syntax', error.message, SYNTAX_HINTS[error.code])
}

const ABOUT_COLUMNS = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'BAD_INDENT'])

function reportMisaligned(reading: Reading, { line, like, start }: Misaligned): void {
  const message = `line ${line} begins in another column than the lines it belongs to`
  problem(reading, start, 1, 'yaml-syntax', message, `let it begin in the column of line ${like}`)
}

function lastScalar(node: Node): Node {
  const last = isMap(node) ? node.items.at(-1)?.value : isSeq(node) ? node.items.at(-1) : undefined
  return last ? lastScalar(last as Node) : node
}

function problem(reading: Reading, start: number, length: number, code: string, message: string, hint?: string): void {
  const span = { start, end: start + length }
  const diagnostic = { severity: 'error', code, message, ...(hint !== undefined && { hint }) } as const
  reading.diagnostics.push(diagnosticAt(reading, span, diagnostic))
}

function readNode(reading: Reading, node: Node, document: Document): YamlNode {
  if (isAlias(node)) return readAlias(reading, node, document)
  const known = reading.composed.get(node)
  if (known) return known
  reading.open.add(node)
  const composed = composeNode(reading, node, document)
  reading.open.delete(node)
  reading.composed.set(node, composed)
  return composed
}

function readAlias(reading: Reading, alias: Node & { source: string }, document: Document): YamlNode {
  const target = (alias as unknown as { resolve(document: Document): Node | undefined }).resolve(document)
  const [start, end] = spanOf(alias)
  if (target && !reading.open.has(target)) return readNode(reading, target, document)
  const message = target
    ? `*${alias.source} stands inside what it repeats`
    : `there is no anchor &${alias.source} before this alias`
  problem(reading, start, end - start, 'yaml-alias', message)
  return NOTHING
}

function composeNode(reading: Reading, node: Node, document: Document): YamlNode {
  const [start, end] = spanOf(node)
  const tag = includeTag(reading, node, start)
  const tagged = tag === undefined ? {} : { tag }
  if (isScalar(node)) return { ...readScalar(reading, node as LibraryScalar), ...tagged }
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(reading, item as Node, document))
    return { kind: 'sequence', items, start, end, ...tagged }
  }
  if (isMap(node))
    return { kind: 'mapping', entries: readEntries(reading, node.items as Pair[], document), start, end, ...tagged }
  return NOTHING
}

const INCLUDE_TAGS = /^!(?:include(?:-fields?|-field-description)?|flatten-lists)$/
const YAML_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|timestamp|binary|seq|map)$/

function includeTag(reading: Reading, node: Node, start: number): string | undefined {
  const tag = (node as { tag?: string }).tag
  if (tag === undefined || YAML_TAG.test(tag)) return undefined
  if (INCLUDE_TAGS.test(tag)) return tag
  problem(reading, start, 1, 'yaml-tag', `the tag ${tag} is not known; known are the include tags and YAML's own`)
  return undefined
}

interface LibraryScalar {
  readonly value: unknown
  readonly source?: string
  readonly type?: string
  readonly tag?: string
  readonly range?: readonly number[] | null
}

function readScalar(reading: Reading, node: LibraryScalar): YamlScalar {
  const [start, end] = spanOf(node)
  const text = unfinishedBlock(reading, node, end) ? String(node.value).replace(/\n$/, '') : String(node.value ?? '')
  const tag = YAML_TAG.exec(node.tag ?? '')?.[1]
  try {
    if (tag !== undefined) return { kind: 'scalar', ...taggedScalar(reading, tag, text, start, end), start, end }
    if (isPlain(node)) return { kind: 'scalar', ...plainScalar(reading, text, start, end), start, end }
    return { kind: 'scalar', type: 'string', value: text, start, end }
  } catch (error) {
    if (!(error instanceof ImpossibleDate)) throw error
    problem(
      reading,
      start,
      end - start,
      'yaml-date',
      `${text} is not a date that exists; quote it if it is meant as a text`,
    )
    return { kind: 'scalar', type: 'string', value: text, start, end }
  }
}

function isPlain(node: LibraryScalar): boolean {
  return node.type === 'PLAIN' || node.type === undefined
}

function plainScalar(reading: Reading, text: string, start: number, end: number): Pick<YamlScalar, 'type' | 'value'> {
  if (text === '=' || text === '<<')
    problem(reading, start, end - start, 'yaml-quote', `${text} must be quoted to be a text`)
  return resolvePlain(text)
}

/** PyYAML gives a block text no last line break where the file ends without one; the library adds it. */
function unfinishedBlock(reading: Reading, node: LibraryScalar, end: number): boolean {
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
  return isBlock && end === reading.text.length && !reading.text.endsWith('\n')
}

function taggedScalar(
  reading: Reading,
  tag: string,
  text: string,
  start: number,
  end: number,
): Pick<YamlScalar, 'type' | 'value'> {
  const resolved = resolveTagged(tag, text)
  if (resolved) return resolved
  problem(reading, start, end - start, 'yaml-tag', `"${text}" is not a value of the tag !!${tag}`)
  return { type: 'string', value: text }
}

function readEntries(reading: Reading, pairs: readonly Pair[], document: Document): YamlEntry[] {
  const merged = new Map<string, YamlEntry>()
  const own = new Map<string, YamlEntry>()
  for (const pair of pairs) {
    if (!isPair(pair)) continue
    const key = readKey(reading, pair, document)
    const value = pair.value === null ? emptyAfter(key) : readNode(reading, pair.value as Node, document)
    if (isMergeKey(pair)) mergeInto(reading, merged, value)
    else addEntry(reading, own, { key, value })
  }
  const entries = new Map(merged)
  for (const [name, entry] of own) entries.set(name, entry)
  return [...entries.values()]
}

function isMergeKey(pair: Pair): boolean {
  const key = pair.key as LibraryScalar | null
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

function readKey(reading: Reading, pair: Pair, document: Document): YamlScalar {
  if (pair.key === null || isMissing(pair.key as LibraryScalar)) return missingKey(reading, pair)
  if (isMergeKey(pair)) return { ...NOTHING, type: 'string', value: '<<' }
  const key = readNode(reading, pair.key as Node, document)
  if (key.kind === 'scalar') return key
  problem(reading, key.start, 1, 'yaml-key', 'a key must be a single value')
  return { ...NOTHING, start: key.start, end: key.start }
}

/** Before a `:` that stands alone. */
function isMissing(key: LibraryScalar): boolean {
  return isScalar(key) && isPlain(key) && (key as LibraryScalar).range?.[0] === (key as LibraryScalar).range?.[1]
}

function missingKey(reading: Reading, pair: Pair): YamlScalar {
  const start = ((pair.key ?? pair.value) as LibraryScalar | null)?.range?.[0] ?? 0
  problem(reading, start, 1, 'yaml-key', 'there is no key before this ":"')
  return { ...NOTHING, start, end: start }
}

function addEntry(reading: Reading, entries: Map<string, YamlEntry>, entry: YamlEntry): void {
  const name = identity(entry.key)
  const first = entries.get(name)
  if (first) reportDuplicate(reading, entry, first)
  entries.set(name, entry)
}

function reportDuplicate(reading: Reading, entry: YamlEntry, first: YamlEntry): void {
  const { line } = textPlace(reading.text, first.key.start)
  const message = `the key ${keyText(entry.key)} stands here a second time (first in line ${line}); only this one counts`
  const isSame = JSON.stringify(toValue(first.value), printable) === JSON.stringify(toValue(entry.value), printable)
  const severity = isSame ? 'warning' : 'error'
  reading.diagnostics.push(diagnosticAt(reading, entry.key, { severity, code: 'yaml-duplicate-key', message }))
}

function printable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Keys that Python's dict holds for one, such as 1, 1.0 and yes. */
function identity(key: YamlScalar): string {
  if (typeof key.value === 'boolean') return `number ${Number(key.value)}`
  return `${typeof key.value === 'string' || key.value === null ? key.type : 'number'} ${keyText(key)}`
}

function mergeInto(reading: Reading, merged: Map<string, YamlEntry>, source: YamlNode): void {
  const sources = source.kind === 'sequence' ? [...source.items].reverse() : [source]
  for (const mapping of sources) {
    if (mapping.kind === 'mapping') {
      for (const entry of mapping.entries) merged.set(identity(entry.key), entry)
    } else problem(reading, mapping.start, 1, 'yaml-merge', 'only a mapping, or a list of mappings, can be merged')
  }
}

function emptyAfter(key: YamlScalar): YamlScalar {
  return { ...NOTHING, start: key.end, end: key.end }
}

function spanOf(node: { range?: readonly number[] | null }): [number, number] {
  return [node.range?.[0] ?? 0, node.range?.[1] ?? 0]
}
