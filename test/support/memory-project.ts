import type { FileSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'

/** A tree of files that is on no disk. */
export function memorySource(files: Readonly<Record<string, string>>): FileSource {
  const paths = Object.keys(files).sort()
  return {
    name: 'memory',
    list: (folder) => paths.filter((path) => folder === '' || path.startsWith(`${folder}/`)),
    read: (path) => files[path],
  }
}

export function memoryProject(files: Readonly<Record<string, string>>): Project {
  return loadProject(memorySource(files))
}
