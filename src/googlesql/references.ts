import { type Collector, emptyScope, run, schedule } from './references/collector.ts'
import type { NamedReference } from './references/named-reference.ts'
import { visit } from './references/visit.ts'
import type { ScriptSyntax } from './syntax.ts'

export interface References {
  /** Tables and views in FROM, as table argument, as source of a copy; UPDATE, DELETE and MERGE read their target too. */
  readonly reads: readonly NamedReference[]
  readonly writes: readonly NamedReference[]
  /** Functions and procedures that somebody has made: names of more than one part that are none of BigQuery's own. */
  readonly routines: readonly NamedReference[]
}

/**
 * What a script names, from its syntax alone: every place, in order of the text. Not among them are WITH entries in their scope
 * (`WITH t AS (SELECT * FROM t)` reads the table `t`), arrays of a row (`FROM t, t.items`), and temporary tables and functions
 * of the script itself. Names in the text of EXECUTE IMMEDIATE count where it is made of literals.
 */
export function collectReferences(script: ScriptSyntax): References {
  const collector: Collector = { reads: [], writes: [], routines: [], temporary: new Set(), tasks: [], visit }
  schedule(collector, script.statements, emptyScope)
  run(collector)
  return { reads: inOrder(collector.reads), writes: inOrder(collector.writes), routines: inOrder(collector.routines) }
}

function inOrder(references: readonly NamedReference[]): readonly NamedReference[] {
  return references.toSorted((left, right) => left.span.start - right.span.start)
}
