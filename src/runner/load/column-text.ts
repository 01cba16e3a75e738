/** A value of a column that has been written as JSON already, in the form of `scalar-text.ts` and checked: it stands in the row as it is. */
export class ColumnText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): unknown {
    return JSON.parse(this.text)
  }
}
