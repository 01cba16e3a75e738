import { describe, expect, test } from 'vitest'
import { buildDags } from '../../src/generator/dag/build-dags.ts'
import { type Graph, sortedGraph } from '../../src/generator/graph/graph.ts'
import { type Box, placeGraph } from '../../src/generator/graph/layout.ts'
import { lineageGraph } from '../../src/generator/graph/lineage-graph.ts'
import { graphMermaid } from '../../src/generator/graph/mermaid.ts'
import { graphSvg } from '../../src/generator/graph/svg.ts'
import { taskGraph } from '../../src/generator/graph/task-graph.ts'
import { dagYaml, table, view } from '../support/dag-project.ts'
import { memoryProject } from '../support/memory-project.ts'
import { seededRandom } from '../support/random-template.ts'

const PROJECT = memoryProject({
  'bqetl_project.yaml': 'project_id: bqetl\n',
  'dags.yaml': dagYaml('bqetl_early', '0 1 * * *') + dagYaml('bqetl_late', '0 4 * * *'),
  ...table('d.raw_v1', 'SELECT 1 AS x FROM outside.pings', 'bqetl_early'),
  ...view('d.raw', 'SELECT * FROM bqetl.d.raw_v1'),
  ...table('d.sum_v1', 'SELECT SUM(x) AS s FROM d.raw', 'bqetl_late'),
  'sql/d/sum_v1/checks.sql': '#fail\nASSERT TRUE;\n',
  ...view('public.sum', 'SELECT * FROM bqetl.d.sum_v1'),
  ...table('d.alone_v1', 'SELECT 1 AS x'),
})

function lineage(...selectors: string[]): Graph {
  return lineageGraph(PROJECT, { selectors, changed: () => [] }).graph
}

/** `from → to`, short. */
function edges({ edges }: Graph): string[] {
  return edges.map(({ from, to, kind, note }) => `${from} → ${to} ${kind}${note === undefined ? '' : ` ${note}`}`)
}

function nodes({ nodes }: Graph): string[] {
  return nodes.map(({ id, isOutside }) => (isOutside ? `(${id})` : id))
}

describe('lineage', () => {
  test('is who reads whom, views too', () => {
    expect(edges(lineage())).toEqual([
      'bqetl.d.raw → bqetl.d.sum_v1 reads',
      'bqetl.d.raw_v1 → bqetl.d.raw reads',
      'bqetl.d.sum_v1 → bqetl.public.sum reads',
      'bqetl.outside.pings → bqetl.d.raw_v1 reads',
    ])
    expect(lineage().nodes.map(({ title, kind, note, path }) => [title, kind, note, path])).toEqual([
      ['alone_v1', 'table', 'd · table', 'sql/d/alone_v1/query.sql'],
      ['raw', 'view', 'd · view', 'sql/d/raw/view.sql'],
      ['raw_v1', 'table', 'd · bqetl_early 0 1 * * *', 'sql/d/raw_v1/query.sql'],
      ['sum_v1', 'table', 'd · bqetl_late 0 4 * * *', 'sql/d/sum_v1/query.sql'],
      ['pings', 'source', 'outside · source', undefined],
      ['sum', 'view', 'public · view', 'sql/public/sum/view.sql'],
    ])
  })

  test('of a selection shows also what that reads', () => {
    expect(nodes(lineage('d.sum_v1'))).toEqual(['(bqetl.d.raw)', 'bqetl.d.sum_v1'])
    expect(nodes(lineage('dag:bqetl_early'))).toEqual(['bqetl.d.raw_v1', '(bqetl.outside.pings)'])
  })

  test('goes up and down from tables and views', () => {
    expect(nodes(lineage('+public.sum'))).toEqual([
      'bqetl.d.raw',
      'bqetl.d.raw_v1',
      'bqetl.d.sum_v1',
      'bqetl.outside.pings',
      'bqetl.public.sum',
    ])
    expect(nodes(lineage('d.raw+'))).toEqual(['bqetl.d.raw', '(bqetl.d.raw_v1)', 'bqetl.d.sum_v1', 'bqetl.public.sum'])
    expect(() => lineage('d.nothing')).toThrow('nothing')
  })
})

test('what cannot be read is told, and does not keep the rest from being drawn', () => {
  const project = memoryProject({
    'bqetl_project.yaml': 'project_id: bqetl\n',
    ...table('d.broken_v1', 'SELECT FROM'),
    ...table('d.fine_v1', 'SELECT x FROM d.broken_v1'),
  })
  const all = lineageGraph(project, { selectors: [], changed: () => [] })
  expect([edges(all.graph), all.unread]).toEqual([['bqetl.d.broken_v1 → bqetl.d.fine_v1 reads'], ['bqetl.d.broken_v1']])
  expect(lineageGraph(project, { selectors: ['d.fine_v1'], changed: () => [] }).unread).toEqual([])
})

