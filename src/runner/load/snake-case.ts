/**
 * A name as Mozilla's ingestion pipeline writes columns: words are split where the case changes (a digit has the case of
 * the letter before it) and at anything that is not a letter or digit, and joined by `_` in lower case.
 *
 * @see https://github.com/mozilla/jsonschema-transpiler (casing; its rule is told from the end of the name)
 */
export function snakeCase(name: string): string {
  const known = cache.get(name)
  if (known !== undefined) return known
  const converted = convert(name)
  if (cache.size < CACHE_LIMIT) cache.set(name, converted)
  return converted
}

/** The column for what a ping calls `name`; a column's name cannot begin with a digit. */
export function columnFor<T>(name: string, columns: ReadonlyMap<string, T>): T | undefined {
  const own = columns.get(name)
  if (own !== undefined) return own
  const converted = snakeCase(name)
  return columns.get(/^\d/.test(converted) ? `_${converted}` : converted)
}

/** Names of a document type repeat from ping to ping; keys of maps never get here. */
const cache = new Map<string, string>()
const CACHE_LIMIT = 50_000

/** Written on the reversed name, where a look-behind has a fixed length: `A7Aa`, `a7Aa` and `a7A` each hold a boundary. */
const REVERSED_BOUNDARY = /\b|(?<=[a-z][A-Z])(?=\d*[A-Z])|(?<=[a-z][A-Z])(?=\d*[a-z])|(?<=[A-Z])(?=\d*[a-z])/

function convert(name: string): string {
  const words = reverse(name.replace(/[^A-Za-z0-9]/g, ' ')).split(REVERSED_BOUNDARY)
  return reverse(
    words
      .map((word) => word.trim())
      .filter(Boolean)
      .join('_'),
  ).toLowerCase()
}

function reverse(text: string): string {
  return [...text].reverse().join('')
}
