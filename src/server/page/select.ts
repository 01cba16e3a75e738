import { html } from './elements.ts'

export interface Option {
  readonly value: string
  readonly text: string
  /** Options of one group stand together under its name. */
  readonly group?: string
}

/** Offers the options and chooses one, which stays on offer where it is none of them: an address may name anything. */
export function fillSelect(select: HTMLSelectElement, options: readonly Option[], value: string): void {
  const isKnown = options.some((option) => option.value === value)
  const all = isKnown ? options : [...options, { value, text: `${value} (no data)` }]
  const groups = new Map<string, HTMLOptGroupElement>()
  select.replaceChildren()
  for (const { group, ...option } of all) {
    const made = html('option', { value: option.value }, option.text)
    if (group === undefined) select.append(made)
    else {
      const known = groups.get(group) ?? html('optgroup', { label: group })
      if (!groups.has(group)) select.append(known)
      groups.set(group, known)
      known.append(made)
    }
  }
  select.value = value
  select.disabled = all.length < 2
}

/** All of them, or one. */
export function anyOf(all: string, values: readonly string[]): readonly Option[] {
  return [{ value: '', text: all }, ...[...values].sort().map((value) => ({ value, text: value }))]
}

/** Systems (`name,version`), each whole or one version of it. */
export function systems(values: readonly string[]): readonly Option[] {
  const names = [...new Set(values.map((value) => value.split(',')[0]!))].sort()
  const options = names.flatMap((name) => [
    { value: name, text: `${name}, all`, group: name },
    ...values
      .filter((value) => value.startsWith(`${name},`))
      .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))
      .map((value) => ({ value, text: value.replace(',', ' '), group: name })),
  ])
  return [{ value: '', text: 'all' }, ...options]
}
