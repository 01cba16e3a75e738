/** Whether escape sequences mean something there. */
export function isTerminal(stream: NodeJS.WriteStream): boolean {
  return Boolean(stream.isTTY) && process.env.TERM !== 'dumb'
}

/** `NO_COLOR` beats `FORCE_COLOR`; what is empty, or a force of 0, says nothing. */
function useColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR = '0' } = process.env
  return !NO_COLOR && (isTerminal(stream) || !['', '0', 'false'].includes(FORCE_COLOR))
}

function painter(code: number) {
  return (text: string, stream: NodeJS.WriteStream = process.stderr) =>
    useColor(stream) ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** Colours for a terminal (`NO_COLOR` and `FORCE_COLOR` honoured); plain text anywhere else. */
export const bold = painter(1)
export const dim = painter(2)
export const red = painter(31)
export const yellow = painter(33)
export const green = painter(32)
export const cyan = painter(36)
