import { svg } from './elements.ts'

const LETTER_WIDTH = 6.5

/** A picture that only its readout and its table tell to those who do not see it. */
export function picture(width: number, height: number, ...children: readonly SVGElement[]): SVGElement {
  return svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' }, ...children)
}

/** A mark of the upright axis with its line. */
export function gridLine(y: number, [left, right]: readonly [number, number], name: string): SVGElement {
  return svg(
    'g',
    { class: 'grid' },
    svg('line', { x1: left, x2: right, y1: y, y2: y }),
    svg('text', { x: left - 6, y: y + 4, 'text-anchor': 'end' }, name),
  )
}

export function axisName(x: number, y: number, anchor: 'start' | 'middle', name: string): SVGElement {
  return svg('text', { class: 'name', x, y, 'text-anchor': anchor }, name)
}

/** As much of a name as has room. */
export function shortened(name: string, width: number): string {
  const most = Math.max(3, Math.floor(width / LETTER_WIDTH))
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}
