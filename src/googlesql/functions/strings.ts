import type { Expression } from '../resolved.ts'
import { refuseUntypedNull } from './comparable.ts'
import type { FunctionEntry, FunctionTable } from './signature.ts'

/**
 * Functions and operators on STRING and BYTES.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions
 */
export const stringsFunctions: FunctionTable = [
  scalar('ASCII', '(STRING) -> INT64'),
  { ...scalar('BYTE_LENGTH', '(STRING) -> INT64', '(BYTES) -> INT64'), aliases: ['OCTET_LENGTH'] },
  { ...scalar('CHAR_LENGTH', '(STRING) -> INT64'), aliases: ['CHARACTER_LENGTH'] },
  scalar('CHR', '(INT64) -> STRING'),
  scalar('CODE_POINTS_TO_BYTES', '(ARRAY<INT64>) -> BYTES'),
  scalar('CODE_POINTS_TO_STRING', '(ARRAY<INT64>) -> STRING'),
  { ...scalar('COLLATE', '(STRING, STRING) -> STRING'), check: collateFault },
  scalar('CONCAT', '(STRING, ...STRING) -> STRING', '(BYTES, ...BYTES) -> BYTES', '(TEXT, ...TEXT) -> STRING'),
  { ...scalar('CONTAINS_SUBSTR', '(ANY, STRING, [=json_scope: STRING]) -> BOOL'), check: containsSubstrFault },
  scalar(
    'EDIT_DISTANCE',
    '(STRING, STRING, [=max_distance: INT64]) -> INT64',
    '(BYTES, BYTES, [=max_distance: INT64]) -> INT64',
  ),
  scalar('ENDS_WITH', '(STRING, STRING) -> BOOL', '(BYTES, BYTES) -> BOOL'),
  scalar('FORMAT', '(STRING, ...ANY) -> STRING'),
  scalar('INITCAP', '(STRING, [STRING]) -> STRING'),
  scalar('INSTR', '(STRING, STRING, [INT64], [INT64]) -> INT64', '(BYTES, BYTES, [INT64], [INT64]) -> INT64'),
  scalar('LEFT', '(STRING, INT64) -> STRING', '(BYTES, INT64) -> BYTES'),
  scalar('LENGTH', '(STRING) -> INT64', '(BYTES) -> INT64'),
  scalar('LOWER', '(STRING) -> STRING', '(BYTES) -> BYTES'),
  scalar('LPAD', '(STRING, INT64, [STRING]) -> STRING', '(BYTES, INT64, [BYTES]) -> BYTES'),
  scalar('LTRIM', '(STRING, [STRING]) -> STRING', '(BYTES, BYTES) -> BYTES'),
  { ...scalar('NORMALIZE', '(STRING, [PART]) -> STRING'), parts: ['NFC', 'NFKC', 'NFD', 'NFKD'] },
  { ...scalar('NORMALIZE_AND_CASEFOLD', '(STRING, [PART]) -> STRING'), parts: ['NFC', 'NFKC', 'NFD', 'NFKD'] },
  scalar('REGEXP_CONTAINS', '(STRING, STRING) -> BOOL', '(BYTES, BYTES) -> BOOL'),
  {
    ...scalar(
      'REGEXP_EXTRACT',
      '(STRING, STRING, [INT64], [INT64]) -> STRING',
      '(BYTES, BYTES, [INT64], [INT64]) -> BYTES',
    ),
    aliases: ['REGEXP_SUBSTR'],
  },
  scalar('REGEXP_EXTRACT_ALL', '(STRING, STRING) -> ARRAY<STRING>', '(BYTES, BYTES) -> ARRAY<BYTES>'),
  scalar(
    'REGEXP_INSTR',
    '(STRING, STRING, [INT64], [INT64], [INT64]) -> INT64',
    '(BYTES, BYTES, [INT64], [INT64], [INT64]) -> INT64',
  ),
  scalar('REGEXP_REPLACE', '(STRING, STRING, STRING) -> STRING', '(BYTES, BYTES, BYTES) -> BYTES'),
  scalar('REPEAT', '(STRING, INT64) -> STRING', '(BYTES, INT64) -> BYTES'),
  scalar('REPLACE', '(STRING, STRING, STRING) -> STRING', '(BYTES, BYTES, BYTES) -> BYTES'),
  scalar('REVERSE', '(STRING) -> STRING', '(BYTES) -> BYTES'),
  scalar('RIGHT', '(STRING, INT64) -> STRING', '(BYTES, INT64) -> BYTES'),
  scalar('RPAD', '(STRING, INT64, [STRING]) -> STRING', '(BYTES, INT64, [BYTES]) -> BYTES'),
  scalar('RTRIM', '(STRING, [STRING]) -> STRING', '(BYTES, BYTES) -> BYTES'),
  scalar('SAFE_CONVERT_BYTES_TO_STRING', '(BYTES) -> STRING'),
  scalar('SOUNDEX', '(STRING) -> STRING'),
  scalar('SPLIT', '(STRING, [STRING]) -> ARRAY<STRING>', '(BYTES, BYTES) -> ARRAY<BYTES>'),
  scalar('STARTS_WITH', '(STRING, STRING) -> BOOL', '(BYTES, BYTES) -> BOOL'),
  scalar('STRPOS', '(STRING, STRING) -> INT64', '(BYTES, BYTES) -> INT64'),
  {
    ...scalar('SUBSTR', '(STRING, INT64, [INT64]) -> STRING', '(BYTES, INT64, [INT64]) -> BYTES'),
    aliases: ['SUBSTRING'],
  },
  scalar('TO_CODE_POINTS', '(STRING) -> ARRAY<INT64>', '(BYTES) -> ARRAY<INT64>'),
  scalar('TRANSLATE', '(STRING, STRING, STRING) -> STRING', '(BYTES, BYTES, BYTES) -> BYTES'),
  scalar('TRIM', '(STRING, [STRING]) -> STRING', '(BYTES, BYTES) -> BYTES'),
  scalar('UNICODE', '(STRING) -> INT64'),
  scalar('UPPER', '(STRING) -> STRING', '(BYTES) -> BYTES'),
  {
    ...scalar(
      '$concat',
      '(STRING, STRING) -> STRING',
      '(BYTES, BYTES) -> BYTES',
      '(ARRAY<T>, ARRAY<T>) -> ARRAY<T>',
      '(TEXT, TEXT) -> STRING',
    ),
    check: refuseUntypedNull,
  },
  { ...scalar('$like', '(STRING, STRING) -> BOOL', '(BYTES, BYTES) -> BOOL'), check: refuseUntypedNull },
  ...['$like_any', '$like_all'].map((name) =>
    scalar(
      name,
      '(STRING, STRING, ...STRING) -> BOOL',
      '(BYTES, BYTES, ...BYTES) -> BOOL',
      '(STRING, ARRAY<STRING>) -> BOOL',
      '(BYTES, ARRAY<BYTES>) -> BOOL',
    ),
  ),
]

function scalar(name: string, ...signatures: string[]): FunctionEntry {
  return { name, kind: 'scalar', signatures }
}

function containsSubstrFault(call: readonly Expression[]): string | undefined {
  const needle = call[1]
  if (needle?.kind !== 'literal') return 'the text that CONTAINS_SUBSTR looks for must be a literal'
  return needle.value === null ? 'the text that CONTAINS_SUBSTR looks for must not be NULL' : undefined
}

function collateFault(call: readonly Expression[]): string | undefined {
  return call[1]?.kind === 'literal' ? undefined : 'the collation of COLLATE must be a literal'
}
