/** The version of something that may change at any time, asked for at most once in `everyMs`; all who come meanwhile share it. */
export function freshVersion(
  read: () => Promise<string>,
  options: { readonly everyMs: number; readonly now: () => number; readonly onChange: () => void },
): () => Promise<string> {
  let asked: { readonly at: number; readonly version: Promise<string> } | undefined
  let last: string | undefined
  return () => {
    const now = options.now()
    if (asked === undefined || now - asked.at >= options.everyMs) {
      const asking = { at: now, version: read() }
      asked = asking
      asking.version.then(
        (version) => {
          if (last !== undefined && version !== last) options.onChange()
          last = version
        },
        // ask again at once: it may be back
        () => {
          if (asked === asking) asked = undefined
        },
      )
    }
    return asked.version
  }
}
