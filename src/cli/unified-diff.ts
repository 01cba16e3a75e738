import { bold, cyan, green, red } from './style.ts'

/** So many lines that are the same stand around a change. */
const CONTEXT = 3

/** What changes between two texts, as `diff -u` says it; in colour on a terminal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const steps = compareLines(linesOf(before), linesOf(after))
  const head = [`--- ${path}`, `+++ ${path}`].map((line) => bold(line, process.stdout))
  const lines = hunks(steps).flatMap((hunk) => [cyan(hunkHead(hunk), process.stdout), ...hunk.map(stepLine)])
  return [...head, ...lines, ''].join('\n')
}

/** A last line without a line break is another line than the same with one. */
function linesOf(text: string): string[] {
  const lines = text.split('\n')
  const last = lines.pop()!
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`]
}

interface Step {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
  /** Lines of both sides that stand before it. */
  readonly old: number
  readonly now: number
}

/** A shortest way from one list of lines to the other. */
function compareLines(old: readonly string[], now: readonly string[]): Step[] {
  const trace = shortestEdits(old, now)
  const steps: Step[] = []
  let [x, y] = [old.length, now.length]
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits]!
    const from = previousDiagonal(reach, x - y, edits)
    const [startX, startY] = edits === 0 ? [0, 0] : [reach.get(from)!, reach.get(from)! - from]
    while (x > startX && y > startY) steps.push({ kind: 'same', text: old[--x]!, old: x, now: --y })
    if (edits === 0) break
    if (x === startX) steps.push({ kind: 'new', text: now[--y]!, old: x, now: y })
    else steps.push({ kind: 'old', text: old[--x]!, old: x, now: y })
  }
  return steps.reverse()
}

/**
 * How far one comes on each diagonal before each number of edits.
 * @see Myers, An O(ND) Difference Algorithm and Its Variations, 1986
 */
function shortestEdits(old: readonly string[], now: readonly string[]): ReadonlyMap<number, number>[] {
  const trace: ReadonlyMap<number, number>[] = []
  const reach = new Map([[1, 0]])
  for (let edits = 0; ; edits += 1) {
    trace.push(new Map(reach))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const from = previousDiagonal(reach, diagonal, edits)
      let x = from > diagonal ? reach.get(from)! : reach.get(from)! + 1
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1
      reach.set(diagonal, x)
      if (x >= old.length && x - diagonal >= now.length) return trace
    }
  }
}

/** Where the last edit came from: a line more below (diagonal + 1) or to the right (diagonal - 1). */
function previousDiagonal(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const [left, right] = [reach.get(diagonal - 1) ?? -1, reach.get(diagonal + 1) ?? -1]
  return diagonal === -edits || (diagonal !== edits && left < right) ? diagonal + 1 : diagonal - 1
}

/** Changes that are near each other, with the lines around them. */
function hunks(steps: readonly Step[]): Step[][] {
  const found: Step[][] = []
  let end = -1
  for (const [index, { kind }] of steps.entries()) {
    if (kind === 'same') continue
    const start = Math.max(0, index - CONTEXT)
    if (start > end) found.push([])
    found.at(-1)!.push(...steps.slice(Math.max(start, end + 1), index + CONTEXT + 1))
    end = index + CONTEXT
  }
  return found
}

function hunkHead(hunk: readonly Step[]): string {
  const [first] = hunk
  const old = hunk.filter(({ kind }) => kind !== 'new').length
  const now = hunk.filter(({ kind }) => kind !== 'old').length
  return `@@ -${first!.old + 1},${old} +${first!.now + 1},${now} @@`
}

function stepLine({ kind, text }: Step): string {
  if (kind === 'same') return ` ${text}`
  return kind === 'old' ? red(`-${text}`, process.stdout) : green(`+${text}`, process.stdout)
}
