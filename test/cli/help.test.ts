import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { commandOf } from '../../src/cli/usage.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const NAME = /^\+?([a-z_]+\.[a-z0-9_]+)\+?$/

let program: Command
beforeAll(async () => {
  Object.assign(globalThis, { BQETL_VERSION: '0.0.0' })
  program = (await import('../../src/cli/program.ts')).createProgram()
})

const leaves = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leaves) : [command]

function helpOf(command: Command): string {
  const parts: string[] = []
  command.configureOutput({ ...command.configureOutput(), writeOut: (part) => parts.push(part) }).outputHelp()
  return parts.join('')
}

const examples = () =>
  leaves(program).flatMap((command) => [...helpOf(command).matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => line!))

/** The words of each bqetl in a line of shell, quotes taken away; enough for our own examples. */
function calls(line: string): string[][] {
  return [...line.matchAll(/\bbqetl ((?:'[^']*'|[^|)>'])*)/g)].map(([, words]) =>
    [...words!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!),
  )
}

describe('help', () => {
  test('every command says what it does and shows examples', () => {
    const without = leaves(program)
      .filter((command) => command.name() !== 'complete' && command.name() !== 'help')
      .filter((command) => command.description() === '' || !helpOf(command).includes('Examples:'))
    expect(without.map((command) => command.name())).toEqual([])
  })

  test('every example is a line that its command takes, with names and files of this project', () => {
    const lines = examples()
    expect(lines.length).toBeGreaterThan(60)
    for (const line of lines)
      for (const words of calls(line)) {
        const { command, rest } = commandOf(program, words)
        expect(command.commands, line).toEqual([])
        const { operands, unknown } = command.parseOptions([...rest])
        expect(unknown, line).toEqual([])
        for (const word of operands) expect(isThere(word), `${word} in: ${line}`).toBe(true)
      }
  })
})

function isThere(word: string): boolean {
  const [, name] = NAME.exec(word) ?? []
  if (name !== undefined) return existsSync(join(ROOT, 'sql', name.replace('.', '/')))
  const [, dag] = /^(?:dag:)?(bqetl_\w+)$/.exec(word) ?? []
  // one that the examples themselves create and remove
  if (dag !== undefined && dag !== 'bqetl_search')
    return readFileSync(join(ROOT, 'dags.yaml'), 'utf8').includes(`${dag}:`)
  return !/^[\w/]+\.\w+$/.test(word) || existsSync(join(ROOT, word))
}
