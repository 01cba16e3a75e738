import { nearest } from '../resolve/suggest.ts'
import type { Token } from '../token.ts'

/** Where a reader of tokens stands. */
interface Place {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly index: number
}

/** What to write instead, where the slip at this place is one that people make often. */
export function hintFor(place: Place, expected: string): string | undefined {
  const token = place.tokens[place.index]
  const previous = place.tokens[place.index - 1]
  if (token === undefined) return undefined
  return (
    templateHint(place.text, token) ??
    operatorHint(token, previous) ??
    keywordHint(token, previous, expected) ??
    spellingHint(token) ??
    (previous && spellingHint(previous))
  )
}

function templateHint(text: string, token: Token): string | undefined {
  const near = text.slice(Math.max(0, token.start - 1), token.end + 1)
  return /\{[{%#]|[%}]\}/.test(near) ? 'this is a template; render it before it is read as SQL' : undefined
}

function operatorHint(token: Token, previous: Token | undefined): string | undefined {
  if (token.word === '=' && previous?.word === '=') return 'equality is written with one ='
  if (token.word === ':' && previous?.word === ':') return 'a cast is written CAST(x AS type)'
  if (token.word === '!') return 'negation is written NOT'
  if (token.word === '&' && previous?.word === '&') return 'write AND'
  if (token.word === '%') return 'the remainder is MOD(x, y)'
  if (token.word === 'ILIKE') return 'compare LOWER(x) LIKE pattern'
  return undefined
}

function keywordHint(token: Token, previous: Token | undefined, expected: string): string | undefined {
  if (previous?.word === ',' && token.word === 'FROM') return undefined
  if (expected.includes('name') && token.reserved)
    return `${token.word} is a reserved keyword; to use it as a name write \`${token.text}\``
  if (token.word === 'IF' && previous?.word === 'ELSE') return 'write ELSEIF'
  if (expected === 'ALL or DISTINCT') return 'GoogleSQL wants UNION ALL or UNION DISTINCT'
  if (token.kind === 'end' && expected === ')') return 'a parenthesis is never closed'
  return undefined
}

const keywords =
  `SELECT FROM WHERE GROUP ORDER HAVING LIMIT QUALIFY WINDOW UNION JOIN WITH CREATE INSERT UPDATE DELETE MERGE DECLARE
  EXECUTE TRUNCATE`.split(/\s+/)

/** `FRM`, read as an alias, makes the word behind it wrong. */
function spellingHint({ kind, reserved, word }: Token): string | undefined {
  if (kind !== 'word' || reserved || word.length < 3 || keywords.includes(word)) return undefined
  const keyword = nearest(word, keywords)
  return keyword && `did you mean ${keyword}?`
}
