import type { TokenKind } from './token.ts'

/**
 * The words that make the layout, by what they do to it. A phrase is written with any white space between its words; `[…]` may be
 * left out, `a|b` is a choice. Where several fit, the longest counts, then the one of the earlier line.
 */
const PHRASES: readonly (readonly [kind: TokenKind, phrases: readonly string[]])[] = [
  ['blockMiddle', ['BEGIN', 'EXCEPTION WHEN ERROR THEN', 'ELSEIF']],
  [
    'blockStart',
    ['CREATE [OR REPLACE] PROCEDURE', 'CREATE PROCEDURE IF NOT EXISTS', 'IF', 'LOOP', 'CASE', 'DO', 'REPEAT'],
  ],
  ['blockEnd', ['END [WHILE|LOOP|IF|FOR|REPEAT]']],
  [
    'clause',
    [
      'ALTER TABLE [IF EXISTS]',
      'CREATE [OR REPLACE] [TEMPORARY|TEMP] TABLE [IF NOT EXISTS]',
      'CREATE SNAPSHOT TABLE [IF NOT EXISTS]',
      'CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS]',
      'DROP [SNAPSHOT] TABLE [IF EXISTS]',
      'DROP [MATERIALIZED] VIEW [IF EXISTS]',
      'AS',
      'CLONE',
      'CLUSTER BY',
      'OPTIONS',
      'DELETE [FROM]',
      'INSERT [INTO]',
      'VALUES',
      'MERGE [INTO]',
      'WHEN MATCHED',
      'WHEN NOT MATCHED',
      'WHEN NOT MATCHED BY SOURCE|TARGET',
      'UPDATE',
      'SET',
      'BEGIN TRANSACTION',
      'COMMIT|ROLLBACK [TRANSACTION]',
      'EXECUTE IMMEDIATE',
      'WITH',
      'SELECT [ALL|DISTINCT]',
      'SELECT [ALL|DISTINCT] AS STRUCT|VALUE',
      'FROM',
      '[CROSS|INNER] JOIN',
      'FULL|LEFT|RIGHT [OUTER] JOIN',
      'WHERE',
      'GROUP BY',
      'HAVING',
      'QUALIFY',
      'WINDOW',
      'PARTITION BY',
      'RANGE|ROWS [BETWEEN]',
      'ORDER BY',
      'LIMIT',
      ...['', 'INNER ', 'OUTER ', 'FULL|LEFT [OUTER] '].flatMap((mode) =>
        ['UNION ALL|DISTINCT', 'INTERSECT|EXCEPT DISTINCT'].flatMap((operator) => [
          `${mode}${operator}`,
          `${mode}${operator} BY NAME`,
          `${mode}${operator} [STRICT] CORRESPONDING`,
        ]),
      ),
      'AGGREGATE',
      'DROP',
      'EXTEND',
      'GROUP AND ORDER BY',
      'RENAME',
    ],
  ],
  ['thenOrElse', ['THEN', 'ELSE']],
  ['caseClause', ['WHEN']],
  [
    'newline',
    [
      'ASSERT',
      'BY',
      'FOR [SYSTEM_TIME AS OF]',
      'INTO',
      'ON',
      'PIVOT',
      'TABLESAMPLE SYSTEM',
      'UNPIVOT',
      'UNPIVOT INCLUDE|EXCLUDE NULLS',
      'USING',
      'WITH OFFSET',
      'CREATE [OR REPLACE] [TEMPORARY|TEMP] [AGGREGATE] FUNCTION [IF NOT EXISTS]',
      'CREATE [OR REPLACE] TABLE FUNCTION [IF NOT EXISTS]',
      'RETURNS',
      'LANGUAGE',
      'AND',
      'BETWEEN',
      'OR',
      'BREAK',
      'CALL',
      'CONTINUE',
      'DECLARE',
      'ITERATE',
      'LEAVE',
      'RAISE [USING MESSAGE]',
      'RETURN',
      'UNTIL',
      'WHILE',
    ],
  ],
  ['angleWord', ['ARRAY', 'RANGE', 'STRUCT']],
  [
    'spaced',
    [
      '* EXCEPT|REPLACE',
      'CUBE',
      'GROUPING SETS',
      'INTERVAL',
      'OVER',
      'ROLLUP',
      'EXISTS',
      '[NOT] IN',
      'IS [NOT] DISTINCT FROM',
      'IS [NOT] NULL|TRUE|FALSE',
      '[NOT] LIKE [ANY|SOME|ALL]',
      'NOT BETWEEN',
      'NOT',
    ],
  ],
  [
    'keyword',
    `BIGNUMERIC BIGDECIMAL BOOL BOOLEAN BYTES DATE DATETIME FLOAT64 GEOGRAPHY INT64 INT SMALLINT INTEGER BIGINT TINYINT BYTEINT
    JSON NUMERIC DECIMAL STRING TIME TIMESTAMP DAY DAYOFWEEK DAYOFYEAR HOUR INOUT ISOWEEK ISOYEAR MICROSECOND MILLISECOND MINUTE
    MONTH OUT PERCENT QUARTER REPLACE SECOND WEEK YEAR ALL ANY ASC ASSERT_ROWS_MODIFIED AT CAST COLLATE CONTAINS CREATE CROSS
    CURRENT DEFAULT DEFINE DESC DISTINCT ENUM ESCAPE EXCEPT EXCLUDE EXTRACT FALSE FETCH FOLLOWING FULL GROUP GROUPING GROUPS HASH
    IF IGNORE INNER INTERSECT IS JOIN LATERAL LEFT LIKE LOOKUP MERGE NATURAL NEW NO NULL NULLS OF ORDER OUTER PARTITION PRECEDING
    PROTO RECURSIVE RESPECT RIGHT SOME TABLESAMPLE TO TREAT TRUE UNBOUNDED UNION UNNEST WITHIN`.split(/\s+/),
  ],
  ['keyword', ['CURRENT ROW', 'HAVING MAX|MIN', 'NULLS FIRST|LAST']],
]

export interface Phrase {
  readonly kind: TokenKind
  readonly words: readonly string[]
}

const ALL: readonly Phrase[] = PHRASES.flatMap(([kind, phrases]) =>
  phrases.flatMap(variants).map((words) => ({ kind, words })),
)

export const PHRASE_WORDS: readonly string[] = ALL.flatMap(({ words }) => words)

const byFirstWord = new Map<string, Phrase[]>()
// a stable sort: among equally long ones the earlier stays first
for (const phrase of ALL.toSorted((left, right) => right.words.length - left.words.length))
  byFirstWord.set(phrase.words[0]!, [...(byFirstWord.get(phrase.words[0]!) ?? []), phrase])

/** The phrases that begin with a word, the longest first. */
export function phrasesFrom(word: string): readonly Phrase[] {
  return byFirstWord.get(word) ?? []
}

/** `A [B|C]` is `A`, `A B` and `A C`. */
function variants(phrase: string): string[][] {
  let found: string[][] = [[]]
  for (const group of phrase.match(/\[[^\]]+\]|\S+/g) ?? []) {
    const longer = group
      .replace(/[[\]]/g, '')
      .split('|')
      .flatMap((choice) => found.map((words) => [...words, ...choice.split(' ')]))
    found = group.startsWith('[') ? found.concat(longer) : longer
  }
  return found
}
