const useColor = (stream: NodeJS.WriteStream) =>
  Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

function painter(code: number) {
  return (text: string, stream: NodeJS.WriteStream = process.stderr) =>
    useColor(stream) ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** Colours for a terminal (`NO_COLOR` honoured); plain text anywhere else. */
export const bold = painter(1)
export const dim = painter(2)
export const red = painter(31)
export const yellow = painter(33)
export const green = painter(32)
export const cyan = painter(36)
