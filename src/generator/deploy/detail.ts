/** One thing that differs. */
export interface Detail {
  /** `+` made, `-` taken away, `~` changed. */
  readonly mark: '+' | '-' | '~'
  readonly text: string
  /** Rows or columns would be lost. */
  readonly destructive?: true
  /** Of a column that only the warehouse has: dropped where destructive steps are allowed, else kept. */
  readonly droppedColumn?: string
}
