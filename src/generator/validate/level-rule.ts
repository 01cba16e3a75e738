import type { Artifact } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { allFields, soundFields } from './declared-fields.ts'
import type { MetadataContext, MetadataRule } from './metadata-rule.ts'

/** What a level promises, as far as the files can show it. */
export const promisesOfLevel: MetadataRule = {
  code: 'level',
  severity: 'error',
  *check(context) {
    const { level } = context.metadata.labels
    const promises = PROMISES[String(level)] ?? []
    const broken = promises.filter((promise) => !promise.isKept(context)).map(({ text }) => text)
    if (broken.length > 0) yield { at: ['labels', 'level'], message: `level ${level} promises ${broken.join(', ')}` }
  },
}

interface LevelPromise {
  readonly text: string
  isKept(context: MetadataContext): boolean
}

const description: LevelPromise = {
  text: 'a description',
  isKept: ({ metadata }) => Boolean(metadata.description?.trim()),
}
const changeControl: LevelPromise = {
  text: 'the label change_controlled',
  isKept: ({ metadata }) => metadata.labels.change_controlled === true,
}
const schedule: LevelPromise = {
  text: 'a schedule',
  isKept: ({ artifact, metadata }) => artifact.kind === 'view' || metadata.scheduling.dagName !== undefined,
}
const tests: LevelPromise = {
  text: 'a test of its SQL',
  isKept: ({ project, artifact }) => artifact.kind === 'view' || hasTests(project, artifact),
}
const monitoring: LevelPromise = {
  text: 'monitoring of freshness and volume in bigconfig.yml',
  isKept: ({ project, artifact }) => artifact.kind === 'view' || isMonitored(project, artifact),
}
const allDescribed: LevelPromise = {
  text: 'a description of every column',
  isKept: (context) => describedShare(context) >= 1,
}
const mostDescribed: LevelPromise = {
  text: 'a description of 70 % of the columns',
  isKept: (context) => describedShare(context) >= 0.7,
}

const PROMISES: Readonly<Record<string, readonly LevelPromise[]>> = {
  gold: [description, tests, schedule, monitoring, changeControl, allDescribed],
  silver: [description, tests, schedule, monitoring, mostDescribed],
  bronze: [description],
}

function hasTests({ configuration, source }: Project, { folder }: Artifact): boolean {
  const inside = folder.slice(configuration.sqlFolder.length + 1)
  return configuration.testFolders.some((tests) =>
    source.list(`${tests}/${inside}`).some((path) => /\/test_[^/]+\//.test(path)),
  )
}

function isMonitored({ source }: Project, { folder }: Artifact): boolean {
  const text = (source.read(`${folder}/bigconfig.yml`) ?? '').toLowerCase()
  return text.includes('freshness') && text.includes('volume')
}

function describedShare({ project, artifact }: MetadataContext): number {
  const fields = artifact.kind === 'routine' ? [] : (soundFields(project, artifact) ?? [])
  const all = [...allFields(fields)]
  return all.length === 0 ? 0 : all.filter(({ field }) => field.description?.trim()).length / all.length
}
