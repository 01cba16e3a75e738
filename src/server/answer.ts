/** What is sent for a request: bytes are ready, only the encoding is left to choose. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const JSON_TYPE = 'application/json'

/** @param headers besides those that every answer has */
export function jsonAnswer(body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'Content-Type': JSON_TYPE, ...headers }, body }
}

/** Clients look at the status only; the reason is for people. */
export function problem(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': JSON_TYPE, ...headers }, body: JSON.stringify({ error: reason }) }
}
