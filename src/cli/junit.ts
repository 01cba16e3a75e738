import type { QueryTestResult } from '../runner/query-test/run-test.ts'

/** Results in the XML that build servers read: a test is a case of the class `dataset.table`. */
export function formatJunit(results: readonly QueryTestResult[], seconds: number): string {
  const of = (status: string) => results.filter((result) => result.status === status).length
  const counts = `tests="${results.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}" time="${seconds.toFixed(3)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="bqetl test" ${counts}>`,
    ...results.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase({ test, status, message, path, line, seconds }: QueryTestResult): string {
  const { dataset, table } = test.table
  const place = `file="${escapeXml(path)}"${line === undefined ? '' : ` line="${line}"`}`
  const head = `    <testcase classname="${escapeXml(`${dataset}.${table}`)}" name="${escapeXml(test.name)}" ${place} time="${seconds.toFixed(3)}"`
  if (status === 'passed') return `${head}/>`
  const [first = ''] = message.split('\n')
  const tag = status === 'failed' ? 'failure' : 'skipped'
  return `${head}>\n      <${tag} message="${escapeXml(first)}">${escapeXml(message)}</${tag}>\n    </testcase>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

/** XML 1.0 has no form at all for most control characters. */
function escapeXml(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]|[&<>"]/gu, (character) => {
    if (character === '\t' || character === '\r') return character
    return ENTITIES[character] ?? '\ufffd'
  })
}
