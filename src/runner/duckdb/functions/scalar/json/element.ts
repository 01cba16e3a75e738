import { INT64, JSON_TYPE } from '../../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { readJson } from './parse.ts'
import { printJson } from './value.ts'

/** `json[index]`: of arrays only. */
export const jsonElement: ScalarFunction = {
  name: 'json_element',
  parameters: [JSON_TYPE, INT64],
  returns: JSON_TYPE,
  evaluate: (text, index) => {
    const value = readJson(text as string)
    const element = Array.isArray(value) ? value[Number(index)] : undefined
    return element === undefined ? null : printJson(element)
  },
}
