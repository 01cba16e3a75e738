import type { EmitCall } from '../emit-context.ts'
import { bucketsEmit } from './buckets.ts'
import { clockEmit } from './clock.ts'
import { constructorsEmit } from './constructors.ts'
import { datetimeTextEmit } from './datetime-text.ts'
import { differencesEmit } from './differences.ts'
import { stepsEmit } from './steps.ts'
import { truncationsEmit } from './truncations.ts'
import { unixTimeEmit } from './unix-time.ts'

/** Functions of dates and times. */
export const datetimeEmit: Readonly<Record<string, EmitCall>> = {
  ...constructorsEmit,
  ...stepsEmit,
  ...differencesEmit,
  ...truncationsEmit,
  ...unixTimeEmit,
  ...clockEmit,
  ...bucketsEmit,
  ...datetimeTextEmit,
}
