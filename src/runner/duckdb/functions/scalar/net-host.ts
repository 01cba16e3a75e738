import { STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** NET.HOST. */
export const netHost: ScalarFunction = {
  name: 'net_host',
  parameters: [STRING],
  returns: STRING,
  evaluate: (url) => hostOf(url as string),
}

/**
 * The host in a URL, found as BigQuery finds it in anything: what stands behind `//` or `scheme://` (or at the start, where
 * neither is), behind the last `@` and before a port, without points before it and with one at most behind it; NULL where that
 * is empty. Backslashes count as slashes. (Asked of the reference evaluator.)
 */
export function hostOf(url: string): string | null {
  const text = url.replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, '')
  const authority = /^(?:[^/?#\\:]*:)?[/\\]{2}([^/?#\\]*)/.exec(text)?.[1] ?? /^[^/?#\\]*/.exec(text)![0]
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const withoutPort = /^(?:\[[^\]]*\]?)?[^:]*/.exec(host)![0]
  return withoutPort.replace(/^\.+/, '').replace(/\.+$/, '.') || null
}
