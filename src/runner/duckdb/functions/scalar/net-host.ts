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
 * neither is), behind the last `@` and before a port; NULL where that is empty.
 */
export function hostOf(url: string): string | null {
  const text = url.replace(EDGE, '')
  const authority = /^(?:[^/?#\\]*:)?\/\/([^/?#\\]*)/s.exec(text)?.[1] ?? /^[^/?#\\]*/s.exec(text)![0]
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const withoutPort = host.startsWith('[') ? /^\[[^\]]*\]?/s.exec(host)![0] : host.replace(/:.*$/s, '')
  return withoutPort.replace(/^\.+/, '') || null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters around a URL are dropped
const EDGE = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g
