import type { Diagnostic } from '../../errors.ts'
import { textPlace } from '../text-place.ts'
import type { YamlNode } from './node.ts'

/** A file as far as places in it are concerned. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

/** Places a diagnostic at a node, its caret line no longer than the node's first line. */
export function diagnosticAt(
  file: SourceText,
  node: Pick<YamlNode, 'start' | 'end'>,
  problem: Pick<Diagnostic, 'severity' | 'code' | 'message' | 'hint'>,
): Diagnostic {
  const newline = file.text.indexOf('\n', node.start)
  const end = newline < 0 ? node.end : Math.min(node.end, newline)
  return { ...problem, path: file.path, ...textPlace(file.text, node.start), length: Math.max(1, end - node.start) }
}
