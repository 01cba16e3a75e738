import type { Diagnostic } from '../../errors.ts'
import type { SourceText } from './diagnostic.ts'
import { readWithLibrary } from './library.ts'
import type { YamlNode } from './node.ts'
import { parsePlainYaml } from './plain.ts'

/** A YAML file as read, with what is wrong with its form. A file that is no YAML at all reads as null. */
export interface YamlFile extends SourceText {
  readonly root: YamlNode
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a text as PyYAML's loaders do: YAML 1.1 with merge keys, anchors and bare dates. Never throws for a bad text.
 * The include tags stay on their nodes; any other foreign tag is a diagnostic.
 */
export function parseYaml(text: string, path: string): YamlFile {
  const plain = parsePlainYaml(text)
  return plain ? { path, text, root: plain, diagnostics: [] } : { path, text, ...readWithLibrary(text, path) }
}

/** Whether what the file says can be relied on as far as its form goes. */
export function isReadable(file: YamlFile): boolean {
  return file.diagnostics.every(({ severity }) => severity !== 'error')
}