describe('tasks', () => {
  const { dags } = buildDags(PROJECT, 'bqetl')

  test('wait for those of their DAG, and by sensors for those of others', () => {
    const graph = taskGraph(PROJECT, dags, () => true)
    expect(edges(graph)).toEqual([
      'bqetl_early.d__raw__v1 → bqetl_late.d__sum__v1 sensor 3h earlier',
      'bqetl_late.d__sum__v1 → bqetl_late.checks__fail_d__sum__v1 after',
    ])
    expect(graph.groups).toEqual([
      { id: 'bqetl_early', note: '0 1 * * *' },
      { id: 'bqetl_late', note: '0 4 * * *' },
    ])
    expect(graph.nodes.map(({ title, kind, note, group }) => [title, kind, note, group])).toEqual([
      ['raw_v1', 'query', 'query · d', 'bqetl_early'],
      ['sum_v1', 'check', 'check, stops · d', 'bqetl_late'],
      ['sum_v1', 'query', 'query · d', 'bqetl_late'],
    ])
  })

  test('of one DAG come with those that they wait for', () => {
    const graph = taskGraph(PROJECT, dags, (_, dag) => dag === 'bqetl_late')
    expect(nodes(graph)).toEqual([
      '(bqetl_early.d__raw__v1)',
      'bqetl_late.checks__fail_d__sum__v1',
      'bqetl_late.d__sum__v1',
    ])
  })
})

/** As many tasks as a large DAG has, in three groups, each waiting for up to three before it. */
function randomGraph(seed: number): Graph {
  const random = seededRandom(seed)
  const name = (index: number) => `task_${'x'.repeat(Math.floor(random() * 40))}_${index}`
  const nodes = Array.from({ length: 60 }, (_, index) => {
    const title = name(index)
    return { id: title, title, note: 'query', kind: 'query' as const, group: `g${index % 3}`, isOutside: false }
  })
  const pairs = nodes.flatMap(({ id }, index) =>
    Array.from({ length: Math.min(index, 3) }, () => [nodes[Math.floor(random() * index)]!.id, id] as const),
  )
  const edges = [...new Map(pairs.map((pair) => [pair.join(), pair])).values()].map(([from, to]) => ({
    from,
    to,
    kind: 'after' as const,
  }))
  return sortedGraph({ nodes, edges, groups: ['g0', 'g1', 'g2'].map((id) => ({ id, note: '' })) })
}

function overlap(left: Box, right: Box): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  )
}

describe('a drawing', () => {
  test.each([1, 2])('of sixty tasks: no box covers another, what is read stands before what reads it (%i)', (seed) => {
    const { nodes, groups, edges, width, height } = placeGraph(randomGraph(seed))
    for (const [index, box] of nodes.entries()) {
      expect(nodes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([])
      const group = groups.find(({ group }) => group.id === box.node.group)!
      // below the line with the group's name
      expect([group.x <= box.x, group.y + 20 <= box.y]).toEqual([true, true])
      expect(box.y + box.height).toBeLessThanOrEqual(group.y + group.height)
      expect([box.x + box.width <= width, box.y + box.height <= height]).toEqual([true, true])
    }
    for (const [index, box] of groups.entries()) {
      expect(groups.slice(index + 1).filter((other) => overlap(box, other))).toEqual([])
    }
    const byId = new Map(nodes.map((box) => [box.node.id, box]))
    for (const { edge } of edges) expect(byId.get(edge.from)!.x).toBeLessThan(byId.get(edge.to)!.x)
    expect(placeGraph(randomGraph(seed))).toEqual({ nodes, groups, edges, width, height })
  })

  test('leads to files, names are text, and nothing is loaded', () => {
    const graph = lineage('d.sum_v1')
    const odd = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, description: '<b> & "c"\u0001\n' })) }
    const svg = graphSvg(placeGraph(odd), { title: 'a < b', linkBase: '../' })
    expect(svg).toContain('<title>a &lt; b</title>')
    expect(svg).toContain('<a href="../sql/d/sum_v1/query.sql">')
    expect(svg).toContain('&lt;b&gt; &amp; &quot;c&quot; \n')
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|url\((?!#)/)
  })

  test('of nothing is empty', () => {
    const { width, height } = placeGraph({ nodes: [], edges: [], groups: [] })
    expect([width > 0, height > 0]).toEqual([true, true])
  })

  test('as a text for Markdown', () => {
    const { dags } = buildDags(PROJECT, 'bqetl')
    expect(graphMermaid(taskGraph(PROJECT, dags, () => true))).toMatchInlineSnapshot(`
      "flowchart LR
        subgraph g0 ["bqetl_early 0 1 * * *"]
          n0["raw_v1<br>query · d"]
        end
        subgraph g1 ["bqetl_late 0 4 * * *"]
          n1["sum_v1<br>check, stops · d"]
          n2["sum_v1<br>query · d"]
        end
        n0 -.->|"3h earlier"| n2
        n2 --> n1
      "
    `)
    expect(graphMermaid(lineage('d.sum_v1'))).toMatchInlineSnapshot(`
      "flowchart LR
        n0(["raw<br>d · view"])
        n1["sum_v1<br>d · bqetl_late 0 4 * * *"]
        n0 --> n1
      "
    `)
  })
})
