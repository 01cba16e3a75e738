import { aggregate, aggregateCondition, direction, windowCall } from './calls.ts'
import { type ColumnOf, expression, type ScopeOf, type TypeLetter } from './expression.ts'
import { type Random, randomOf } from './random.ts'
import { COLUMNS, columnsOf, type Names, SIMPLE, scopeWith, TABLES } from './tables.ts'

/** A query over two small tables, always the same for a seed; its rows come in a certain order, or order doesn't count. */
export function randomQuery(seed: number): string {
  const random = randomOf(seed)
  const names = { count: 0 }
  const make = random.pick([plain, plain, grouped, grouped, windowed, joined, setOperation, unnested, piped, nested])
  return `WITH ${TABLES}\n${make(random, names)}`
}

function list(random: Random, scope: ScopeOf, depth = 2): string {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => {
    return `${expression(random.pick([...SIMPLE, 'I', 'S', 'y'] as const), depth, scope)} AS c${index}`
  }).join(', ')
}

function plain(random: Random, names: Names): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const where = random.chance(0.6) ? ` WHERE ${expression('b', 2, scope)}` : ''
  const order = random.chance(0.5)
    ? ` ORDER BY ${expression(random.pick(SIMPLE), 1, scope)} ${direction(random)}, t.id`
    : ' ORDER BY t.id'
  const limit = random.chance(0.3) ? ` LIMIT ${1 + random.below(4)} OFFSET ${random.below(3)}` : ''
  return `SELECT t.id, ${list(random, scope)} FROM t${where}${order}${limit}`
}

function grouped(random: Random, names: Names): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const keys = Array.from({ length: random.below(3) }, () => expression(random.pick(SIMPLE), random.below(2), scope))
  const calls = Array.from({ length: 1 + random.below(3) }, (_, index) => `${aggregate(random, scope)} AS a${index}`)
  const items = [...keys.map((key, index) => `${key} AS g${index}`), ...calls]
  const where = random.chance(0.3) ? ` WHERE ${expression('b', 1, scope)}` : ''
  const having = random.chance(0.3) ? ` HAVING ${aggregateCondition(random, scope)}` : ''
  const by = keys.length === 0 ? '' : ` GROUP BY ${groupBy(random, keys.length)}`
  return `SELECT ${items.join(', ')} FROM t${where}${by}${having}`
}

function groupBy(random: Random, count: number): string {
  const names = Array.from({ length: count }, (_, index) => (random.chance(0.5) ? `g${index}` : `${index + 1}`))
  if (random.chance(0.15)) return 'ALL'
  return names.join(', ')
}

function windowed(random: Random, names: Names): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const calls = Array.from({ length: 1 + random.below(2) }, (_, index) => `${windowCall(random, scope)} AS w${index}`)
  const where = random.chance(0.3) ? ` WHERE ${expression('b', 1, scope)}` : ''
  const qualify = random.chance(0.25)
    ? `${where ? '' : ' WHERE TRUE'} QUALIFY ${windowCall(random, scope)} IS NOT NULL`
    : ''
  return `SELECT t.id, ${calls.join(', ')} FROM t${where}${qualify} ORDER BY t.id`
}

function joined(random: Random, names: Names): string {
  const both = [...columnsOf('t', 't'), ...columnsOf('u', 'u')]
  const scope = scopeWith(random, names, both)
  const kind = random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])
  const plainScope: ScopeOf = { random, names, columns: both }
  const on = random.pick([
    () => 'USING (k)',
    () => 'ON t.k = u.k',
    () => `ON t.k = u.k AND ${expression('b', 1, plainScope)}`,
    () => `ON ${expression('b', 1, plainScope)}`,
  ])()
  const where = random.chance(0.4) ? ` WHERE ${expression('b', 1, scope)}` : ''
  return `SELECT t.id, u.i AS ui, ${list(random, scope, 1)} FROM t ${kind} u ${on}${where}`
}

function branch(random: Random, names: Names, types: readonly TypeLetter[]): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const items = types.map((type, index) => `${expression(type, 1, scope)} AS c${index}`)
  return `SELECT ${items.join(', ')} FROM t${random.chance(0.5) ? ` WHERE ${expression('b', 1, scope)}` : ''}`
}

