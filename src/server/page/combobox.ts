import { html } from './elements.ts'
import { bestMatches } from './search.ts'

export interface Combobox {
  readonly element: HTMLElement
  /** @param value shown, whether it is an option or not */
  fill(options: readonly string[], value: string): void
}

export interface ComboboxOptions {
  readonly id: string
  readonly label: string
  readonly onChoose: (value: string) => void
}

const MOST_SHOWN = 50

/**
 * A text field that completes from a list.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function combobox({ id, label, onChoose }: ComboboxOptions): Combobox {
  const input = html('input', {
    id: `${id}-input`,
    role: 'combobox',
    type: 'text',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
  })
  const list = html('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: '' })
  const more = html('p', { class: 'more', hidden: '' })
  const popup = html('div', { class: 'popup', hidden: '' }, list, more)
  const element = html('div', { class: 'combobox' }, html('label', { for: input.id }, label), input, popup)
  let options: readonly string[] = []
  let chosen = ''
  let active = -1

  const close = () => {
    for (const part of [popup, list]) part.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const restore = () => {
    input.value = chosen
    close()
  }
  const choose = (value: string) => {
    const isNew = value !== chosen
    chosen = value
    restore()
    if (isNew) onChoose(value)
  }
  const activate = (index: number) => {
    const items = [...list.children]
    active = items.length === 0 ? -1 : (index + items.length) % items.length
    for (const [place, item] of items.entries()) item.setAttribute('aria-selected', String(place === active))
    const item = items[active]
    if (item === undefined) return input.removeAttribute('aria-activedescendant')
    input.setAttribute('aria-activedescendant', item.id)
    item.scrollIntoView({ block: 'nearest' })
  }
  const open = (text: string) => {
    const { shown, others } = bestMatches(text, options, MOST_SHOWN)
    list.replaceChildren(
      ...shown.map((option, index) =>
        html('li', { role: 'option', id: `${id}-${index}`, 'data-value': option }, option),
      ),
    )
    more.textContent = shown.length === 0 ? `nothing is called “${text}”` : `and ${others} more: type to narrow`
    more.hidden = shown.length > 0 && others === 0
    popup.hidden = false
    list.hidden = shown.length === 0
    input.setAttribute('aria-expanded', String(shown.length > 0))
    activate(Math.max(0, shown.indexOf(text)))
  }

  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => (popup.hidden ? open('') : activate(active + 1)),
    ArrowUp: () => (popup.hidden ? open('') : activate(active - 1)),
    Enter: () => {
      const value = list.children[active]?.getAttribute('data-value')
      if (!popup.hidden && value) choose(value)
    },
    Escape: restore,
  }
  input.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
  input.addEventListener('input', () => open(input.value))
  input.addEventListener('click', () => popup.hidden && open(''))
  input.addEventListener('focus', () => input.select())
  input.addEventListener('blur', restore)
  // before the field loses the focus
  popup.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    const value = (event.target as Element).closest('[data-value]')?.getAttribute('data-value')
    if (value !== null && value !== undefined) choose(value)
  })
  return {
    element,
    fill: (all, value) => {
      options = all
      chosen = value
      if (document.activeElement !== input) input.value = value
    },
  }
}
