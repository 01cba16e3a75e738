import type { Diagnostic } from '../../errors.ts'
import { tokenize } from '../../googlesql/lexer.ts'
import type { RenderedText } from './render.ts'

/** What is wrong with a text of which nothing is left but comments; undefined for any other text. */
export function noStatement({ text, path }: RenderedText): Diagnostic | undefined {
  if (!isEmpty(text)) return undefined
  return {
    severity: 'error',
    code: 'no-statement',
    message: text.trim() === '' ? 'no statement, the text is empty' : 'no statement, everything is a comment',
    path,
    line: 1,
    column: 1,
    ...(text.includes('--') && { hint: JOINED }),
  }
}

const JOINED = 'a `-` in `{%-` or `-%}` takes the line break away, which joins the next line to a `--` comment'

/** A text that cannot be cut into tokens has something in it; what, the parser will say. */
function isEmpty(text: string): boolean {
  try {
    return tokenize(text).length === 1
  } catch {
    return false
  }
}
