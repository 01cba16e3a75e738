import type { Random } from './random.ts'

/** What a value is drawn from. */
export interface Draw {
  readonly random: Random
  /** Midnight UTC of the day that the row comes in, milliseconds since 1970. */
  readonly dayMs: number
  /** Attributes of the row's entity as JSON, of which every row of that entity sees the same. */
  readonly entity: Attributes
}

export type Attributes = Readonly<Record<string, string | undefined>>

/**
 * Draws one value, as JSON text: objects that only live to be written would take most of the time. `undefined` leaves the
 * member out.
 */
export type Sampler = (draw: Draw) => string | undefined
