import { type Choices, versionsOf } from './choices.ts'
import { combobox } from './combobox.ts'
import { get } from './elements.ts'
import { dateText } from './format.ts'
import { anyOf, fillSelect, systems } from './select.ts'
import type { View } from './view.ts'

const form = get<HTMLFormElement>('#choices')
const ALL_KEYS = 'all keys'
const EMPTY_KEY = '(empty)'
let choose: (change: Partial<View>) => void = () => {}

const metric = combobox({
  id: 'metrics',
  label: 'Metric',
  onChoose: (value) => choose({ metric: value, key: undefined }),
})
const key = combobox({
  id: 'keys',
  label: 'Key',
  onChoose: (text) => choose({ key: text === ALL_KEYS ? undefined : text === EMPTY_KEY ? '' : text }),
})
get('#metric').append(metric.element)
get('#key').append(key.element)

/** Calls with what somebody has chosen; what depends on it is left open again. */
export function onChoice(listener: (change: Partial<View>) => void): void {
  choose = listener
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', ({ target }) => {
    const { name, value } = target as HTMLSelectElement
    if (name !== '') choose({ ...CLEARED[name], [name]: value })
  })
}

const DATES = { from: '', to: '' }
const CLEARED: Readonly<Record<string, Partial<View>>> = {
  by: DATES,
  channel: { ...DATES, version: '', against: '' },
  version: DATES,
  against: DATES,
}

export function fillControls({ view, channels, dates, filters }: Choices): void {
  const select = (name: string) => get<HTMLSelectElement>(`select[name=${name}]`, form)
  const versions = versionsOf(dates).map((value) => ({ value, text: value }))
  get<HTMLInputElement>(`input[value=${view.by}]`, form).checked = true
  fillSelect(
    select('channel'),
    channels.map((value) => ({ value, text: value })),
    view.channel,
  )
  fillSelect(select('version'), versions, view.version)
  const others = versions.filter(({ value }) => value !== view.version)
  fillSelect(select('against'), [{ value: '', text: 'nothing' }, ...others], view.against)
  for (const [name, all] of [
    ['from', 'the first'],
    ['to', 'the last'],
  ] as const) {
    const days = datesOf(view, dates).map((value) => ({ value, text: dateText(value) }))
    fillSelect(select(name), [{ value: '', text: all }, ...days], view[name])
  }
  fillSelect(select('os'), systems(filters?.os ?? []), view.os)
  for (const name of ['application', 'architecture', 'child'] as const) {
    fillSelect(select(name), anyOf('all', filters?.[name] ?? []), view[name])
  }
  metric.fill([...(filters?.metric ?? [])].sort(), view.metric)
}

/** @param keys none where the metric is not keyed */
export function fillKeys(view: View, keys: readonly string[]): void {
  const text = (name: string) => name || EMPTY_KEY
  get('#key').hidden = keys.length === 0 && view.key === undefined
  key.fill([ALL_KEYS, ...keys.map(text)], view.key === undefined ? ALL_KEYS : text(view.key))
}

function datesOf({ version, against }: View, dates: Choices['dates']): readonly string[] {
  const shown = dates.filter((one) => one.version === version || one.version === against)
  return [...new Set(shown.map(({ date }) => date))].sort().reverse()
}
