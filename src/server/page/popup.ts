import { html } from './elements.ts'
import { bestMatches } from './search.ts'

/** The options of a text field that match what is typed, one of them active. */
export interface Popup {
  readonly element: HTMLElement
  readonly isOpen: () => boolean
  readonly open: (text: string, options: readonly string[]) => void
  readonly close: () => void
  /** Makes the next one active, or the one before; the ends meet. */
  readonly move: (by: number) => void
  readonly active: () => string | undefined
}

const MOST_SHOWN = 50

/** @param input is told of the list and its active option, as assistive programs expect it */
export function popup(input: HTMLInputElement, id: string, label: string): Popup {
  const list = html('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: '' })
  const more = html('p', { class: 'more', hidden: '' })
  const element = html('div', { class: 'popup', hidden: '' }, list, more)
  let active = -1

  const activate = (index: number) => {
    const items = [...list.children]
    active = items.length === 0 ? -1 : (index + items.length) % items.length
    for (const [place, item] of items.entries()) item.setAttribute('aria-selected', String(place === active))
    input.setAttribute('aria-activedescendant', items[active]?.id ?? '')
    items[active]?.scrollIntoView({ block: 'nearest' })
  }
  const show = (isShown: boolean, isEmpty: boolean) => {
    element.hidden = !isShown
    list.hidden = !isShown || isEmpty
    input.setAttribute('aria-expanded', String(!list.hidden))
    if (list.hidden) input.removeAttribute('aria-activedescendant')
  }
  const open = (text: string, options: readonly string[]) => {
    const { shown, others } = bestMatches(text, options, MOST_SHOWN)
    const items = shown.map((one, index) =>
      html('li', { role: 'option', id: `${id}-${index}`, 'data-value': one }, one),
    )
    list.replaceChildren(...items)
    more.textContent = shown.length === 0 ? `nothing is called “${text}”` : `and ${others} more: type to narrow`
    more.hidden = shown.length > 0 && others === 0
    activate(Math.max(0, shown.indexOf(text)))
    show(true, shown.length === 0)
  }
  return {
    element,
    isOpen: () => !element.hidden,
    open,
    close: () => show(false, true),
    move: (by) => activate(active + by),
    active: () => valueAt(list.children[active]),
  }
}

/** What an option stands for, from it or anything in it. */
export function valueAt(element: Element | undefined): string | undefined {
  return element?.closest('[data-value]')?.getAttribute('data-value') ?? undefined
}
