import { tokenize } from '../../googlesql/lexer.ts'
import type { Token } from '../../googlesql/token.ts'

const MOST_ROWS = 5

/**
 * Queries for rows that make a check fail, the likeliest first, as far as its form tells: the rows that a COUNTIF counts, the groups
 * that a HAVING keeps, the WITH entry that is counted. A query may give no rows, or be wrong.
 */
export function sampleQueries(check: string): readonly string[] {
  const text = new CheckText(check)
  const selects = text.selects()
  const counted = selects.flatMap((select) => countedEntry(text, select) ?? [])
  const grouped = selects.flatMap((select) => groupsOf(text, select) ?? [])
  const filtered = selects.flatMap((select) => countedRows(text, select) ?? [])
  return [...grouped, ...filtered, ...counted].map((query) => `${query}\nLIMIT\n  ${MOST_ROWS}`)
}

/** A SELECT; numbers are positions of tokens. */
interface Select {
  readonly start: number
  readonly end: number
  /** Where its clauses begin, by their first word. */
  readonly clauses: ReadonlyMap<string, number>
  /** How many of the statement's WITH entries it can read. */
  readonly entries: number
}

interface Entry {
  readonly name: string
  readonly start: number
  readonly end: number
}

const CLAUSES = new Set(['FROM', 'WHERE', 'GROUP', 'HAVING', 'QUALIFY', 'WINDOW', 'ORDER', 'LIMIT'])
const SET_OPERATORS = new Set(['UNION', 'INTERSECT', 'EXCEPT'])

/** A check cut into tokens, with what encloses what. */
class CheckText {
  readonly tokens: readonly Token[]
  readonly depths: readonly number[]
  readonly entries: readonly Entry[]
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    this.tokens = tokenize(text)
    this.depths = depthsOf(this.tokens)
    this.entries = this.tokens[0]?.word === 'WITH' ? this.#readEntries() : []
  }

  /** What stands from one token up to another, which is left out. */
  slice(start: number, end: number): string {
    return end <= start ? '' : this.#text.slice(this.tokens[start]!.start, this.tokens[end - 1]!.end)
  }

  selects(): readonly Select[] {
    return this.tokens.flatMap((token, index) => (token.word === 'SELECT' ? [this.#selectAt(index)] : []))
  }

  /** The WITH clause as the SELECT sees it. */
  withClause({ entries }: Select): string {
    const known = this.entries.slice(0, entries)
    return known.length === 0 ? '' : `WITH ${this.slice(known[0]!.start, known.at(-1)!.end)}\n`
  }

  clause({ clauses, end }: Select, word: string): string {
    const start = clauses.get(word)
    if (start === undefined) return ''
    const next = [...clauses.values()].filter((position) => position > start)
    return this.slice(start, Math.min(end, ...next))
  }

  #selectAt(start: number): Select {
    const depth = this.depths[start]!
    const clauses = new Map<string, number>()
    let end = start + 1
    for (; end < this.tokens.length - 1 && this.depths[end]! >= depth; end++) {
      const { word } = this.tokens[end]!
      const isHere = this.depths[end] === depth
      // `* EXCEPT (…)` is no set operation
      if (isHere && SET_OPERATORS.has(word) && this.tokens[end + 1]?.word !== '(') break
      if (isHere && CLAUSES.has(word) && !clauses.has(word)) clauses.set(word, end)
    }
    const within = this.entries.findIndex((entry) => entry.start <= start && start < entry.end)
    return { start, end, clauses, entries: within < 0 ? this.entries.length : within }
  }

  #readEntries(): readonly Entry[] {
    const entries: Entry[] = []
    let at = this.tokens[1]?.word === 'RECURSIVE' ? 2 : 1
    for (;;) {
      const close = this.depths.findIndex(
        (depth, index) => index > at + 2 && depth === 0 && this.tokens[index]!.word === ')',
      )
      if (close < 0) return entries
      entries.push({ name: this.tokens[at]!.text || this.tokens[at]!.word, start: at, end: close + 1 })
      if (this.tokens[close + 1]?.word !== ',') return entries
      at = close + 2
    }
  }
}

/** A bracket counts as outside of what it encloses. */
function depthsOf(tokens: readonly Token[]): readonly number[] {
  let depth = 0
  return tokens.map(({ word }) => {
    if (word === ')' || word === ']') depth -= 1
    const own = depth
    if (word === '(' || word === '[') depth += 1
    return own
  })
}

/** The rows that the SELECT counts with COUNTIF. */
function countedRows(text: CheckText, select: Select): string | undefined {
  const from = select.clauses.get('FROM')
  if (from === undefined || select.clauses.has('GROUP')) return undefined
  const conditions = new Set<string>()
  for (let at = select.start; at < from; at++) {
    if (text.tokens[at]!.word !== 'COUNTIF' || text.tokens[at + 1]?.word !== '(') continue
    const close = text.tokens.findIndex((_, index) => index > at + 1 && text.depths[index] === text.depths[at + 1])
    conditions.add(`(${text.slice(at + 2, close)})`)
  }
  if (conditions.size === 0) return undefined
  const where = text.clause(select, 'WHERE').slice('WHERE'.length).trim()
  const all = `(${[...conditions].join(' OR ')})`
  return `${text.withClause(select)}SELECT\n  *\n${text.clause(select, 'FROM')}\nWHERE\n  ${where === '' ? all : `(${where})\n  AND ${all}`}`
}

/** The groups that a HAVING keeps, with the columns that they are grouped by. */
function groupsOf(text: CheckText, select: Select): string | undefined {
  const { clauses } = select
  const [from, group] = [clauses.get('FROM'), clauses.get('GROUP')]
  if (from === undefined || group === undefined || !clauses.has('HAVING')) return undefined
  const list = text.slice(select.start + 1, from).replace(/,\s*$/, '')
  const keys = keysOf(text, select, group).filter((key) => !isListed(key, list))
  const clause = (word: string) => text.clause(select, word)
  const rest = ['FROM', 'WHERE', 'GROUP', 'HAVING'].map(clause).filter((each) => each !== '')
  return `${text.withClause(select)}SELECT\n  ${[...keys, list].join(', ')}\n${rest.join('\n')}`
}

function keysOf(text: CheckText, select: Select, group: number): readonly string[] {
  const end = Math.min(...[...select.clauses.values()].filter((position) => position > group), select.end)
  const keys: string[] = []
  let start = group + 2
  for (let at = start; at <= end; at++) {
    const isCut = at === end || (text.tokens[at]!.word === ',' && text.depths[at] === text.depths[group])
    if (!isCut) continue
    if (at > start) keys.push(text.slice(start, at))
    start = at + 1
  }
  return keys
}

/** A position in the SELECT list, or a name that stands there. */
function isListed(key: string, list: string): boolean {
  return (
    /^\d+$/.test(key) || new RegExp(`(?<![\\w.])${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`, 'i').test(list)
  )
}

/** `(SELECT COUNT(*) FROM entry)`: the rows of the entry. */
function countedEntry(text: CheckText, select: Select): string | undefined {
  const from = select.clauses.get('FROM')
  if (from === undefined || !/^SELECT\s+COUNT\s*\(\s*\*\s*\)\s*$/i.test(text.slice(select.start, from)))
    return undefined
  const name = text.tokens[from + 1]?.text
  const isEntry = from + 2 >= select.end && text.entries.some((entry) => entry.name === name)
  return isEntry ? `${text.withClause(select)}SELECT\n  *\nFROM\n  ${name}` : undefined
}