function setOperation(random: Random, names: Names): string {
  const types = Array.from({ length: 1 + random.below(2) }, () => random.pick(SIMPLE))
  const widened = types.map((type) => (type === 'i' && random.chance(0.3) ? random.pick(['f', 'n'] as const) : type))
  const operator = random.pick([
    'UNION ALL',
    'UNION DISTINCT',
    'INTERSECT DISTINCT',
    'EXCEPT DISTINCT',
    'UNION ALL BY NAME',
  ])
  return `${branch(random, names, types)} ${operator} ${branch(random, names, widened)}`
}

function unnested(random: Random, names: Names): string {
  const inner: readonly ColumnOf[] = [...columnsOf('t', 't'), { sql: 'x', type: 'i' }, { sql: 'o', type: 'i' }]
  const scope = scopeWith(random, names, inner)
  const array = expression('I', 1, scopeWith(random, names, columnsOf('t', 't')))
  const from = random.pick([
    `t, UNNEST(${array}) AS x WITH OFFSET AS o`,
    `t LEFT JOIN UNNEST(${array}) AS x WITH OFFSET AS o`,
    `t CROSS JOIN UNNEST(t.a) AS x WITH OFFSET AS o`,
  ])
  const where = random.chance(0.4) ? ` WHERE ${expression('b', 1, scope)}` : ''
  if (random.chance(0.4))
    return `SELECT x AS g, COUNT(*) AS c, SUM(${expression('i', 1, scope)}) AS s FROM ${from}${where} GROUP BY g`
  return `SELECT t.id, x, o, ${list(random, scope, 1)} FROM ${from}${where} ORDER BY t.id, o`
}

function piped(random: Random, names: Names): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const later: ScopeOf = { random, names, columns: Object.entries(COLUMNS.t!).map(([sql, type]) => ({ sql, type })) }
  const steps = [
    () => `WHERE ${expression('b', 1, later)}`,
    () => `EXTEND ${expression('i', 1, later)} AS x${++names.count}`,
    () => `SET i = ${expression('i', 1, later)}`,
    () => `SET s = ${expression('s', 1, later)}`,
    () => `ORDER BY ${expression(random.pick(SIMPLE), 0, later)}, id |> LIMIT ${1 + random.below(5)}`,
    () => `EXTEND SUM(i) OVER (PARTITION BY k ORDER BY id) AS x${++names.count}`,
    () => `AS p${++names.count}`,
  ]
  const middle = Array.from({ length: random.below(4) }, () => random.pick(steps)()).join(' |> ')
  const end = random.pick([
    () =>
      `AGGREGATE COUNT(*) AS c, MAX(${expression('i', 1, later)}) AS m GROUP BY ${random.pick(['k', 's', 'b', 'd'])} AS g |> ORDER BY g`,
    () => `SELECT id, ${list(random, later, 1)} |> ORDER BY id`,
    () => 'SELECT id, i, s |> ORDER BY id',
  ])()
  const first = `WHERE ${expression('b', 1, scope)}`
  return `FROM t |> ${[first, middle, end].filter(Boolean).join(' |> ')}`
}

function nested(random: Random, names: Names): string {
  const scope = scopeWith(random, names, columnsOf('t', 't'))
  const types = [random.pick(SIMPLE), random.pick(SIMPLE)] as const
  const inner = `SELECT t.id, ${types.map((type, index) => `${expression(type, 2, scope)} AS c${index}`).join(', ')} FROM t${random.chance(0.4) ? ` WHERE ${expression('b', 1, scope)}` : ''}`
  const outer: readonly ColumnOf[] = [
    { sql: 'q.id', type: 'i' },
    ...types.map((type, index) => ({ sql: `q.c${index}`, type })),
  ]
  const outerScope = scopeWith(random, names, outer)
  const where = random.chance(0.5) ? ` WHERE ${expression('b', 1, outerScope)}` : ''
  return `SELECT q.id, ${list(random, outerScope, 1)} FROM (${inner}) AS q${where} ORDER BY q.id`
}
