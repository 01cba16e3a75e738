import type { EmitCall } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { trimBytes } from './scalar/bytes.ts'
import { INITCAP_DELIMITERS } from './scalar/letter-case.ts'
import { textOrBytes } from './shape.ts'

/** TRIM, LTRIM, RTRIM. */
export const trimEmit: Readonly<Record<string, EmitCall>> = {
  TRIM: textOrBytes(trim('trim'), trimOfBytes(true, true)),
  LTRIM: textOrBytes(trim('ltrim'), trimOfBytes(true, false)),
  RTRIM: textOrBytes(trim('rtrim'), trimOfBytes(false, true)),
}

/** All of Unicode's white space; DuckDB alone trims spaces only. */
const WHITE_SPACE = INITCAP_DELIMITERS.replace(/[!-~]/g, '')
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII_WHITE_SPACE = WHITE_SPACE.replace(/[^\u0000-\u007f]/g, '')

function trim(name: 'trim' | 'ltrim' | 'rtrim'): EmitCall {
  return ([text, set], _call, context) => {
    if (set !== undefined) return `${name}(${text}, ${set})`
    // the fewer characters DuckDB has to look for, the faster it is
    return reuse(
      context,
      [text!],
      (t) =>
        `CASE WHEN strlen(${t}) = length(${t}) THEN ${name}(${t}, ${context.text(ASCII_WHITE_SPACE)}) ELSE ${name}(${t}, ${context.text(WHITE_SPACE)}) END`,
    )
  }
}

function trimOfBytes(left: boolean, right: boolean): EmitCall {
  return ([bytes, set], _call, context) => `${context.use(trimBytes)}(${bytes}, ${set}, ${left}, ${right})`
}
