import { SqlError } from '../../../googlesql/sql-error.ts'
import type { Identifier, StatementSyntax } from '../../../googlesql/syntax.ts'

/** What a BREAK or CONTINUE can leave: the labels around it, and whether one of them is a loop. */
interface Around {
  /** Lower case; true for a loop's. */
  readonly labels: ReadonlyMap<string, boolean>
  readonly inLoop: boolean
}

/** @throws {SqlError} `invalid-query` for a BREAK or CONTINUE that nothing around it can take, before anything runs */
export function checkJumps(
  statements: readonly StatementSyntax[],
  around: Around = { labels: new Map(), inLoop: false },
): void {
  for (const statement of statements) {
    if (statement.kind === 'break' || statement.kind === 'continue') checkJump(statement, around)
    else for (const body of bodiesOf(statement)) checkJumps(body, inside(statement, around))
  }
}

function checkJump(
  statement: Extract<StatementSyntax, { kind: 'break' | 'continue' }>,
  { labels, inLoop }: Around,
): void {
  const { kind, label } = statement
  const word = kind.toUpperCase()
  if (label === undefined) {
    if (!inLoop) throw new SqlError('invalid-query', `${word} is only allowed inside of a loop`, statement)
    return
  }
  const isLoop = labels.get(label.name.toLowerCase())
  if (isLoop === undefined)
    throw new SqlError('invalid-query', `there is no label ${label.name} around this ${word}`, label)
  if (kind === 'continue' && !isLoop)
    throw new SqlError('invalid-query', `${label.name} is a block; only a loop can be continued`, label)
}

const loops: ReadonlySet<string> = new Set(['loop', 'while', 'repeat', 'forIn'])

function inside(statement: StatementSyntax, { labels, inLoop }: Around): Around {
  // what is inside of a procedure runs in another frame
  if (statement.kind === 'createProcedure') return { labels: new Map(), inLoop: false }
  const isLoop = loops.has(statement.kind)
  const label: Identifier | undefined = 'label' in statement ? statement.label : undefined
  const all = label === undefined ? labels : new Map(labels).set(label.name.toLowerCase(), isLoop)
  return { labels: all, inLoop: inLoop || isLoop }
}

function bodiesOf(statement: StatementSyntax): readonly (readonly StatementSyntax[])[] {
  switch (statement.kind) {
    case 'block':
      return [statement.body, statement.handler ?? []]
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise]
    case 'caseStatement':
      return [...statement.whens.map(({ body }) => body), statement.otherwise]
    case 'loop':
    case 'while':
    case 'repeat':
    case 'forIn':
    case 'createProcedure':
      return [statement.body]
    default:
      return []
  }
}
