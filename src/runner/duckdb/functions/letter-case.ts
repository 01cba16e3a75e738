import type { EmitCall, ScalarFunction } from '../emit-context.ts'
import { reuse } from './reuse.ts'
import { lowerBytes, upperBytes } from './scalar/bytes.ts'
import { INITCAP_DELIMITERS, initcapText, lowerText, upperText } from './scalar/letter-case.ts'
import { casefoldText, type NormalForm, normalizeText } from './scalar/normal-form.ts'
import { soundexText } from './scalar/soundex.ts'
import { scalarCall, textOrBytes } from './shape.ts'

/** Letters: ASCII by DuckDB, the rest of Unicode here. */
export const letterCaseEmit: Readonly<Record<string, EmitCall>> = {
  UPPER: textOrBytes(asciiBy('upper', upperText), scalarCall(upperBytes)),
  LOWER: textOrBytes(asciiBy('lower', lowerText), scalarCall(lowerBytes)),
  INITCAP: ([text, delimiters], _call, context) =>
    `${context.use(initcapText)}(${text}, ${delimiters ?? context.text(INITCAP_DELIMITERS)})`,
  NORMALIZE: normal(normalizeText, 'NFC'),
  NORMALIZE_AND_CASEFOLD: normal(casefoldText, 'NFC'),
  SOUNDEX: scalarCall(soundexText),
}

function asciiBy(native: string, scalar: ScalarFunction): EmitCall {
  return ([text], _call, context) =>
    reuse(
      context,
      [text!],
      (t) => `CASE WHEN strlen(${t}) = length(${t}) THEN ${native}(${t}) ELSE ${context.use(scalar)}(${t}) END`,
    )
}

function normal(scalar: (form: NormalForm) => ScalarFunction, otherwise: NormalForm): EmitCall {
  return ([text], call, context) => {
    const mode = call.arguments[1]
    const form = mode?.kind === 'part' ? (mode.part as NormalForm) : otherwise
    return `${context.use(scalar(form))}(${text})`
  }
}
