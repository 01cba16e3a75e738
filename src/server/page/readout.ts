import { html } from './elements.ts'

/** What stands at a place of a picture. */
export interface Readout {
  readonly place: string
  /** One for each version, in order; empty where there is nothing. */
  readonly versions: readonly string[]
}

const INVITATION = 'Point at the picture, or move along it with the arrow keys.'

export function showReadout(element: HTMLElement, readout: Readout | undefined): void {
  if (readout === undefined) {
    element.replaceChildren(html('span', { class: 'quiet' }, INVITATION))
    return
  }
  const versions = readout.versions.map((text, index) => html('span', { class: `of v${index}` }, text))
  element.replaceChildren(html('strong', {}, readout.place), ...versions)
}

export function spoken({ place, versions }: Readout): string {
  return [place, ...versions].join('; ')
}
