import type { Diagnostic } from '../../errors.ts'
import { textPlace } from '../text-place.ts'
import { diagnosticAt, type SourceText } from '../yaml/diagnostic.ts'
import { entryOf, keyText, toValue, type YamlEntry, type YamlNode } from '../yaml/node.ts'
import { asMap, flagAt, present, textAt, textsAt } from '../yaml/value.ts'
import type { ProbeDefinition } from './definition.ts'

/** Collects the probes of one file, and what is wrong with them. */
export interface ProbeReader {
  readonly file: SourceText
  readonly probes: ProbeDefinition[]
  readonly diagnostics: Diagnostic[]
}

export type Problem = Pick<Diagnostic, 'code' | 'message' | 'hint'>

export function report({ file, diagnostics }: ProbeReader, node: YamlNode, problem: Problem): void {
  diagnostics.push(diagnosticAt(file, node, { severity: 'error', ...problem }))
}

/** The members of an object; anything else is reported. */
export function membersOf(reader: ProbeReader, node: YamlNode, what: string): readonly YamlEntry[] {
  if (node.kind === 'mapping') return node.entries
  report(reader, node, { code: 'invalid-value', message: `${what} is no object` })
  return []
}

/** The node under a key that must be there. */
export function required(reader: ProbeReader, { key, value }: YamlEntry, name: string): YamlNode | undefined {
  const found = entryOf(value, name)?.value
  const isThere = found !== undefined && !(found.kind === 'scalar' && found.value === null)
  if (isThere) return found
  report(reader, key, { code: 'missing-key', message: `${keyText(key)} has no ${name}` })
  return undefined
}

/** A whole number of at least `least`; files have some as texts. Undefined where there is none, or what is there is reported. */
export function wholeNumber(
  reader: ProbeReader,
  { key, value }: YamlEntry,
  name: string,
  least: number,
): number | undefined {
  const node = entryOf(value, name)?.value
  if (node === undefined) return undefined
  const text = node.kind === 'scalar' ? String(node.value) : ''
  const number = /^\d+$/.test(text) ? Number(text) : NaN
  if (Number.isSafeInteger(number) && number >= least) return number
  const message = `${name} of ${keyText(key)} is no whole number of at least ${least}`
  report(reader, node, { code: 'invalid-value', message })
  return undefined
}

/** What histograms and scalars have in common. */
export function commonFields({ file }: ProbeReader, { key, value }: YamlEntry) {
  const map = asMap(toValue(value))
  return {
    keyed: flagAt(map, 'keyed') ?? false,
    processes: textsAt(map, 'record_in_processes'),
    line: textPlace(file.text, key.start).line,
    ...present({ description: textAt(map, 'description')?.trim() }),
  }
}
