import { arrayOf, BYTES, STRING } from '../../../../googlesql/types.ts'
import type { ScalarArgument, ScalarFunction } from '../../emit-context.ts'

/*
 * BYTES as the 256 characters of Latin-1, which carry every byte and compare alike: for functions that JavaScript or DuckDB has on
 * text only.
 */

/** One character a byte. */
export function latin1(bytes: ScalarArgument): string {
  return Buffer.from(bytes as Uint8Array).toString('latin1')
}

export function bytesOfLatin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

/** For what DuckDB does on text: BYTES as Latin-1, and back. */
export const latin1Text: ScalarFunction = {
  name: 'latin1_text',
  parameters: [BYTES],
  returns: STRING,
  evaluate: (bytes) => latin1(bytes!),
}

export const latin1Bytes: ScalarFunction = {
  name: 'latin1_bytes',
  parameters: [STRING],
  returns: BYTES,
  evaluate: (text) => bytesOfLatin1(text as string),
}

/** The same of every element. */
export const latin1BytesEach: ScalarFunction = {
  name: 'latin1_bytes_each',
  parameters: [arrayOf(STRING)],
  returns: arrayOf(BYTES),
  evaluate: (texts) =>
    (texts as readonly (string | null)[]).map((text) => (text === null ? null : bytesOfLatin1(text))),
}

/** UTF-8 as text; every byte that belongs to no whole character becomes U+FFFD. */
export const bytesToStringSafely: ScalarFunction = {
  name: 'bytes_to_string_safely',
  parameters: [BYTES],
  returns: STRING,
  evaluate: (bytes) => {
    const given = bytes as Uint8Array
    let text = ''
    for (let at = 0; at < given.length; ) {
      const match = CHARACTER.exec(latin1(given.subarray(at, at + 4)))
      text += match ? Buffer.from(match[0], 'latin1').toString('utf8') : '\ufffd'
      at += match?.[0].length ?? 1
    }
    return text
  },
}

/** Well-formed UTF-8 (The Unicode Standard, table 3-7), as Latin-1. */
const CHARACTER =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes
  /^(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})/
