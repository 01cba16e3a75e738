/** What can be told of a regular expression in RE2's syntax without running it. */
export interface RegexpShape {
  /** Capturing groups. */
  readonly groups: number
  /** May match the empty text, as far as can be told: false is certain. */
  readonly emptyMatch: boolean
  /** The first group holds some text in every match: true is certain. */
  readonly filledGroup: boolean
}

/** Never throws: what RE2 refuses, it refuses when it runs. */
export function regexpShape(pattern: string): RegexpShape {
  const reader = new ShapeReader(pattern)
  const { empty, filled } = reader.alternatives()
  return { groups: reader.groups, emptyMatch: empty, filledGroup: filled }
}

interface Part {
  readonly empty: boolean
  readonly filled: boolean
}

class ShapeReader {
  groups = 0
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  /** What stands up to the closing parenthesis. */
  alternatives(): Part {
    const branches = [this.#sequence()]
    while (this.#pattern[this.#at] === '|') {
      this.#at++
      branches.push(this.#sequence())
    }
    return { empty: branches.some((branch) => branch.empty), filled: branches.length === 1 && branches[0]!.filled }
  }

  #sequence(): Part {
    let part: Part = { empty: true, filled: false }
    while (this.#at < this.#pattern.length && !/[|)]/.test(this.#pattern[this.#at]!)) {
      const next = this.#quantified(this.#atom())
      part = { empty: part.empty && next.empty, filled: part.filled || next.filled }
    }
    return part
  }

  #atom(): Part {
    const [text] = ATOM.exec(this.#pattern.slice(this.#at))!
    this.#at += text.length
    return text.startsWith('(') ? this.#group(text) : { empty: ZERO_WIDTH.test(text), filled: false }
  }

  #group(open: string): Part {
    if (/^\(\?[A-Za-z-]*\)$/.test(open)) return { empty: true, filled: false }
    const captures = open === '(' || /^\(\?P?</.test(open)
    const first = captures && ++this.groups === 1
    const part = this.alternatives()
    this.#at++
    return first ? { ...part, filled: !part.empty } : part
  }

  #quantified(part: Part): Part {
    const match = QUANTIFIER.exec(this.#pattern.slice(this.#at))
    if (!match) return part
    this.#at += match[0].length
    return /^(?:[*?]|\{0)/.test(match[0]) ? { empty: true, filled: false } : part
  }
}

/** A literal, an escape, a class, what opens a group. */
const ATOM =
  /^(?:\\Q(?:(?!\\E)[\s\S])*(?:\\E)?|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x[0-9a-fA-F]{2}|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\[\s\S]|[^\]])*\]?|\(\?P?<[^>]*>|\(\?[A-Za-z-]*[:)]|[\s\S])/u
const ZERO_WIDTH = /^(?:[\^$]|\\[bBAz]|\\Q(?:\\E)?)$/
const QUANTIFIER = /^(?:(?:[*+?]|\{\d+(?:,\d*)?\})\??)+/
