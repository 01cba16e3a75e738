import { UsageError } from '../../errors.ts'
import { compileHistogram } from './histogram.ts'
import { normal, type Random, uuid } from './random.ts'
import type { Attributes, Draw, Sampler } from './sampler.ts'

/**
 * Compiles a template: plain values stand for themselves, an object with one key `$…` for a draw (see `sample/README.md`).
 *
 * @throws {UsageError} a directive that is unknown or lacks what it needs
 */
export function compileTemplate(template: unknown): Sampler {
  if (Array.isArray(template)) return compileList(template)
  if (typeof template !== 'object' || template === null) {
    const text = JSON.stringify(template)
    return () => text
  }
  const entries = Object.entries(template)
  const [first] = entries
  if (entries.length === 1 && first?.[0].startsWith('$')) return compileDirective(first[0], first[1])
  return compileObject(entries)
}

/** The attributes of entities, each a template. */
export function compileAttributes(templates: unknown): (draw: Draw) => Attributes {
  const members = Object.entries(record(templates, 'attributes')).map(
    ([key, value]) => [key, compileTemplate(value)] as const,
  )
  return (draw) => Object.fromEntries(members.map(([key, sampler]) => [key, sampler(draw)]))
}

function compileList(items: readonly unknown[]): Sampler {
  const samplers = items.map(compileTemplate)
  return (draw) => `[${samplers.map((sampler) => sampler(draw) ?? 'null').join(',')}]`
}

function compileObject(entries: readonly (readonly [string, unknown])[]): Sampler {
  const members = entries.map(([key, value]) => [`${JSON.stringify(key)}:`, compileTemplate(value)] as const)
  return (draw) => {
    let text = ''
    for (const [key, sampler] of members) {
      const value = sampler(draw)
      if (value !== undefined) text += text === '' ? key + value : `,${key}${value}`
    }
    return `{${text}}`
  }
}

function compileDirective(name: string, argument: unknown): Sampler {
  const compile = DIRECTIVES[name]
  if (compile) return compile(argument)
  throw new UsageError('sample-directive', `"${name}" draws nothing; known are ${Object.keys(DIRECTIVES).join(', ')}`)
}

const DAY_MS = 86_400_000

const DIRECTIVES: Readonly<Record<string, (argument: unknown) => Sampler>> = {
  $choice: compileChoice,
  $maybe: compileMaybe,
  $zipf: compileZipf,
  $integer: (argument) => {
    const [low, high] = pair(argument, '$integer')
    return ({ random }) => String(low + Math.floor(random.next() * (high - low + 1)))
  },
  $lognormal: (argument) => {
    const { median, sigma } = numbers(argument, '$lognormal', ['median', 'sigma'])
    return ({ random }) => String(Math.round(median * Math.exp(sigma * normal(random))))
  },
  $uuid:
    () =>
    ({ random }) =>
      `"${uuid(random)}"`,
  /** A time from `low` to `high` days before the end of the day, ISO 8601 with milliseconds. */
  $time: (argument) => {
    const [low, high] = pair(argument, '$time')
    return ({ random, dayMs }) =>
      `"${new Date(dayMs + DAY_MS - 1 - Math.floor((low + random.next() * (high - low)) * DAY_MS)).toISOString()}"`
  },
  /** Whole days since 1970, from `low` to `high` days before the row's day. */
  $day: (argument) => {
    const [low, high] = pair(argument, '$day')
    return ({ random, dayMs }) =>
      String(Math.floor(dayMs / DAY_MS) - low - Math.floor(random.next() * (high - low + 1)))
  },
  /** `YYYY-MM-DD`, from `low` to `high` days before the row's day. */
  $date: (argument) => {
    const [low, high] = pair(argument, '$date')
    return ({ random, dayMs }) => {
      const days = low + Math.floor(random.next() * (high - low + 1))
      return `"${new Date(dayMs - days * DAY_MS).toISOString().slice(0, 10)}"`
    }
  },
  $entity: (argument) => {
    const path = String(argument)
    return ({ entity }) => entity[path]
  },
  $text: compileText,
  $list: (argument) => {
    const { count, item } = samplers(argument, '$list', ['count', 'item'])
    return (draw) => `[${Array.from({ length: Number(count(draw)) }, () => item(draw) ?? 'null').join(',')}]`
  },
  $map: (argument) => {
    const { count, key, value } = samplers(argument, '$map', ['count', 'key', 'value'])
    return (draw) => {
      const members = new Map<string, string>()
      for (let left = Number(count(draw)); left > 0; left -= 1) {
        const name = JSON.stringify(plain(key(draw)))
        const drawn = value(draw)
        if (drawn !== undefined) members.set(name, drawn)
      }
      return `{${Array.from(members, ([name, drawn]) => `${name}:${drawn}`).join(',')}}`
    }
  },
  $histogram: compileHistogram,
  $fading: compileFading,
  $omit: () => () => undefined,
}

