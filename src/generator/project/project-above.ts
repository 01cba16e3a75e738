import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** The nearest folder, from this one upwards, that has a `bqetl_project.yaml`; undefined where none has. */
export function projectAbove(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, 'bqetl_project.yaml'))) return relative('.', at) || '.'
    if (at === dirname(at)) return undefined
  }
}
