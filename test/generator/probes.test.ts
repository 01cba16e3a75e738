import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readProbes } from '../../src/generator/probes/read.ts'

function problems(path: string, text: string): readonly string[] {
  return readProbes([{ path, text }]).diagnostics.map(
    ({ code, line, column, message }) => `${line}:${column} ${code}: ${message}`,
  )
}

describe('definitions of probes', () => {
  test('histograms and scalars are read with what their shape needs', () => {
    const { probes, diagnostics } = readProbes([
      {
        path: 'Histograms.json',
        text: '{"GC_MS": {"kind": "exponential", "high": "10000", "n_buckets": 50, "description": " Time ", "record_in_processes": ["main"]},\n "C": {"kind": "categorical", "labels": ["a", "b"], "keyed": true}}',
      },
      { path: 'Scalars.yaml', text: 'browser.engagement:\n  uris:\n    kind: uint\n' },
    ])
    expect(diagnostics).toEqual([])
    expect(probes).toEqual([
      {
        path: 'Histograms.json',
        line: 1,
        name: 'GC_MS',
        type: 'histogram',
        kind: 'exponential',
        high: 10000,
        bucketCount: 50,
        labels: [],
        keyed: false,
        description: 'Time',
        processes: ['main'],
      },
      {
        path: 'Histograms.json',
        line: 2,
        name: 'C',
        type: 'histogram',
        kind: 'categorical',
        labels: ['a', 'b'],
        keyed: true,
        processes: [],
      },
      {
        path: 'Scalars.yaml',
        line: 2,
        name: 'browser.engagement.uris',
        type: 'scalar',
        kind: 'uint',
        labels: [],
        keyed: false,
        processes: [],
      },
    ])
  })

  test.each([
    ['a missing kind', '{\n "A": {"high": 3}\n}', '2:2 missing-key: A has no kind'],
    ['an unknown kind', '{"A": {"kind": "linaer"}}', '1:16 invalid-value: no kind of histogram is called linaer'],
    ['what the kind needs', '{"A": {"kind": "enumerated"}}', '1:2 missing-key: A has no n_values'],
    [
      'a number that is none',
      '{"A": {"kind": "enumerated", "n_values": "many"}}',
      '1:42 invalid-value: n_values of A is no whole number of at least 1',
    ],
    [
      'bounds in the wrong order',
      '{"A": {"kind": "linear", "low": 9, "high": 9, "n_buckets": 3}}',
      '1:44 invalid-value: high of A is not above its low',
    ],
    [
      'a label twice',
      '{"A": {"kind": "categorical", "labels": ["a", "a"]}}',
      '1:41 invalid-value: labels of A are no list of different texts',
    ],
    ['a histogram that is no object', '{"A": 3}', '1:7 invalid-value: A is no object'],
    ['a document that is no object', '[]', '1:1 invalid-value: the document is no object'],
  ])('%s is told with its place', (_, text, problem) => {
    expect(problems('Histograms.json', text)).toEqual([problem])
  })

  test('a scalar of an unknown kind is told', () => {
    expect(problems('Scalars.yaml', 'a.b:\n  c:\n    kind: int\n')).toEqual([
      '3:11 invalid-value: no kind of scalar is called int',
    ])
  })

  test('a name defined twice is told with the other place', () => {
    const text = '{"A": {"kind": "flag"}}'
    const { diagnostics } = readProbes([
      { path: 'one.json', text },
      { path: 'two.json', text },
    ])
    expect(diagnostics).toMatchObject([{ code: 'duplicate-probe', path: 'two.json', line: 1 }])
    expect(diagnostics[0]!.message).toContain('one.json:1')
  })

  test('those of the project are right', () => {
    const files = ['probes/Histograms.json', 'probes/Scalars.yaml']
    const { probes, diagnostics } = readProbes(files.map((path) => ({ path, text: readFileSync(path, 'utf8') })))
    expect(diagnostics).toEqual([])
    expect(probes.length).toBeGreaterThan(40)
  })
})