/** What stands in a text or as a key for a value: a text without its quotes. */
function plain(json: string | undefined): string {
  if (json === undefined) return 'undefined'
  return json.startsWith('"') ? JSON.parse(json) : json
}

/** `{$choice: {release: 90, beta: 10}}`, or a list of `[weight, template]` for values that are no text. */
function compileChoice(argument: unknown): Sampler {
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(argument)
    ? argument.map((entry) => [entry[0], entry[1]])
    : Object.entries(record(argument, '$choice')).map(([value, weight]) => [weight, value])
  const choices = entries.map(([, template]) => compileTemplate(template))
  const pick = weighted(entries.map(([weight]) => Number(weight)))
  return (draw) => choices[pick(draw.random)]!(draw)
}

/** Value number k of `of` (a count, or a list) with a probability that falls as 1/k. */
function compileZipf(argument: unknown): Sampler {
  const { of } = record(argument, '$zipf')
  const values = Array.isArray(of) ? of : Array.from({ length: Number(of) }, (_, index) => index + 1)
  const pick = weighted(values.map((_, index) => 1 / (index + 1)))
  const texts = values.map((value) => JSON.stringify(value))
  return ({ random }) => texts[pick(random)]
}

function compileMaybe(argument: unknown): Sampler {
  const { chance, ...branches } = record(argument, '$maybe')
  const then = compileTemplate(branches.value)
  const otherwise = 'else' in branches ? compileTemplate(branches.else) : () => undefined
  return (draw) => (draw.random.next() < Number(chance) ? then(draw) : otherwise(draw))
}

/** Something that begins on a day and then happens less and less often; `else` before, and where it does not happen. */
function compileFading(argument: unknown): Sampler {
  const { chance, days } = numbers(argument, '$fading', ['chance', 'days'])
  const { from, value, ...branches } = record(argument, '$fading')
  const firstMs = Date.parse(`${from}T00:00:00Z`)
  if (Number.isNaN(firstMs)) throw new UsageError('sample-directive', '$fading needs a day "from", YYYY-MM-DD')
  const then = compileTemplate(value)
  const otherwise = 'else' in branches ? compileTemplate(branches.else) : () => undefined
  return (draw) => {
    const age = (draw.dayMs - firstMs) / DAY_MS
    const happens = age >= 0 && draw.random.next() < chance * Math.exp(-age / days)
    return happens ? then(draw) : otherwise(draw)
  }
}

/** `{$text: ["addon-{}@example.com", {$zipf: {of: 500}}]}`: each `{}` is one draw. */
function compileText(argument: unknown): Sampler {
  if (!Array.isArray(argument))
    throw new UsageError('sample-directive', '$text needs a list: a pattern, then its draws')
  const pieces = String(argument[0]).split('{}')
  const values = argument.slice(1).map(compileTemplate)
  return (draw) =>
    JSON.stringify(
      pieces.map((piece, index) => (index === 0 ? piece : `${plain(values[index - 1]?.(draw))}${piece}`)).join(''),
    )
}

/** Draws an index with the given weights, by bisection of their running sums. */
function weighted(weights: readonly number[]): (random: Random) => number {
  let total = 0
  const sums = weights.map((weight) => (total += weight))
  return (random) => {
    const target = random.next() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

function record(argument: unknown, directive: string): Readonly<Record<string, unknown>> {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument))
    return argument as Record<string, unknown>
  throw new UsageError('sample-directive', `${directive} needs an object`)
}

function pair(argument: unknown, directive: string): readonly [number, number] {
  if (Array.isArray(argument) && argument.length === 2) return [Number(argument[0]), Number(argument[1])]
  throw new UsageError('sample-directive', `${directive} needs [low, high]`)
}

function numbers<K extends string>(argument: unknown, directive: string, keys: readonly K[]): Record<K, number> {
  const source = record(argument, directive)
  const missing = keys.find((key) => typeof source[key] !== 'number')
  if (missing) throw new UsageError('sample-directive', `${directive} needs a number "${missing}"`)
  return source as Record<K, number>
}

function samplers<K extends string>(argument: unknown, directive: string, keys: readonly K[]): Record<K, Sampler> {
  const source = record(argument, directive)
  const missing = keys.find((key) => !(key in source))
  if (missing) throw new UsageError('sample-directive', `${directive} needs "${missing}"`)
  return Object.fromEntries(keys.map((key) => [key, compileTemplate(source[key])])) as Record<K, Sampler>
}
