import { type Bound, bindArguments } from './arguments.ts'
import { compare, isEqual } from './comparison.ts'
import { fail, unsupported } from './error.ts'
import { applyOperator, asNumber } from './operators.ts'
import { callStringMethod } from './string-methods.ts'
import { toText } from './text.ts'
import { type CallArguments, isIterable, isKind, isTrue, type JinjaValue, sizeOf } from './value.ts'

interface Test {
  readonly signature: string
  run(value: JinjaValue, ...bound: Bound): boolean
}

/** `value is name(args)`. @param isFilter for `is filter` */
export function runTest(
  name: string,
  value: JinjaValue,
  args: CallArguments,
  isFilter: (name: string) => boolean,
): boolean {
  if (name === 'filter') return isFilter(toText(value))
  if (name === 'escaped') return unsupported('the test "escaped" is for HTML')
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined
  if (!test) return fail(`there is no test "${name}"`)
  return test.run(value, ...bindArguments(name, test.signature, args))
}

function plain(run: (value: JinjaValue) => boolean): Test {
  return { signature: '', run }
}

function comparison(operator: '==' | '!=' | '<' | '<=' | '>' | '>='): Test {
  return { signature: 'other', run: (value, other) => compare(operator, value, other!) }
}

const TESTS: Readonly<Record<string, Test>> = {
  boolean: plain((value) => typeof value === 'boolean'),
  callable: plain((value) => isKind(value, 'function') || (isKind(value, 'object') && value.call !== undefined)),
  defined: plain((value) => !isKind(value, 'undefined')),
  divisibleby: { signature: 'num', run: (value, number) => isEqual(applyOperator('Mod', value, number!), 0n) },
  even: plain((value) => isEqual(applyOperator('Mod', value, 2n), 0n)),
  false: plain((value) => value === false),
  float: plain((value) => typeof value === 'number'),
  in: { signature: 'seq', run: (value, sequence) => compare('in', value, sequence!) },
  integer: plain((value) => typeof value === 'bigint'),
  iterable: plain(isIterable),
  lower: plain((value) => isTrue(callStringMethod(toText(value), 'islower')!({ positional: [], named: new Map() }))),
  mapping: plain((value) => isKind(value, 'dict')),
  none: plain((value) => isKind(value, 'none')),
  number: plain((value) => asNumber(value) !== undefined),
  odd: plain((value) => isEqual(applyOperator('Mod', value, 2n), 1n)),
  sameas: { signature: 'other', run: (value, other) => value === other },
  sequence: plain((value) => sizeOf(value) !== undefined && !(isKind(value, 'view') && value.type !== 'range')),
  string: plain((value) => typeof value === 'string' || isKind(value, 'markup')),
  test: plain(
    (value) => Object.hasOwn(TESTS, toText(value)) || toText(value) === 'filter' || toText(value) === 'escaped',
  ),
  true: plain((value) => value === true),
  undefined: plain((value) => isKind(value, 'undefined')),
  upper: plain((value) => isTrue(callStringMethod(toText(value), 'isupper')!({ positional: [], named: new Map() }))),
  '==': comparison('=='),
  eq: comparison('=='),
  equalto: comparison('=='),
  '!=': comparison('!='),
  ne: comparison('!='),
  '>': comparison('>'),
  gt: comparison('>'),
  greaterthan: comparison('>'),
  '>=': comparison('>='),
  ge: comparison('>='),
  '<': comparison('<'),
  lt: comparison('<'),
  lessthan: comparison('<'),
  '<=': comparison('<='),
  le: comparison('<='),
}
