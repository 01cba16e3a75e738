import type { Place } from '../../errors.ts'

/** A stretch of rendered text and where it comes from. */
export interface Segment {
  /** Where it begins in the rendered text, in UTF-16 units. */
  readonly offset: number
  readonly place: Required<Place>
  /** The text stands there as it is; else it is what the expression at `place` gave. */
  readonly verbatim: boolean
}

/** From a rendered text back to its template. Segments in order of offset. */
export interface SourceMap {
  readonly text: string
  readonly segments: readonly Segment[]
}

/** The map of a text that was not rendered: every place is its own. */
export function identityMap(path: string, text: string): SourceMap {
  return { text, segments: [{ offset: 0, place: { path, line: 1, column: 1 }, verbatim: true }] }
}

/**
 * The place in the template that gave the character at `offset` of the rendered text; for the output of an expression, the
 * expression's. An offset at or past the end gives the place of the end.
 */
export function originalPlace(map: SourceMap, offset: number): Required<Place> {
  const segment = segmentAt(map.segments, offset)
  if (!segment) return { path: '', line: 1, column: 1 }
  if (!segment.verbatim) return segment.place
  const before = map.text.slice(segment.offset, offset)
  const lastLine = before.lastIndexOf('\n')
  if (lastLine < 0) return { ...segment.place, column: segment.place.column + before.length }
  return {
    path: segment.place.path,
    line: segment.place.line + before.split('\n').length - 1,
    column: before.length - lastLine,
  }
}

/** The last segment that begins at `offset` or before; the first where all begin after. */
function segmentAt(segments: readonly Segment[], offset: number): Segment | undefined {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (segments[middle]!.offset <= offset) low = middle
    else high = middle - 1
  }
  return segments[low]
}
