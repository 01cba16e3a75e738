import { domainToUnicode } from 'node:url'
import { STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { hostOf } from './net-host.ts'
import { casefold } from './normal-form.ts'
import { PUBLIC_SUFFIXES } from './public-suffixes.ts'

/** NET.PUBLIC_SUFFIX: what registrars register under, such as `co.uk`; NULL where the list knows none. */
export const publicSuffix: ScalarFunction = {
  name: 'public_suffix',
  parameters: [STRING],
  returns: STRING,
  evaluate: (url) => lastLabels(url as string, 0),
}

/** NET.REG_DOMAIN: the public suffix and one label before it. */
export const registrableDomain: ScalarFunction = {
  name: 'registrable_domain',
  parameters: [STRING],
  returns: STRING,
  evaluate: (url) => lastLabels(url as string, 1),
}

/** The host's public suffix with `more` labels before it, as written. */
function lastLabels(url: string, more: number): string | null {
  const host = hostOf(url)
  if (host === null) return null
  const name = host.replace(/\.$/, '')
  const labels = name.split(POINT)
  const count = suffixLength(labels.map(comparable)) + more
  if (count === more || count > labels.length || labels.slice(-count).includes('')) return null
  return host.slice(labels.slice(0, -count).reduce((length, label) => length + label.length + 1, 0))
}

/** What separates labels, also in Chinese and Japanese. */
const POINT = /[.\u3002\uff0e\uff61]/

function comparable(label: string): string {
  const folded = casefold(label.normalize('NFKC'))
  return folded.startsWith('xn--') ? domainToUnicode(folded) : folded
}

/** How many labels the longest rule covers; 0 where none does. */
function suffixLength(labels: readonly string[]): number {
  const rules = rulesOf(labels.at(-1)!)
  if (!rules) return 0
  // a domain that only holds suffixes (`*.ck`) is taken for one by itself
  let longest = rules.has(ITSELF) || labels.length === 1 ? 1 : 0
  for (let count = 1; count < labels.length; count++) {
    const before = labels.slice(-1 - count, -1)
    if (rules.has(`!${before.join('.')}`)) return count
    if (rules.has(before.join('.')) || rules.has(['*', ...before.slice(1)].join('.'))) longest = count + 1
  }
  return longest
}

let table: Map<string, ReadonlySet<string>> | undefined

/** Stands for a top-level domain that is a suffix by itself. */
const ITSELF = '.'

/** The rules of a top-level domain, without it. */
function rulesOf(domain: string): ReadonlySet<string> | undefined {
  table ??= readTable()
  return table.get(domain)
}

function readTable(): Map<string, ReadonlySet<string>> {
  const rules = new Map<string, ReadonlySet<string>>()
  for (const line of PUBLIC_SUFFIXES.trim()
    .replace(/\n {2}/g, ' ')
    .split('\n')) {
    const [, mark, domain, rest] = /^(-?)([^ :]+):(.*)$/.exec(line) ?? []
    if (domain === undefined) for (const plain of line.split(' ')) rules.set(plain, new Set([ITSELF]))
    else rules.set(domain, new Set([...(mark ? [] : [ITSELF]), ...rest!.trim().split(' ')]))
  }
  return rules
}
