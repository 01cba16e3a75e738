/** Of a drawing: what something is shows by its form and its words too, not by its colour alone. */
export const SVG_STYLE = `
svg { --paper: #fbfbf9; --ink: #1d2126; --quiet: #5a626c; --line: #9aa2ab; --edge: #d9dbd6; --table: #e3edf9; --view: #e9f3e6; --source: #f1f0ec; --check: #fbf1dc; --export: #f3e8f6 }
@media (prefers-color-scheme: dark) { svg { --paper: #15171a; --ink: #e6e8ea; --quiet: #a0a8b1; --line: #6c747d; --edge: #32373d; --table: #1d3148; --view: #20361f; --source: #26292d; --check: #3c3118; --export: #37273d } }
text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--quiet) }
.name { font-weight: 600; fill: var(--ink) }
.note { font-size: 10px }
.which { text-anchor: end; paint-order: stroke; stroke: var(--paper); stroke-width: 3px }
.paper { fill: var(--paper) }
.group rect { fill: none; stroke: var(--edge); stroke-width: 1.5 }
.node rect { fill: var(--table); stroke: var(--line) }
.view rect { fill: var(--view) }
.source rect, .sensor rect { fill: var(--source); stroke-dasharray: 4 3 }
.check rect { fill: var(--check) }
.export rect { fill: var(--export) }
.outside { opacity: .6 }
.edge { fill: none; stroke: var(--line); stroke-width: 1.3 }
.edge.sensor { stroke-dasharray: 5 4 }
.edge:hover { stroke: var(--ink); stroke-width: 2.5 }
a:hover rect, a:focus rect { stroke: var(--ink); stroke-width: 2 }
#tip path { fill: var(--line) }
`
