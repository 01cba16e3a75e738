/** Whether a path fits a pattern with `*` (within a name), `**` (any folders) and `?`. A folder's pattern fits what is in it. */
export function matchesPath(path: string, pattern: string): boolean {
  return patternExpression(pattern).test(path)
}

function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/\/$/, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('')
  return new RegExp(`^${source}(?:/.*)?$`)
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }
