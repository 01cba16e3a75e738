import { fail, unsupported } from './error.ts'
import { exponentSign, roundToText, toFloat } from './number.ts'
import { represent, toText } from './text.ts'
import { type CallArguments, characters, isKind, type JinjaValue, typeName } from './value.ts'

const PERCENT = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gsu

/** `text % value` of Python: a tuple fills in order, a dict by name. */
export function formatPercent(text: string, value: JinjaValue): string {
  const items = isKind(value, 'tuple') ? [...value.items] : [value]
  let next = 0
  let byName = false
  const take = (): JinjaValue => (next < items.length ? items[next++]! : fail('not enough values for this format text'))
  const result = text.replace(PERCENT, (_all, name: string | undefined, flags, width, precision, type) => {
    if (type === '%') return '%'
    byName ||= name !== undefined
    const spec: Spec = {
      flags,
      width: Number((width === '*' ? toText(take()) : width) ?? 0),
      precision: precision === undefined ? undefined : Number(precision === '*' ? toText(take()) : precision),
      type: type ?? fail('this format text ends within a "%"'),
    }
    return padPercent(formatPercentItem(name === undefined ? take() : lookup(value, name), spec), spec)
  })
  if (!byName && next < items.length && !isKind(value, 'dict')) fail('not all values are used by this format text')
  return result
}

interface Spec {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly type: string
}

function lookup(value: JinjaValue, name: string): JinjaValue {
  if (!isKind(value, 'dict')) return fail('a format text with names needs a dict')
  return value.entries.get(`s${name}`)?.[1] ?? fail(`this format text needs a value for "${name}"`)
}

function formatPercentItem(value: JinjaValue, spec: Spec): string {
  const { type, flags, precision } = spec
  if (type === 's') return cut(toText(value), precision)
  if (type === 'r' || type === 'a') return cut(represent(value), precision)
  if (type === 'c') return typeof value === 'bigint' ? String.fromCodePoint(Number(value)) : toText(value)
  if ('diu'.includes(type))
    return signed(wholeNumber(value, type), flags, (digits) => digits.padStart(precision ?? 0, '0'))
  if ('xXo'.includes(type))
    return signed(wholeNumber(value, type), flags, (digits) => inBase(BigInt(digits), type, flags))
  if ('eEfFgG'.includes(type)) {
    const number = realNumber(value)
    return withSign(
      number < 0 || Object.is(number, -0),
      flags,
      formatReal(Math.abs(number), type, precision ?? 6, flags),
    )
  }
  return fail(`unknown format "%${type}"`)
}

function padPercent(text: string, spec: Spec): string {
  const missing = spec.width - characters(text).length
  if (missing <= 0) return text
  if (spec.flags.includes('-')) return text + ' '.repeat(missing)
  if (!spec.flags.includes('0') || 'sracSRAC'.includes(spec.type)) return ' '.repeat(missing) + text
  const sign = /^[-+ ]?(?:0[xo])?/i.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : characters(text).slice(0, precision).join('')
}

function wholeNumber(value: JinjaValue, type: string): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' && 'diu'.includes(type)) return BigInt(Math.trunc(value))
  return fail(`format "%${type}" needs a number, not ${typeName(value)}`)
}

function realNumber(value: JinjaValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return toFloat(value)
  return typeof value === 'boolean' ? Number(value) : fail(`this format needs a number, not ${typeName(value)}`)
}

function signed(value: bigint, flags: string, digits: (absolute: string) => string): string {
  return withSign(value < 0n, flags, digits((value < 0n ? -value : value).toString()))
}

function withSign(negative: boolean, flags: string, digits: string): string {
  return (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
}

function inBase(value: bigint, type: string, flags: string): string {
  const radix = { x: 16, X: 16, o: 8, b: 2 }[type] ?? 10
  const prefix = flags.includes('#') ? `0${type}` : ''
  const digits = value.toString(radix)
  return prefix + (type === 'X' ? digits.toUpperCase() : digits)
}

/** `value` is not negative. */
function formatReal(value: number, type: string, precision: number, flags: string): string {
  const upper = type === type.toUpperCase() && type !== '%'
  if (!Number.isFinite(value))
    return upper ? (Number.isNaN(value) ? 'NAN' : 'INF') : Number.isNaN(value) ? 'nan' : 'inf'
  const kind = type.toLowerCase()
  const text =
    kind === 'f'
      ? roundToText(value, precision)
      : kind === 'e'
        ? scientific(value, precision)
        : general(value, precision, flags)
  return upper ? text.toUpperCase() : text
}

function scientific(value: number, precision: number): string {
  const [digits = '', exponent = ''] = value.toExponential(precision).split('e')
  return `${digits}e${exponentSign(Number(exponent))}${String(Math.abs(Number(exponent))).padStart(2, '0')}`
}

/** `%g`: the shorter of both, without trailing zeros. */
function general(value: number, precision: number, flags: string): string {
  const digits = Math.max(1, precision)
  if (value === 0) return '0'
  const exponent = Number(value.toExponential(digits - 1).split('e')[1])
  const useExponent = exponent < -4 || exponent >= digits
  const text = useExponent ? scientific(value, digits - 1) : value.toFixed(digits - 1 - exponent)
  if (flags.includes('#') || !text.includes('.')) return text
  const [mantissa = '', tail] = text.split('e')
  const short = mantissa.replace(/\.?0+$/, '')
  return tail === undefined ? short : `${short}e${tail}`
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdeEfFgGnosxX%]?)$/su

