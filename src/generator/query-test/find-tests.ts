import type { Project } from '../project/project.ts'
import type { QueryTest } from './query-test.ts'

const EXPECTATION = /^expect\.(?:yaml|json|ndjson)$/

/**
 * Every folder under `test/sql` and `tests/sql` (see `ProjectConfiguration.testFolders`) that holds an expectation, in order of path.
 * Both layouts are read, `<dataset>/<table>/<test>` and `<project>/<dataset>/<table>/<test>`.
 */
export function findQueryTests(project: Project): readonly QueryTest[] {
  return project.configuration.testFolders.flatMap((root) => testsUnder(root, project))
}

function testsUnder(root: string, project: Project): QueryTest[] {
  const folders = filesByFolder(project.source.list(root))
  return [...folders].flatMap(([folder, files]) => {
    const steps = folder.slice(root.length + 1).split('/')
    const expectation = files.find((file) => EXPECTATION.test(file))
    if (expectation === undefined || (steps.length !== 3 && steps.length !== 4)) return []
    const [test = '', table = '', dataset = '', projectId = project.configuration.projectId] = [...steps].reverse()
    const tableFolder = folder.slice(0, -test.length - 1)
    return {
      name: steps.join('/'),
      folder,
      tableFolder,
      table: { project: projectId, dataset, table },
      test,
      expectation: `${folder}/${expectation}`,
      files,
      tableFiles: folders.get(tableFolder) ?? [],
    }
  })
}

function filesByFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    const files = folders.get(path.slice(0, slash))
    if (files) files.push(path.slice(slash + 1))
    else folders.set(path.slice(0, slash), [path.slice(slash + 1)])
  }
  return folders
}
