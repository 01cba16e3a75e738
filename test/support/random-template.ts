/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A random template of Jinja: most render, some fail, which both implementations then have to do. */
export function randomTemplate(random: () => number): string {
  const pick = <T>(...options: readonly T[]): T => options[Math.floor(random() * options.length)]!
  const space = () => pick('', ' ', '\n', '\n  ', '  \n')
  const dash = () => pick('', '', '', '-', '+')

  /** Now and then something that does not fit, for the errors. */
  const wild = () => pick('unknown', 'none', '"x"', '[1]', '7', 'd', '{}', 'xs[9]', 'true', '(1,)', '2.5')

  function number(depth: number): string {
    if (random() < 0.03) return wild()
    if (depth <= 0) return pick('0', '1', '7', '-3', '2.5', '1e3', 'a', 'n', '10', 'true', '0.1', '1_000')
    return pick(
      () => `${number(depth - 1)} ${pick('+', '-', '*', '/', '//', '%')} ${number(depth - 1)}`,
      () => `(${number(depth - 1)}) ** 2`,
      () => `${pick('-', '+')}${pick('a', 'n', '5')}`,
      () => `(${number(depth - 1)} | ${pick('abs', 'round(1)', 'int', 'float', 'round', 'string | length')})`,
      () => `(${list(depth - 1)} | ${pick('length', 'first', 'last', 'sum', 'max', 'min')})`,
      () => `${list(depth - 1)}[${pick('0', '-1')}]`,
      () => `(${number(depth - 1)} if ${truth(depth - 1)} else ${number(depth - 1)})`,
      () => pick('d.k', 'd["j"]', 'd.get("k")', 'loop.index', 'xs | length'),
    )()
  }

  function text(depth: number): string {
    if (random() < 0.03) return wild()
    if (depth <= 0) return pick('"x"', "'it'", '"a,b"', '"10"', '"Hello World"', 'b', '"é\\n"', '"a" "b"', '""')
    return pick(
      () => `${text(depth - 1)} ~ ${number(depth - 1)}`,
      () => `(${text(depth - 1)} + ${text(depth - 1)})`,
      () =>
        `(${text(depth - 1)} | ${pick('upper', 'title', 'replace("x", "z")', 'trim', 'capitalize', 'indent(2)', 'center(7)', 'truncate(5)', 'urlencode', 'default("dd")', 'reverse')})`,
      () => `(${list(depth - 1)} | join("${pick(', ', '')}"))`,
      () =>
        `${pick('"Hello"', 'b')}${pick('[1:]', '[::-1]', '[:-1]', '[0]', '[-2:]', '[1:3]', '.upper()', '.strip()', '.title()', '.replace("l", "L")')}`,
      () => `"${pick('%s', '%5s|', '%r')}" % ${text(0)}`,
      () => `"${pick('%d', '%5.1f', '%03d', '%s')}" % ${number(0)}`,
      () => `(${list(depth - 1)} | ${pick('tojson', 'string')})`,
      () => `"{}-{:>4}".format(${text(0)}, ${text(0)})`,
    )()
  }

  function list(depth: number): string {
    if (random() < 0.03) return wild()
    if (depth <= 0) return pick('[1, 2, 3]', 'xs', '[4, 4.0]', '(1, 7)', '[2]', 'range(3)', 'range(5, 0, -2)')
    return pick(
      () => `[${number(depth - 1)}, ${number(depth - 1)},]`,
      () =>
        `(${list(depth - 1)} | ${pick('sort', 'list', 'reverse | list', 'unique | list', 'select("odd") | list', 'map("int") | list', 'batch(2) | first', 'reject("none") | list')})`,
      () => `(${list(depth - 1)} | list)${pick('[1:]', '[:2]', '[::-1]', '[-2:]', '[:]', '[::2]')}`,
      () => `(${pick('xs', '[1]')} + ${pick('xs', '[5, 6]')})`,
      () => `(d.values() | list)`,
    )()
  }

  function truth(depth: number): string {
    if (random() < 0.03) return wild()
    if (depth <= 0) return pick('true', 'a', 'xs', 'unknown', 'False', 'none', 'b', 'is_init()', '[]')
    return pick(
      () => `${number(depth - 1)} ${pick('==', '!=', '<', '<=', '>', '>=')} ${number(depth - 1)}`,
      () => `${number(0)} < ${number(0)} <= ${number(0)}`,
      () => `${number(depth - 1)} ${pick('in', 'not in')} ${list(depth - 1)}`,
      () => `${text(0)} ${pick('in', 'not in', '==', '<')} ${text(0)}`,
      () => `${truth(depth - 1)} ${pick('and', 'or')} ${truth(depth - 1)}`,
      () => `not ${truth(depth - 1)}`,
      () =>
        `${pick('unknown', 'a', 'b', 'xs', 'd', 'none', '5')} is ${pick('', 'not ')}${pick('defined', 'none', 'string', 'number', 'sequence', 'mapping', 'in [1, 5]', 'iterable', 'true')}`,
      () => `${pick('a', 'n', '4')} is ${pick('odd', 'even', 'divisibleby 2')}`,
    )()
  }

  function expression(depth: number): string {
    const kind = pick(number, text, list, truth)
    const plain = kind(depth)
    return random() < 0.1 ? `${plain} if ${truth(1)}${pick('', ` else ${kind(1)}`)}` : plain
  }

  const tag = (content: string) => `{%${dash()} ${content} ${pick('', '', '-')}%}`

  function statement(depth: number): string {
    if (depth <= 0)
      return pick(
        () => `{{ ${expression(2)} }}`,
        () => `{{${pick('', '-')} ${pick('a', 'b', 'n', 'xs', 'd', 'unknown')} ${pick('', '-')}}}`,
        () => pick('SELECT', ' -- x', '{# c #}', '{#- c -#}'),
      )()
    return pick(
      () => `{{ ${expression(3)} }}`,
      () =>
        pick(tag(`set ${pick('a', 'n')} = ${number(2)}`), tag(`set b = ${text(2)}`), tag(`set xs = ${list(2)} | list`)),
      () => `${tag(`if ${truth(2)}`)}${body(depth - 1)}${pick('', tag('else') + body(depth - 1))}${tag('endif')}`,
      () =>
        `${tag(`for ${pick('a', 'n', 'i')} in ${list(1)}${pick('', '', ' if a')}`)}${body(depth - 1)}${tag('endfor')}`,
      () =>
        `${tag(`for k, v in ${pick('d.items()', '[("p", 1), ("q", 2)]', 'd | dictsort')}`)}{{ k }}={{ v }}${pick('', '{{ "," if not loop.last }}')}${tag('endfor')}`,
      () =>
        `${tag(`macro m(a${pick('', ', b=2', ', b=a')})`)}${body(depth - 1)}${tag('endmacro')}{{ m(${pick('', '1', '1, b=3', 'a=[1]')}) }}`,
      () => `${tag('set b')}${body(depth - 1)}${tag('endset')}{{ b }}`,
      () => `${tag('raw')}{{ a }}${tag('endraw')}`,
      () => `${tag(`with n = ${number(1)}`)}${body(depth - 1)}${tag('endwith')}`,
      () => `${tag('filter upper')}${body(depth - 1)}${tag('endfilter')}`,
    )()
  }

  function body(depth: number): string {
    return Array.from({ length: 1 + Math.floor(random() * 3) }, () => space() + statement(depth) + space()).join('')
  }

  const prelude =
    '{% set a = 1 %}{% set b = "x" %}{% set n = 5 %}{% set xs = [3, 1, 2] %}{% set d = {"k": 1, "j": 2} %}'
  return prelude + body(2)
}
