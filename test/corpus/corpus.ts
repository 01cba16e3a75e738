import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.BQETL_CORPUS

/**
 * A tree of Mozilla's in the folder that BQETL_CORPUS names.
 *
 * @throws where it is not set or the tree not there: a corpus test that runs over nothing would be a lie
 */
export function corpusTree(name: 'main' | 'generated-sql' | 'generated-dags'): string {
  if (folder === undefined)
    throw new Error('set BQETL_CORPUS to the folder with the trees main, generated-sql and generated-dags')
  const tree = join(folder, name)
  if (!existsSync(tree)) throw new Error(`there is no ${tree}`)
  return tree
}
