import { expression, type ScopeOf, type TypeLetter } from './expression.ts'
import type { Random } from './random.ts'
import { SIMPLE } from './tables.ts'

export function aggregate(random: Random, scope: ScopeOf): string {
  const value = (type: TypeLetter, depth = 1) => expression(type, depth, scope)
  const any = random.pick(SIMPLE)
  return random.pick([
    () => 'COUNT(*)',
    () => `COUNT(${random.pick(['', 'DISTINCT '])}${value(any)})`,
    () => `SUM(${random.pick(['', 'DISTINCT '])}${value('i')})`,
    () => `${random.pick(['SUM', 'AVG', 'MIN', 'MAX'])}(${value('n')})`,
    () => `${random.pick(['MIN', 'MAX'])}(${value(any)})`,
    () => `${random.pick(['LOGICAL_AND', 'LOGICAL_OR'])}(${value('b')})`,
    () => `COUNTIF(${value('b')})`,
    () => `${random.pick(['BIT_AND', 'BIT_OR', 'BIT_XOR'])}(${value('i')})`,
    () => `STRING_AGG(${value('s')}, '|' ORDER BY t.id${random.pick(['', ' LIMIT 2', ' DESC'])})`,
    () => `ARRAY_AGG(${value(any)} IGNORE NULLS ORDER BY t.id${random.pick(['', ' LIMIT 2', ' DESC'])})`,
    () => `ARRAY_AGG(STRUCT(${value(any)} AS x, t.id) ORDER BY t.id)`,
    () => `ARRAY_CONCAT_AGG(${value('I')} ORDER BY t.id)`,
    () => `ANY_VALUE(${value(any)} HAVING ${random.pick(['MAX', 'MIN'])} t.id)`,
    () => `ARRAY_LENGTH(ARRAY_AGG(DISTINCT ${value('s')}))`,
    () => `AVG(${value('i', 0)})`,
    () => `IF(COUNT(*) > ${random.below(4)}, MAX(${value('s')}), MIN(${value('s')}))`,
  ])()
}

export function aggregateCondition(random: Random, scope: ScopeOf): string {
  return random.pick([
    () => `COUNT(*) > ${random.below(3)}`,
    () => `MAX(${expression('i', 1, scope)}) > ${random.below(10)}`,
    () => `LOGICAL_OR(${expression('b', 1, scope)})`,
  ])()
}

export function windowCall(random: Random, scope: ScopeOf): string {
  const value = (type: TypeLetter, depth = 1) => expression(type, depth, scope)
  const partition = random.chance(0.5) ? `PARTITION BY ${value(random.pick(['i', 's', 'b', 'd', 'n']))} ` : ''
  const order = `ORDER BY ${random.chance(0.5) ? `${value(random.pick(SIMPLE))} ${direction(random)}, ` : ''}t.id`
  const bound = (side: string) =>
    random.pick([`UNBOUNDED ${side}`, `1 ${side}`, `2 ${side}`, 'CURRENT ROW', '0 PRECEDING'])
  const frame = random.chance(0.5) ? ` ROWS BETWEEN ${bound('PRECEDING')} AND ${bound('FOLLOWING')}` : ''
  const over = `OVER (${partition}${order}${frame})`
  const range = `OVER (${partition}ORDER BY t.i ${direction(random)} RANGE BETWEEN ${random.pick(['UNBOUNDED PRECEDING', '3 PRECEDING', 'CURRENT ROW', '1 PRECEDING'])} AND ${random.pick(['UNBOUNDED FOLLOWING', '3 FOLLOWING', 'CURRENT ROW'])})`
  const any = random.pick(SIMPLE)
  const nulls = random.pick(['', ' IGNORE NULLS', ' RESPECT NULLS'])
  return random.pick([
    () =>
      `${random.pick(['ROW_NUMBER()', 'RANK()', 'DENSE_RANK()', 'NTILE(3)', 'CUME_DIST()', 'PERCENT_RANK()'])} OVER (${partition}${order})`,
    () => `${random.pick(['LAG', 'LEAD'])}(${value(any)}, ${random.below(3)}) OVER (${partition}${order})`,
    () => `${random.pick(['FIRST_VALUE', 'LAST_VALUE'])}(${value(any)}${nulls}) ${over}`,
    () => `NTH_VALUE(${value(any)}, ${1 + random.below(3)}${nulls}) ${over}`,
    () => `${random.pick(['SUM', 'MIN', 'MAX', 'COUNT'])}(${value(random.pick(['i', 'n']))}) ${over}`,
    () => `${random.pick(['MIN', 'MAX'])}(${value(any)}) ${over}`,
    () => `STRING_AGG(${value('s')}) ${over}`,
    () => `COUNT(${value(any, 0)}) ${over}`,
    () => `${random.pick(['SUM', 'COUNT', 'MIN', 'BIT_XOR'])}(t.id) ${range}`,
    () => `COUNTIF(${value('b')}) ${over}`,
    () => `COUNT(DISTINCT ${value(any)}) OVER (${partition})`,
    () => `LOGICAL_AND(${value('b')}) ${over}`,
  ])()
}

export function direction(random: Random): string {
  return random.pick(['', 'DESC', 'NULLS LAST', 'DESC NULLS FIRST', 'ASC NULLS FIRST'])
}
