/** Places along a picture that a pointer or the arrow keys step through. */
export interface Steps {
  readonly count: number
  /** The place nearest to a point, in pixels from the left end of the picture. */
  indexAt(x: number): number
  /** What is said of a place, for those who do not see it. */
  textOf(index: number): string
  /** Shows a place; undefined: none. */
  show(index: number | undefined): void
}

const FAR = 10

/** Makes a picture a slider over its places. Called again with other places, it forgets those it had. */
export function stepThrough(plot: HTMLElement, { count, indexAt, textOf, show }: Steps): void {
  let current: number | undefined
  const go = (index: number | undefined) => {
    current = index === undefined ? undefined : Math.min(count - 1, Math.max(0, index))
    plot.setAttribute('aria-valuenow', String(current ?? 0))
    plot.setAttribute('aria-valuetext', current === undefined ? 'nothing chosen' : textOf(current))
    show(current)
  }
  const moves: Readonly<Record<string, (from: number) => number | undefined>> = {
    ArrowRight: (from) => from + 1,
    ArrowUp: (from) => from + 1,
    ArrowLeft: (from) => from - 1,
    ArrowDown: (from) => from - 1,
    PageUp: (from) => from + FAR,
    PageDown: (from) => from - FAR,
    Home: () => 0,
    End: () => count - 1,
    Escape: () => undefined,
  }
  plot.setAttribute('aria-valuemin', '0')
  plot.setAttribute('aria-valuemax', String(Math.max(0, count - 1)))
  plot.onpointermove = (event) => go(indexAt(event.clientX - plot.getBoundingClientRect().left))
  plot.onpointerdown = plot.onpointermove
  plot.onpointerleave = () => go(undefined)
  plot.onblur = () => go(undefined)
  plot.onkeydown = (event) => {
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    go(move(current ?? -1))
  }
  go(undefined)
}
