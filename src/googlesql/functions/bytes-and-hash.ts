import type { FunctionEntry, FunctionTable } from './signature.ts'

/** A keyset in clear (BYTES) or wrapped by a key service (what KEYS.KEYSET_CHAIN gives). */
const KEY_CHAIN = 'STRUCT<kms_resource_name STRING, wrapped_keyset BYTES>'

/**
 * Encodings, hashes, bits and encryption.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/hash_functions
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/aead_encryption_functions
 */
export const bytesAndHashFunctions: FunctionTable = [
  scalar('BIT_COUNT', '(INT64) -> INT64', '(BYTES) -> INT64'),
  scalar('FARM_FINGERPRINT', '(STRING) -> INT64', '(BYTES) -> INT64'),
  scalar('FROM_BASE32', '(STRING) -> BYTES'),
  scalar('FROM_BASE64', '(STRING) -> BYTES'),
  scalar('FROM_HEX', '(STRING) -> BYTES'),
  scalar('MD5', '(STRING) -> BYTES', '(BYTES) -> BYTES'),
  scalar('SHA1', '(STRING) -> BYTES', '(BYTES) -> BYTES'),
  scalar('SHA256', '(STRING) -> BYTES', '(BYTES) -> BYTES'),
  scalar('SHA512', '(STRING) -> BYTES', '(BYTES) -> BYTES'),
  scalar('TO_BASE32', '(BYTES) -> STRING'),
  scalar('TO_BASE64', '(BYTES) -> STRING'),
  scalar('TO_HEX', '(BYTES) -> STRING'),
  scalar('GENERATE_UUID', '() -> STRING'),
  scalar('AEAD.DECRYPT_BYTES', ...overKeysets('BYTES, BYTES', 'BYTES'), ...overKeysets('BYTES, STRING', 'BYTES')),
  scalar('AEAD.DECRYPT_STRING', ...overKeysets('BYTES, STRING', 'STRING')),
  scalar(
    'AEAD.ENCRYPT',
    ...overKeysets('STRING, STRING', 'BYTES'),
    ...overKeysets('BYTES, BYTES', 'BYTES'),
    ...overKeysets('BYTES, STRING', 'BYTES'),
  ),
  scalar(
    'DETERMINISTIC_DECRYPT_BYTES',
    ...overKeysets('BYTES, BYTES', 'BYTES'),
    ...overKeysets('BYTES, STRING', 'BYTES'),
  ),
  scalar('DETERMINISTIC_DECRYPT_STRING', ...overKeysets('BYTES, STRING', 'STRING')),
  scalar(
    'DETERMINISTIC_ENCRYPT',
    ...overKeysets('STRING, STRING', 'BYTES'),
    ...overKeysets('BYTES, BYTES', 'BYTES'),
    ...overKeysets('BYTES, STRING', 'BYTES'),
  ),
  scalar('KEYS.ADD_KEY_FROM_RAW_BYTES', '(BYTES, STRING, BYTES) -> BYTES'),
  scalar('KEYS.KEYSET_CHAIN', `(STRING, BYTES) -> ${KEY_CHAIN}`),
  scalar('KEYS.KEYSET_FROM_JSON', '(STRING) -> BYTES'),
  scalar('KEYS.KEYSET_LENGTH', '(BYTES) -> INT64'),
  scalar('KEYS.KEYSET_TO_JSON', '(BYTES) -> STRING'),
  scalar('KEYS.NEW_KEYSET', '(STRING) -> BYTES'),
  scalar('KEYS.NEW_WRAPPED_KEYSET', '(STRING, STRING) -> BYTES'),
  scalar('KEYS.REWRAP_KEYSET', '(STRING, STRING, BYTES) -> BYTES'),
  scalar('KEYS.ROTATE_KEYSET', '(BYTES, STRING) -> BYTES'),
  scalar('KEYS.ROTATE_WRAPPED_KEYSET', '(STRING, BYTES, STRING) -> BYTES'),
]

function scalar(name: string, ...signatures: string[]): FunctionEntry {
  return { name, kind: 'scalar', signatures }
}

function overKeysets(rest: string, result: string): string[] {
  return ['BYTES', KEY_CHAIN].map((keyset) => `(${keyset}, ${rest}) -> ${result}`)
}
