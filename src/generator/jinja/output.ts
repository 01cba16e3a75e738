import type { Segment, SourceMap } from './source-map.ts'

/** Rendered text as it grows, with the place that each piece comes from. */
export interface Output {
  readonly pieces: string[]
  readonly segments: Segment[]
  length: number
}

export function newOutput(): Output {
  return { pieces: [], segments: [], length: 0 }
}

export function put(output: Output, text: string, place: Segment['place'], verbatim: boolean): void {
  if (text === '') return
  output.segments.push({ offset: output.length, place, verbatim })
  output.pieces.push(text)
  output.length += text.length
}

export function outputText(output: Output): string {
  return output.pieces.join('')
}

export function outputMap(output: Output): SourceMap {
  return { text: outputText(output), segments: output.segments }
}
