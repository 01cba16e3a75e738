import { analyzeDml, analyzeExpression, analyzeQuery, analyzeType } from './analyze.ts'
import type { AnalyzeOptions, TemporaryFunction } from './analyze-options.ts'
import type { Catalog, CatalogTable, TableReference } from './catalog.ts'
import type { OutputColumn, ResolvedQuery, ResolvedReference } from './resolved.ts'
import { SqlError } from './sql-error.ts'
import type { CreateTableSyntax, CreateViewSyntax, Path, ScriptSyntax, StatementSyntax } from './syntax.ts'
import { INT64, structOf, type Type } from './types.ts'

export interface ScriptAnalysis {
  /** Of every query in the text. */
  readonly references: readonly ResolvedReference[]
  /** Columns of the last query, or of the view that the text defines. */
  readonly output?: readonly OutputColumn[]
  /** What is wrong, one of each statement at most. */
  readonly errors: readonly SqlError[]
}

/**
 * Resolves every statement of a script without running it: variables and temporary tables and functions have the types
 * that they are declared with. What EXECUTE IMMEDIATE runs is not known before it runs, so it is not looked at.
 */
export function analyzeScript(script: ScriptSyntax, text: string, options: AnalyzeOptions): ScriptAnalysis {
  const analyzer = new ScriptAnalyzer(text, options)
  analyzer.statements(script.statements)
  const { references, errors, output } = analyzer
  return { references, errors, ...(output && { output }) }
}

class ScriptAnalyzer {
  readonly references: ResolvedReference[] = []
  readonly errors: SqlError[] = []
  output: readonly OutputColumn[] | undefined
  readonly #text: string
  readonly #options: AnalyzeOptions
  readonly #variables: Map<string, Type>
  readonly #functions: Map<string, TemporaryFunction>
  readonly #tables = new Map<string, CatalogTable>()

  constructor(text: string, options: AnalyzeOptions) {
    this.#text = text
    this.#variables = new Map(options.variables)
    this.#functions = new Map(options.functions)
    this.#options = {
      ...options,
      catalog: withTables(options.catalog, this.#tables),
      variables: this.#variables,
      functions: this.#functions,
    }
  }

  statements(statements: readonly StatementSyntax[]): void {
    for (const statement of statements) {
      try {
        this.#statement(statement)
      } catch (error) {
        if (!(error instanceof SqlError)) throw error
        this.errors.push(error)
      }
    }
  }

  #statement(statement: StatementSyntax): void {
    switch (statement.kind) {
      case 'queryStatement':
        this.output = this.#query(statement).output
        break
      case 'createTable':
        this.#createTable(statement)
        break
      case 'createView':
        this.output = this.#viewOutput(statement)
        break
      case 'createFunction':
        if (statement.path.names.length === 1 || statement.temporary) {
          this.#functions.set(lastName(statement.path), { syntax: statement, text: this.#text })
        }
        break
      case 'insert':
      case 'update':
      case 'delete':
      case 'merge':
        analyzeDml(statement, this.#text, this.#options)
        break
      case 'declare':
        this.#declare(statement)
        break
      default:
        this.#control(statement)
    }
  }

  #control(statement: StatementSyntax): void {
    switch (statement.kind) {
      case 'set':
        analyzeExpression(statement.value, this.#text, this.#options)
        break
      case 'block':
        this.statements(statement.body)
        this.statements(statement.handler ?? [])
        break
      case 'if':
        for (const { condition, body } of statement.branches) {
          analyzeExpression(condition, this.#text, this.#options)
          this.statements(body)
        }
        this.statements(statement.otherwise)
        break
      case 'caseStatement':
        for (const { body } of statement.whens) this.statements(body)
        this.statements(statement.otherwise)
        break
      case 'loop':
      case 'while':
      case 'repeat':
        this.statements(statement.body)
        break
      case 'forIn': {
        const { output } = this.#query(statement)
        const fields = output.map(({ name, column }) => ({ name, type: column.type }))
        this.#variables.set(statement.variable.name.toLowerCase(), structOf(fields))
        this.statements(statement.body)
        break
      }
    }
  }

  #query({ query }: Extract<StatementSyntax, { kind: 'queryStatement' | 'forIn' }>): ResolvedQuery {
    const resolved = analyzeQuery(query, this.#text, this.#options)
    this.references.push(...resolved.references)
    return resolved
  }

  #declare(statement: Extract<StatementSyntax, { kind: 'declare' }>): void {
    const value = statement.default && analyzeExpression(statement.default, this.#text, this.#options)
    const type = statement.type ? analyzeType(statement.type) : (value?.type ?? INT64)
    for (const { name } of statement.names) this.#variables.set(name.toLowerCase(), type)
  }

  #createTable(statement: CreateTableSyntax): void {
    const resolved = statement.query && analyzeQuery(statement.query, this.#text, this.#options)
    if (resolved) this.references.push(...resolved.references)
    const columns = resolved
      ? resolved.output.map(({ name, column }) => ({ name, type: column.type }))
      : (statement.columns ?? []).map(({ name, type }) => ({ name: name.name, type: analyzeType(type) }))
    const key = statement.path.names.map(({ name }) => name).join('.')
    this.#tables.set(key, { kind: 'table', reference: referenceOf(statement.path), columns })
  }

  #viewOutput({ query, columns }: CreateViewSyntax): readonly OutputColumn[] {
    const resolved = analyzeQuery(query, this.#text, { ...this.#options, requirePartitionFilters: false })
    this.references.push(...resolved.references)
    return resolved.output.map((output, index) => ({ ...output, name: columns[index]?.name ?? output.name }))
  }
}

function lastName(path: Path): string {
  return path.names.at(-1)!.name.toLowerCase()
}

function referenceOf(path: Path): TableReference {
  const [table = '', dataset = '', project = ''] = path.names.map(({ name }) => name).reverse()
  return { project, dataset, table }
}

/** The catalog with the tables that the script has made so far, by the names that it made them under. */
function withTables(catalog: Catalog, tables: ReadonlyMap<string, CatalogTable>): Catalog {
  return {
    ...catalog,
    findTable: (path) => tables.get(path.join('.')) ?? catalog.findTable(path),
    findRoutine: (path) => catalog.findRoutine(path),
    similarTables: (path) => catalog.similarTables(path),
    withDefaults: (project, dataset) => withTables(catalog.withDefaults(project, dataset), tables),
  }
}
