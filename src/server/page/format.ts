const WHOLE = new Intl.NumberFormat('en')
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** Every digit, in groups of three. */
export function wholeText(value: bigint): string {
  return WHOLE.format(value)
}

/** About three digits that count. */
export function valueText(value: number | undefined): string {
  if (value === undefined) return '–'
  const size = Math.abs(value)
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

export function shortText(value: number): string {
  return Math.abs(value) < 1000 ? valueText(value) : COMPACT.format(value)
}

/** `12.3 %`; what is there but rounds to nothing is said to be there, and what is missing to all. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  if (share < 1 && share >= 0.9995) return '> 99.9 %'
  return `${(share * 100).toFixed(1)} %`
}

/** As an axis names it, `5 %`. */
export function percentMark(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

/** `2018-06-17`, or as it is where it is no eight digits. */
export function dateText(date: string): string {
  return date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
}
