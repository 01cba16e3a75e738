import { expect, test } from 'vitest'
import { DiagnosticsError } from '../../src/errors.ts'
import { formatSql } from '../../src/generator/format.ts'
import { changesMeaning } from '../../src/generator/format-safely.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { renderArtifact } from '../../src/generator/sql/render.ts'
import { corpusTree } from './corpus.ts'

test('formatting changes the meaning of no file of main, and a second time nothing at all', () => {
  const project = loadProject(folderSource(corpusTree('main')))
  const wrong: string[] = []
  let formatted = 0
  for (const artifact of [...project.tables, ...project.views, ...project.routines]) {
    if (!artifact.path?.endsWith('.sql')) continue
    const text = rendered(() => renderArtifact(project, artifact).text)
    if (text === undefined) continue
    const once = formatSql(text)
    if (changesMeaning(text, once) || formatSql(once) !== once) wrong.push(artifact.path)
    formatted += 1
  }
  expect(wrong).toEqual([])
  expect(formatted).toBeGreaterThan(2000)
})

/** ssl_ratios_v1 asks metric-hub, which is not here. */
function rendered(render: () => string): string | undefined {
  try {
    return render()
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined
    throw error
  }
}
