/** The candidates that `word` may be a slip of, nearest first; none that would need a change in more than a third of it. */
export function nearestNames(word: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const lower = word.toLowerCase()
  const allowed = Math.max(1, Math.min(4, Math.floor(word.length / 3)))
  const letters = countLetters(lower)
  const near: { name: string; distance: number }[] = []
  for (const name of candidates) {
    if (Math.abs(name.length - word.length) > allowed || foreignLetters(letters, name) > allowed) continue
    const distance = editDistance(lower, name.toLowerCase(), allowed)
    if (distance <= allowed) near.push({ name, distance })
  }
  near.sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
  return near.slice(0, limit).map(({ name }) => name)
}

/** How often each code unit below 128 occurs. */
function countLetters(word: string): Int32Array {
  const counts = new Int32Array(128)
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index)
    if (unit < 128) counts[unit]! += 1
  }
  return counts
}

const remaining = new Int32Array(128)

/** How many letters of a name the counted word has not: no fewer changes can make it of the word. A quick look before a slow one. */
function foreignLetters(letters: Int32Array, name: string): number {
  remaining.set(letters)
  let foreign = 0
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index) | (isUpper(name.charCodeAt(index)) ? 32 : 0)
    if (unit >= 128) continue
    remaining[unit]! -= 1
    if (remaining[unit]! < 0) foreign += 1
  }
  return foreign
}

function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90
}

/**
 * How many letters must be changed, added, taken away or exchanged with their neighbour to make one text the other;
 * anything above `limit` once it is above.
 */
export function editDistance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  const start = sharedStart(left, right)
  const end = sharedEnd(left, right, Math.min(left.length, right.length) - start)
  return distanceBetween(left.slice(start, left.length - end), right.slice(start, right.length - end), limit)
}

/** Full names mostly differ in their last part, so what they share is left out of the table below. */
function sharedStart(left: string, right: string): number {
  let length = 0
  const most = Math.min(left.length, right.length)
  while (length < most && left.charCodeAt(length) === right.charCodeAt(length)) length++
  return length
}

function sharedEnd(left: string, right: string, most: number): number {
  let length = 0
  const [leftEnd, rightEnd] = [left.length - 1, right.length - 1]
  while (length < most && left.charCodeAt(leftEnd - length) === right.charCodeAt(rightEnd - length)) length++
  return length
}

function distanceBetween(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = nextRow(left, right, row, previous, before)
    if (Math.min(...current) > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[right.length]!
}

function nextRow(left: string, right: string, row: number, previous: number[], before: number[]): number[] {
  const current = [row]
  for (let column = 1; column <= right.length; column++) {
    const isSame = left[row - 1] === right[column - 1]
    let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (isSame ? 0 : 1))
    const isExchange =
      row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
    if (isExchange) cost = Math.min(cost, before[column - 2]! + 1)
    current.push(cost)
  }
  return current
}
