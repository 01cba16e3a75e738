import type { OutputFormat, ProjectOptions } from './options.ts'

export interface FormatOptions extends ProjectOptions {
  readonly check: boolean
  readonly diff: boolean
  readonly ignoreSkip: boolean
  readonly format: OutputFormat
}
