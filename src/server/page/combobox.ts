import { html } from './elements.ts'
import { popup, valueAt } from './popup.ts'

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

/**
 * A text field that completes from a list.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function combobox({ id, label, onChoose }: ComboboxOptions): Combobox {
  const input = textField(id)
  const list = popup(input, id, label)
  const element = html('div', { class: 'combobox' }, html('label', { for: input.id }, label), input, list.element)
  let options: readonly string[] = []
  let chosen = ''

  const restore = () => {
    input.value = chosen
    list.close()
  }
  const choose = (value: string | undefined) => {
    if (value === undefined || value === chosen) return restore()
    chosen = value
    restore()
    onChoose(value)
  }
  const openOr = (move: () => void) => () => (list.isOpen() ? move() : list.open('', options))
  onKeys(input, {
    ArrowDown: openOr(() => list.move(1)),
    ArrowUp: openOr(() => list.move(-1)),
    Enter: () => list.isOpen() && list.active() !== undefined && choose(list.active()),
    Escape: restore,
  })
  input.addEventListener('input', () => list.open(input.value, options))
  input.addEventListener(
    'click',
    openOr(() => {}),
  )
  input.addEventListener('focus', () => input.select())
  input.addEventListener('blur', restore)
  list.element.addEventListener('pointerdown', (event) => {
    // the field keeps the focus
    event.preventDefault()
    const value = valueAt(event.target as Element)
    if (value !== undefined) choose(value)
  })
  return {
    element,
    fill: (all, value) => {
      options = all
      chosen = value
      if (!list.isOpen()) input.value = value
    },
  }
}

function textField(id: string): HTMLInputElement {
  return html('input', {
    id: `${id}-input`,
    role: 'combobox',
    type: 'text',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
  })
}

function onKeys(input: HTMLInputElement, keys: Readonly<Record<string, () => void>>): void {
  input.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
}
