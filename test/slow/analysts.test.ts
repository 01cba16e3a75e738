import { expect, it } from 'vitest'
import { judge, readAnalystQueries } from '../support/conformance.ts'

it('random queries in the style of analysts have the answers of the reference evaluator', async () => {
  const verdicts = await judge(readAnalystQueries())
  expect(verdicts.length).toBe(400)
  expect(verdicts.filter(({ outcome }) => outcome !== 'same').map((each) => [each.case.sql, each.answer])).toEqual([])
})
