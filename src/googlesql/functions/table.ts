import { aggregatesFunctions } from './aggregates.ts'
import { arraysFunctions } from './arrays.ts'
import { bytesAndHashFunctions } from './bytes-and-hash.ts'
import { datetimeFunctions } from './datetime.ts'
import { jsonFunctions } from './json.ts'
import { netAndMiscFunctions } from './net-and-misc.ts'
import { numericFunctions } from './numeric.ts'
import { operatorsFunctions } from './operators.ts'
import type { Signature } from './parse-signature.ts'
import { parseSignature } from './parse-signature.ts'
import { rangesAndIntervalsFunctions } from './ranges-and-intervals.ts'
import type { FunctionEntry, FunctionTable } from './signature.ts'
import { stringsFunctions } from './strings.ts'
import { windowsFunctions } from './windows.ts'

const FAMILIES: readonly FunctionTable[] = [
  operatorsFunctions,
  stringsFunctions,
  bytesAndHashFunctions,
  numericFunctions,
  datetimeFunctions,
  arraysFunctions,
  jsonFunctions,
  rangesAndIntervalsFunctions,
  aggregatesFunctions,
  windowsFunctions,
  netAndMiscFunctions,
]

/** A function, and its signatures together with the entry that each stands in: two families may share a name. */
export interface BuiltinFunction {
  readonly name: string
  readonly kind: FunctionEntry['kind']
  readonly entries: readonly FunctionEntry[]
  readonly signatures: readonly BuiltinSignature[]
}

export interface BuiltinSignature {
  readonly entry: FunctionEntry
  readonly signature: Signature
}

let index: ReadonlyMap<string, readonly FunctionEntry[]> | undefined
const parsed = new Map<string, BuiltinFunction>()

/** A builtin function or operator by its name or alias, in any case. */
export function findBuiltin(name: string): BuiltinFunction | undefined {
  const key = name.toUpperCase()
  const known = parsed.get(key)
  if (known) return known
  const entries = families().get(key)
  if (!entries) return undefined
  const builtin = readEntries(entries)
  parsed.set(key, builtin)
  return builtin
}

/** All names a reader could have meant; operators left out. */
export function builtinNames(): readonly string[] {
  return [...families().keys()].filter((name) => !name.startsWith('$'))
}

function families(): ReadonlyMap<string, readonly FunctionEntry[]> {
  index ??= indexFamilies()
  return index
}

function indexFamilies(): ReadonlyMap<string, readonly FunctionEntry[]> {
  const map = new Map<string, FunctionEntry[]>()
  for (const entry of FAMILIES.flat()) {
    for (const name of [entry.name, ...(entry.aliases ?? [])])
      map.set(name.toUpperCase(), [...(map.get(name.toUpperCase()) ?? []), entry])
  }
  return map
}

function readEntries(entries: readonly FunctionEntry[]): BuiltinFunction {
  const signatures = entries.flatMap((entry) =>
    entry.signatures.map((text) => ({ entry, signature: parseSignature(text) })),
  )
  return { name: entries[0]!.name, kind: entries[0]!.kind, entries, signatures }
}
