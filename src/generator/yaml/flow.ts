import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts'
import { keyText } from './node.ts'
import type { Reader } from './reader.ts'
import { finishLine, NEWLINE, NOT_PLAIN, resolveCertain, SPACE } from './reader.ts'

// scalars on one line that can mean nothing else
const FLOW_SCALAR = /[\w./+$-][\w./@+$-]*(?: [\w./@+$-]+)*|'[^'\n\\]*'|"[^"\n\\]*"/y

/** A flow collection at `reader.at`, then moves to the line after it. */
export function readFlow(reader: Reader, parent: number): YamlNode {
  const flow = { text: reader.text, at: reader.at }
  const node = readFlowNode(flow, 0)
  finishLine(reader, flow.at, parent)
  return node
}

const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b

interface FlowReader {
  readonly text: string
  at: number
}

function readFlowNode(flow: FlowReader, depth: number): YamlNode {
  const code = flow.text.charCodeAt(flow.at)
  if (depth > 10) throw NOT_PLAIN
  if (code === OPEN_BRACKET) return readFlowSequence(flow, depth)
  if (code === OPEN_BRACE) return readFlowMapping(flow, depth)
  return readFlowScalar(flow)
}

function readFlowSequence(flow: FlowReader, depth: number): YamlSequence {
  const start = flow.at
  const items: YamlNode[] = []
  step(flow)
  while (flow.text[flow.at] !== ']') {
    items.push(readFlowNode(flow, depth + 1))
    separator(flow, ']')
  }
  flow.at++
  return { kind: 'sequence', items, start, end: flow.at }
}

function readFlowMapping(flow: FlowReader, depth: number): YamlMapping {
  const start = flow.at
  const entries: YamlEntry[] = []
  step(flow)
  while (flow.text[flow.at] !== '}') {
    const key = readFlowScalar(flow)
    if (flow.text.slice(key.end, flow.at).includes('\n')) throw NOT_PLAIN
    if (flow.text.charCodeAt(flow.at) !== COLON || flow.text.charCodeAt(flow.at + 1) !== SPACE) throw NOT_PLAIN
    if (entries.some((entry) => keyText(entry.key) === keyText(key))) throw NOT_PLAIN
    step(flow)
    entries.push({ key, value: readFlowNode(flow, depth + 1) })
    separator(flow, '}')
  }
  flow.at++
  return { kind: 'mapping', entries, start, end: flow.at }
}

function readFlowScalar(flow: FlowReader): YamlScalar {
  const start = flow.at
  FLOW_SCALAR.lastIndex = start
  const source = FLOW_SCALAR.exec(flow.text)?.[0]
  if (source === undefined || /^-(?:$| )/.test(source)) throw NOT_PLAIN
  const end = start + source.length
  flow.at = skipBlanks(flow.text, end)
  if (/^['"]/.test(source)) return { kind: 'scalar', type: 'string', value: source.slice(1, -1), start, end }
  return { kind: 'scalar', ...resolveCertain(source), start, end }
}

function step(flow: FlowReader): void {
  flow.at = skipBlanks(flow.text, flow.at + 1)
}

function separator(flow: FlowReader, close: string): void {
  flow.at = skipBlanks(flow.text, flow.at)
  const character = flow.text[flow.at]
  if (character === ',') step(flow)
  else if (character !== close) throw NOT_PLAIN
}

/** Within brackets line ends are blanks, whatever the indentation. */
function skipBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === NEWLINE) at++
  return at
}
