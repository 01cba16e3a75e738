/**
 * A GoogleSQL value in memory, read together with its type:
 * NULL null · BOOL boolean · INT64 bigint · FLOAT64 number · STRING string · BYTES Uint8Array · STRUCT and ARRAY arrays in
 * order · every other type its canonical text: NUMERIC and BIGNUMERIC decimal digits, DATE `2024-02-28`, DATETIME
 * `2024-02-28 10:00:00.5`, TIME `10:00:00.5`, TIMESTAMP `2024-02-28 10:00:00.5+00` (UTC), JSON its compact text,
 * INTERVAL `Y-M D H:M:S[.F]`.
 */
export type Value = null | boolean | bigint | number | string | Uint8Array | readonly Value[]
