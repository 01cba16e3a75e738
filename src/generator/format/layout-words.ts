import { BARE_FUNCTIONS, FUNCTION_NAMES, PSEUDO_COLUMNS } from './function-names.ts'
import { PHRASE_WORDS } from './keywords.ts'

/** Every word that the formatter may write in upper case, names with dots in their parts. */
export const layoutWords: ReadonlySet<string> = new Set([
  'SAFE',
  ...PHRASE_WORDS,
  ...[...FUNCTION_NAMES].flatMap((name) => name.split('.')),
  ...BARE_FUNCTIONS,
  ...PSEUDO_COLUMNS,
])
