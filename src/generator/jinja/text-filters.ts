import { asInteger, asText } from './arguments.ts'
import { fail } from './error.ts'
import { pairsOf } from './methods.ts'
import { length } from './sequence-filters.ts'
import { splitLines } from './string-methods.ts'
import { toText } from './text.ts'
import { characters, isAbsent, isIterable, isTrue, type JinjaValue } from './value.ts'

/** Words part at white space, hyphens and opening brackets. */
export function titleWords(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .map((word) =>
      characters(word)
        .map((character, index) => (index === 0 ? character.toUpperCase() : character.toLowerCase()))
        .join(''),
    )
    .join('')
}

export function indent(value: JinjaValue, width?: JinjaValue, first_?: JinjaValue, blank?: JinjaValue): JinjaValue {
  const indentation =
    typeof width === 'string' ? width : ' '.repeat(width === undefined ? 4 : asInteger(width, 'the width'))
  const everyLine = blank !== undefined && isTrue(blank)
  const [head = '', ...rest] = splitLines(`${asText(value, 'what is indented')}\n`)
  const lines = rest.map((line) => (line !== '' || everyLine ? indentation + line : line))
  const text = [head, ...lines].join('\n')
  return first_ !== undefined && isTrue(first_) ? indentation + text : text
}

export function truncate(
  value: JinjaValue,
  length_?: JinjaValue,
  killWords?: JinjaValue,
  end?: JinjaValue,
  leeway?: JinjaValue,
): JinjaValue {
  const limit = length_ === undefined ? 255 : asInteger(length_, 'the length')
  const tail = end === undefined ? '...' : asText(end, 'the end')
  const tolerance = isAbsent(leeway) ? 5 : asInteger(leeway, 'the leeway')
  if (limit < characters(tail).length || tolerance < 0)
    fail('truncate() has a length shorter than its end, or a negative leeway')
  if (Number(length(value)) <= limit + tolerance) return value
  const text = characters(asText(value, 'what is truncated'))
  const cut = text.slice(0, limit - characters(tail).length).join('')
  if (killWords !== undefined && isTrue(killWords)) return cut + tail
  const space = cut.lastIndexOf(' ')
  return (space < 0 ? cut : cut.slice(0, space)) + tail
}

export function urlEncode(value: JinjaValue): JinjaValue {
  if (typeof value === 'string' || !isIterable(value)) return quoteUrl(toText(value), false)
  return pairsOf(value)
    .map((pair) => pair.map((part) => quoteUrl(toText(part), true)).join('='))
    .join('&')
}

function quoteUrl(text: string, inQuery: boolean): string {
  const quoted = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return inQuery ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/')
}
