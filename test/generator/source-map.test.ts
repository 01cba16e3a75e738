import { expect, test } from 'vitest'
import { identityMap, originalPlace } from '../../src/generator/jinja/source-map.ts'

test('a text that was not rendered maps to itself', () => {
  const map = identityMap('a.sql', 'one\ntwo\n')
  expect(originalPlace(map, 0)).toEqual({ path: 'a.sql', line: 1, column: 1 })
  expect(originalPlace(map, 5)).toEqual({ path: 'a.sql', line: 2, column: 2 })
  expect(originalPlace(map, 8)).toEqual({ path: 'a.sql', line: 3, column: 1 })
})

test('the output of an expression maps to the expression, text to its own place', () => {
  const map = {
    text: 'xx\nyyTAIL',
    segments: [
      { offset: 0, place: { path: 'a.sql', line: 3, column: 5 }, verbatim: false },
      { offset: 5, place: { path: 'a.sql', line: 4, column: 2 }, verbatim: true },
    ],
  }
  expect(originalPlace(map, 4)).toEqual({ path: 'a.sql', line: 3, column: 5 })
  expect(originalPlace(map, 7)).toEqual({ path: 'a.sql', line: 4, column: 4 })
})

test('a text without segments has a place all the same', () => {
  expect(originalPlace({ text: '', segments: [] }, 0)).toEqual({ path: '', line: 1, column: 1 })
})
