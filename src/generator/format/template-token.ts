import type { Piece } from './piece.ts'
import type { Token, TokenKind } from './token.ts'

const WITH_BODY: ReadonlySet<string> = new Set(['block', 'call', 'filter', 'for', 'if', 'macro'])

/** @param text `{% … %}` */
export function statementKind(text: string): TokenKind {
  const name = statementName(text)
  if (name === 'elif' || name === 'else') return 'templateMiddle'
  if (WITH_BODY.has(name)) return 'templateStart'
  return name.startsWith('end') && WITH_BODY.has(name.slice(3)) ? 'templateEnd' : 'statement'
}

/** `if` of `{%- if x %}` */
export function statementName(text: string): string {
  return /^\{%[-+]?\s*(\w*)/.exec(text)?.[1] ?? ''
}

/** A comment keeps the blanks before it on its line, and the line break where it begins a line. */
export function commentToken({ text, before }: Piece): Token {
  const own = before.slice(Math.max(0, before.lastIndexOf('\n')))
  return {
    kind: 'comment',
    text: own + text,
    source: own + text,
    before: before.slice(0, before.length - own.length),
    isJoined: false,
  }
}

/** What a comment says about formatting, if anything. */
export function formattingSwitch(comment: string): 'off' | 'on' | undefined {
  return /\bformat\s*:?\s*(off|on)\b/.exec(comment)?.[1] as 'off' | 'on' | undefined
}
