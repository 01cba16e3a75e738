import type { CatalogRoutine } from '../catalog.ts'
import { parseScript } from '../parse/parse.ts'
import { SqlError } from '../sql-error.ts'
import type { CreateFunctionSyntax, Path, Span } from '../syntax.ts'
import { spanOf } from './build.ts'
import type { Source } from './context.ts'
import { fail } from './fail.ts'

/** A routine that was found, and the text that its body is resolved in. */
export interface Routine {
  readonly name: string
  readonly syntax: CreateFunctionSyntax
  readonly source: Source
  readonly path?: string
}

/** A temporary function, or a persistent one from the catalog. */
export function findRoutine(path: Path, source: Source): Routine | undefined {
  const names = path.names.map((part) => part.name)
  const temporary = source.functions.get(pathKey(path))
  const calledAt = source.calledAt ?? spanOf(path)
  if (temporary)
    return { name: names.join('.'), syntax: temporary.syntax, source: { ...source, text: temporary.text, calledAt } }
  const routine = source.catalog.findRoutine(names)
  return routine && persistentRoutine(routine, source, calledAt)
}

/** How functions of the same text are looked up: temporary ones by their name, helpers of a routine as they are written. */
function pathKey(path: Path): string {
  return path.names.map((part) => part.name.toLowerCase()).join('.')
}

/** Resolves something of a routine's own text; a mistake there is shown there. */
export function inRoutine<Result>(routine: Routine, resolve: () => Result): Result {
  return inText(routine.source.text, routine.name, routine.path, resolve)
}

export function inText<Result>(text: string, name: string, path: string | undefined, resolve: () => Result): Result {
  try {
    return resolve()
  } catch (error) {
    if (!(error instanceof SqlError) || error.source) throw error
    const options = {
      ...(error.hint !== undefined && { hint: error.hint }),
      source: { text, name, ...(path !== undefined && { path }) },
      cause: error,
    }
    throw new SqlError(error.code, `In ${name}: ${error.message}`, error.span, options)
  }
}

/** @throws {SqlError} for a routine that calls itself */
export function enter(routine: Routine, span: Span): Source {
  const { source } = routine
  if (source.expanding.includes(routine.name))
    return fail('invalid-query', `${routine.name} calls itself, which a SQL function cannot`, span)
  return { ...source, expanding: [...source.expanding, routine.name] }
}

const parsed = new WeakMap<CatalogRoutine, readonly CreateFunctionSyntax[]>()

function persistentRoutine(routine: CatalogRoutine, caller: Source, calledAt: Span): Routine | undefined {
  const name = `${routine.project}.${routine.dataset}.${routine.name}`
  const functions = inText(routine.sql, name, routine.path, () => parseFunctions(routine))
  const syntax =
    functions.findLast((candidate) => candidate.path.names.at(-1)!.name === routine.name) ?? functions.at(-1)
  if (!syntax) return undefined
  const { analysis, expanding } = caller
  const catalog = caller.catalog.withDefaults(routine.project, routine.dataset)
  const helpers = functions.filter((helper) => helper !== syntax)
  const local = new Map(helpers.map((helper) => [pathKey(helper.path), { syntax: helper, text: routine.sql }]))
  return {
    name,
    syntax,
    source: { analysis, text: routine.sql, catalog, functions: local, calledAt, expanding },
    ...(routine.path !== undefined && { path: routine.path }),
  }
}

function parseFunctions(routine: CatalogRoutine): readonly CreateFunctionSyntax[] {
  const known = parsed.get(routine)
  if (known) return known
  const functions = parseScript(routine.sql).statements.filter((statement) => statement.kind === 'createFunction')
  parsed.set(routine, functions)
  return functions
}
