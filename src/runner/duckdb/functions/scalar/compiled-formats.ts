import type { TimeKind } from './time-format.ts'

const MOST_FORMATS = 1000

/** Keeps what was compiled of each format; formats may come from data, so not for ever. */
export function compiledFormats<T>(compile: (format: string, kind: TimeKind) => T) {
  const known: Record<TimeKind, Map<string, T>> = {
    DATE: new Map(),
    DATETIME: new Map(),
    TIME: new Map(),
    TIMESTAMP: new Map(),
  }
  return (format: string, kind: TimeKind): T => {
    const formats = known[kind]
    const ready = formats.get(format)
    if (ready !== undefined) return ready
    if (formats.size >= MOST_FORMATS) formats.clear()
    const fresh = compile(format, kind)
    formats.set(format, fresh)
    return fresh
  }
}
