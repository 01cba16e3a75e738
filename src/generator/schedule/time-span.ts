const SPAN = /^(-?)(?=\d)(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/
const SECONDS = [7 * 86_400, 86_400, 3600, 60, 1]

/** The seconds of a time such as `30m`, `3h`, `1d12h` or `-22h30m`; undefined for any other text. */
export function parseTimeSpan(text: string): number | undefined {
  const match = SPAN.exec(text.trim())
  if (match === null) return undefined
  const seconds = SECONDS.reduce((sum, length, index) => sum + Number(match[index + 2] ?? 0) * length, 0)
  return match[1] === '-' && seconds !== 0 ? -seconds : seconds
}

/** The same written back, with the largest units first: `1d`, `2h30m`, `-45m`, `0s`. */
export function formatTimeSpan(seconds: number): string {
  const units = ['d', 'h', 'm', 's'].map((unit, index) => [unit, SECONDS[index + 1]!] as const)
  let rest = Math.abs(seconds)
  const text = units.map(([unit, length]) => {
    const count = Math.floor(rest / length)
    rest -= count * length
    return count > 0 ? `${count}${unit}` : ''
  })
  return `${seconds < 0 ? '-' : ''}${text.join('') || '0s'}`
}
