import { expect, test } from 'vitest'
import { snakeCase } from '../../src/runner/load/snake-case.ts'

// Cases of mozilla/jsonschema-transpiler and of columns that stand in telemetry.main.
test.each([
  ['Aa', 'aa'],
  ['aA', 'a_a'],
  ['_a__a_', 'a_a'],
  ['RAM', 'ram'],
  ['a7aAa', 'a7a_aa'],
  ['A7AAa', 'a7a_aa'],
  ['clientId', 'client_id'],
  ['e10sEnabled', 'e10s_enabled'],
  ['activeGMPlugins', 'active_gm_plugins'],
  ['SUBPROCESS_CRASHES_WITH_DUMP', 'subprocess_crashes_with_dump'],
  ['l2cacheKB', 'l2cache_kb'],
  ['D2DEnabled', 'd2d_enabled'],
  ['UIMeasurements', 'ui_measurements'],
  ['browser.search.ad_clicks', 'browser_search_ad_clicks'],
  ['submissionURL', 'submission_url'],
])('%s becomes %s', (name, column) => {
  expect(snakeCase(name)).toBe(column)
})
