import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDER = join(ROOT, 'schemas')

describe('schemas/', () => {
  test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.schema.json')))(
    '%s is a valid JSON Schema and says how editors use it',
    (name) => {
      const schema = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as { $schema: string; description: string }
      if (!schema.$schema.includes('draft-07')) return
      expect(() =>
        new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).compile(schema),
      ).not.toThrow()
      expect(schema.description).toContain('yaml-language-server: $schema=')
    },
  )
})

test('the project of this repository is right', () => {
  expect(loadProject(folderSource(ROOT)).diagnostics()).toEqual([])
})
