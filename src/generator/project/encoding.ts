import { isUtf8 } from 'node:buffer'
import type { Diagnostic } from '../../errors.ts'

/** What is wrong with the bytes of a text file, at the first that is no UTF-8; such a text would be read with other characters. */
export function encodingProblem(bytes: Buffer, path: string): Diagnostic | undefined {
  if (isUtf8(bytes)) return undefined
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return problem(path, 'the file is UTF-16, not UTF-8', { line: 1, column: 1 })
  const at = firstBadByte(bytes)
  const before = bytes.toString('utf8', 0, at).split('\n')
  const place = { line: before.length, column: before.at(-1)!.length + 1 }
  const byte = bytes.toString('hex', at, at + 1).toUpperCase()
  const letter = bytes.toString('latin1', at, at + 1)
  const known = /\p{L}/u.test(letter) ? `, which in ISO-8859-1 is ${letter}` : ''
  return problem(path, `the byte ${byte} here is no UTF-8${known}`, place)
}

function problem(path: string, message: string, place: { line: number; column: number }): Diagnostic {
  return { severity: 'error', code: 'encoding', message, path, ...place, hint: 'save the file as UTF-8' }
}

function firstBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes, middle)))) good = middle
    else bad = middle
  }
  return wholeCharacters(bytes, good)
}

/** The largest length up to `length` that does not cut a character in two. */
function wholeCharacters(bytes: Buffer, length: number): number {
  let at = length
  while (at > 0 && length - at < 3 && (bytes[at]! & 0xc0) === 0x80) at -= 1
  return (bytes[at]! & 0xc0) === 0x80 ? length : at
}