/**
 * `text.format(…)` of Python: `{}`, `{0}`, `{name}`, conversions `!r` and `!s`, specifications after `:`.
 * `resolve` reads the attributes and items in a field: `user.name`, `rows[0]`.
 */
export function formatBraces(
  text: string,
  args: CallArguments,
  resolve: (value: JinjaValue, path: string) => JinjaValue,
): string {
  let automatic = 0
  return text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/gu,
    (all, field: string | undefined, conversion, spec: string = '') => {
      if (all === '{{' || all === '}}') return all.charAt(0)
      if (field === undefined) return fail('this format text has a single brace; write {{ or }}')
      if (spec.includes('{')) return unsupported('a format specification with braces inside')
      const [, name = '', path = ''] = /^([^.[]*)(.*)$/s.exec(field) ?? []
      const value = resolve(argument(args, name === '' ? String(automatic++) : name), path)
      return formatSpec(
        conversion === 'r' || conversion === 'a' ? represent(value) : conversion ? toText(value) : value,
        spec,
      )
    },
  )
}

function argument(args: CallArguments, name: string): JinjaValue {
  const value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name)
  return value === undefined ? fail(`this format text needs a value for "${name}"`) : value
}

/** `format(value, spec)` of Python for strings and numbers. */
export function formatSpec(value: JinjaValue, spec: string): string {
  if (spec === '') return toText(value)
  const match = SPEC.exec(spec)
  if (!match) return fail(`"${spec}" is not a format specification`)
  const [, fill, align, sign = '', alternate = '', zero, width = '', group = '', precision, type = ''] = match
  const numeric = typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
  const flags = sign + alternate
  const digits = precision === undefined ? undefined : Number(precision)
  const body = numeric ? formatNumber(value, flags, group, digits, type) : cut(stringOnly(value, type), digits)
  const padding = fill ?? (zero && !align ? '0' : ' ')
  return pad(body, Number(width), align ?? (zero && numeric ? '=' : numeric ? '>' : '<'), padding)
}

function stringOnly(value: JinjaValue, type: string): string {
  if (isKind(value, 'markup')) unsupported('a format specification for the text of tojson')
  if (typeof value !== 'string') return fail(`a ${typeName(value)} takes no format specification`)
  return type === '' || type === 's' ? value : fail(`format "${type}" is not for strings`)
}

function formatNumber(
  value: bigint | number | boolean,
  flags: string,
  group: string,
  precision: number | undefined,
  type: string,
): string {
  if (type === 'n' || type === 'c') return unsupported(`the format "${type}"`)
  const integer = typeof value === 'number' ? undefined : BigInt(value)
  if (integer !== undefined && ('bdoxX'.includes(type) || type === '')) {
    const text = inBase(integer < 0n ? -integer : integer, type, flags)
    return withSign(integer < 0n, flags, grouped(text, group))
  }
  const number = Number(value)
  if (type === '' && precision === undefined) {
    return withSign(number < 0, flags, grouped(toText(Math.abs(number)), group))
  }
  if (type === '') return unsupported('a float with a precision but without a format letter', 'write .2f or .2g')
  const text =
    type === '%'
      ? `${formatReal(Math.abs(number) * 100, 'f', precision ?? 6, flags)}%`
      : formatReal(Math.abs(number), type, precision ?? 6, flags)
  return withSign(number < 0 || Object.is(number, -0), flags, grouped(text, group))
}

function grouped(text: string, separator: string): string {
  if (separator === '') return text
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? []
  return whole.replace(/\B(?=(\d{3})+$)/g, separator) + rest
}

function pad(text: string, width: number, align: string, fill: string): string {
  const missing = width - characters(text).length
  if (missing <= 0) return text
  if (align === '<') return text + fill.repeat(missing)
  if (align === '^') return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2))
  const sign = align === '=' ? (/^[-+ ]?(?:0[xob])?/i.exec(text)?.[0] ?? '') : ''
  return sign + fill.repeat(missing) + text.slice(sign.length)
}
