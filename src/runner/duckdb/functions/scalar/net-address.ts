import { BYTES, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** NET.IP_FROM_STRING. @throws when the text is no address; see `parseAddress` */
export const ipFromString: ScalarFunction = {
  name: 'ip_from_string',
  parameters: [STRING],
  returns: BYTES,
  evaluate: (text) => {
    const address = parseAddress(text as string)
    if (!address) throw new Error(`NET.IP_FROM_STRING: ${JSON.stringify(text)} is not an IP address`)
    return address
  },
}

/** NET.SAFE_IP_FROM_STRING: NULL instead. */
export const safeIpFromString: ScalarFunction = {
  name: 'safe_ip_from_string',
  parameters: [STRING],
  returns: BYTES,
  evaluate: (text) => parseAddress(text as string) ?? null,
}

/** Four bytes of `1.2.3.4` (no leading zeros), sixteen of `1:2::8` (perhaps with `1.2.3.4` at its end). */
function parseAddress(text: string): Uint8Array | undefined {
  const v4 = parseV4(text)
  if (v4) return Uint8Array.from(v4)
  if (!/^[0-9a-fA-F:.]*$/.test(text) || !text.includes(':')) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1))
  if (!head || (halves.length === 2 && !tail)) return undefined
  if (!tail) return head.length === 16 ? Uint8Array.from(head) : undefined
  const missing = 16 - head.length - tail.length
  return missing >= 2 ? Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]) : undefined
}

function parseV4(text: string): number[] | undefined {
  const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(text)
  const bytes = match?.slice(1).map(Number)
  return bytes?.every((byte) => byte < 256) ? bytes : undefined
}

function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const v4 = last && index === groups.length - 1 ? parseV4(group) : undefined
    if (v4) bytes.push(...v4)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
    else return undefined
  }
  return bytes
}

export const ipToString: ScalarFunction = {
  name: 'ip_to_string',
  parameters: [BYTES],
  returns: STRING,
  evaluate: (bytes) => {
    const address = Array.from(bytes as Uint8Array)
    if (address.length === 4) return address.join('.')
    if (address.length !== 16) throw new Error(`NET.IP_TO_STRING takes 4 or 16 bytes, not ${address.length}`)
    return v6Text(address)
  },
}

/** As C's inet_ntop: the longest run of zeros is `::`, addresses that carry one of version 4 show it. */
function v6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes[2 * index]! * 256 + bytes[2 * index + 1]!)
  const run = longestZeros(groups)
  const mapped = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff))
  const words = groups.map((group) => group.toString(16))
  if (mapped) words.splice(6, 2, bytes.slice(12).join('.'))
  if (run.length < 2) return words.join(':')
  return `${words.slice(0, run.start).join(':')}::${words.slice(run.start + run.length).join(':')}`
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: -1, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
  }
  return best
}

/** NET.IP_NET_MASK(bytes, prefix length). */
export const ipNetMask: ScalarFunction = {
  name: 'ip_net_mask',
  parameters: [INT64, INT64],
  returns: BYTES,
  evaluate: (size, prefix) => {
    if (size !== 4n && size !== 16n) throw new Error(`NET.IP_NET_MASK makes 4 or 16 bytes, not ${size}`)
    return maskOf(Number(size), prefix as bigint, 'NET.IP_NET_MASK')
  },
}

/** NET.IP_TRUNC(address, prefix length). */
export const ipTrunc: ScalarFunction = {
  name: 'ip_trunc',
  parameters: [BYTES, INT64],
  returns: BYTES,
  evaluate: (bytes, prefix) => {
    const address = bytes as Uint8Array
    if (address.length !== 4 && address.length !== 16)
      throw new Error(`NET.IP_TRUNC takes 4 or 16 bytes, not ${address.length}`)
    const mask = maskOf(address.length, prefix as bigint, 'NET.IP_TRUNC')
    return address.map((byte, index) => byte & mask[index]!)
  },
}

function maskOf(size: number, prefix: bigint, name: string): Uint8Array {
  if (prefix < 0n || prefix > 8n * BigInt(size))
    throw new Error(`the prefix length of ${name} must be from 0 to ${8 * size}, not ${prefix}`)
  return Uint8Array.from(
    { length: size },
    (_, index) => 256 - 2 ** (8 - Math.min(Math.max(Number(prefix) - 8 * index, 0), 8)),
  )
}

export const ipv4FromInt64: ScalarFunction = {
  name: 'ipv4_from_int64',
  parameters: [INT64],
  returns: BYTES,
  evaluate: (number) => {
    const value = number as bigint
    if (value < -0x80000000n || value > 0xffffffffn) throw new Error(`NET.IPV4_FROM_INT64: ${value} is not of 32 bits`)
    const unsigned = Number(BigInt.asUintN(32, value))
    return Uint8Array.from([unsigned >>> 24, (unsigned >>> 16) & 255, (unsigned >>> 8) & 255, unsigned & 255])
  },
}

export const ipv4ToInt64: ScalarFunction = {
  name: 'ipv4_to_int64',
  parameters: [BYTES],
  returns: INT64,
  evaluate: (bytes) => {
    const address = bytes as Uint8Array
    if (address.length !== 4) throw new Error(`NET.IPV4_TO_INT64 takes 4 bytes, not ${address.length}`)
    return address.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  },
}
