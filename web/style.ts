/** The one style sheet. Colours follow the system's choice of light or dark; on paper only what was found is printed. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#ccc, #444); --quiet: light-dark(#555, #aaa); --note: light-dark(#1a7a3c, #6fcf8f); --mark: light-dark(#ffe58a, #6b5600);
  --warn: light-dark(#8a1c00, #ff9d80); --link: light-dark(#1a4fa3, #8ab4ff); --seen: light-dark(#6b3fa0, #c3a6ff);
  --face: light-dark(#f4f6f8, #1c1f24); --edge: light-dark(#767b84, #8b9099); }
* { box-sizing: border-box; }
html { background: Canvas; color: CanvasText; }
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: inherit; overflow-wrap: break-word; }
a { color: var(--link); }
a:visited { color: var(--seen); }
nav a, .facet a, .hits a { text-decoration: none; }
nav a:hover, .facet a:hover, .hits a:hover { text-decoration: underline; }
p { margin: .4rem 0; }
ul, ol { margin: .3rem 0; padding-inline-start: 1.6rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: .5rem; top: .3rem; padding: .3rem .6rem; background: Canvas; z-index: 2; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; padding: .4rem 1rem; border-bottom: 1px solid var(--line); background: var(--face); }
/* Beside the names while there is room for some links in a line, else below them. */
header nav { flex: 1 1 0; min-width: min(30rem, 100%); }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
nav a, nav a:visited { color: var(--link); }
nav a[aria-current] { font-weight: 600; color: inherit; box-shadow: 0 2px currentColor; }
.case, .quiet { color: var(--quiet); }
.opened, .warn { color: var(--warn); }
main { padding: .7rem 1rem 2rem; max-width: 110rem; }
main:focus { outline: none; }
h1 { font-size: 1.25rem; margin: 0 0 .4rem; overflow-wrap: break-word; }
h2 { font-size: 1rem; margin: 1rem 0 .3rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-bottom: .8rem; }
form label { display: grid; gap: .15rem; color: var(--quiet); }
form .wide { flex: 1 1 30rem; }
form:has([data-completes]) { position: relative; }
.completions { position: absolute; z-index: 2; top: 100%; left: 0; min-width: 24rem; max-width: 100%; max-height: 60vh; overflow-y: auto; margin: 0; padding: .2rem 0; list-style: none; background: Canvas; border: 1px solid var(--edge); border-radius: 3px; }
.completions[hidden] { display: none; }
.completions li { display: flex; gap: 1.5rem; justify-content: space-between; padding: .15rem .5rem; cursor: pointer; overflow-wrap: anywhere; }
.completions li:hover { background: var(--face); }
.completions li[aria-selected=true] { background: var(--mark); }
.completions li[aria-selected=true] .quiet { color: inherit; }
.completions-status { flex: 1 1 100%; margin: 0; }
.completions-status:empty { display: none; }
.pointed { white-space: pre; overflow-x: auto; }
input, select, button { font: inherit; padding: .25rem .5rem; min-height: 2rem; border: 1px solid var(--edge); border-radius: 3px; }
select { background: Field; color: FieldText; }
button { background: var(--face); color: inherit; cursor: pointer; }
button:hover { border-color: currentColor; }
.keys { min-height: 0; padding: 0 .5rem; }
input, select, textarea { width: 100%; }
input[type=checkbox], input[type=radio] { width: auto; min-height: 0; }
textarea { font: inherit; padding: .3rem .5rem; border: 1px solid var(--edge); border-radius: 3px; }
form.inline { display: inline-flex; margin: 0; }
form label.tick { display: flex; align-items: center; gap: .3rem; }
form > .row { flex: 1 1 100%; }
.ticks { display: flex; flex-wrap: wrap; gap: .3rem 1rem; min-height: 2rem; align-items: center; }
.ticks.in-columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); padding-top: .4rem; }
.hits label.tick { display: inline; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
.labels { list-style: none; padding: 0; margin: .3rem 0; }
.label { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .4rem; }
.said { border-left: 4px solid var(--mark); padding: .2rem .6rem; margin: .5rem 0; }
.said p { margin: .1rem 0; }
.panel { border-top: 1px solid var(--line); padding-top: .6rem; }
:focus-visible { outline: 3px solid light-dark(#1a56c4, #8ab4ff); outline-offset: 1px; }
.columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 1.5rem; }
@media (max-width: 50rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
.facet { margin-bottom: .8rem; }
.facet h2 { margin-top: 0; }
.facet ul { list-style: none; margin: 0; padding: 0; }
.facet li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: .5rem; }
.facet li a:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hits { padding: 0; margin: 0; list-style: none; }
.hits > li > p:first-child { font-weight: 600; }
.hits li { padding: .45rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.hits p { margin: .1rem 0; }
figure { margin: .8rem 0; }
figcaption { font-weight: 600; }
.bars { display: block; width: 100%; height: 4rem; fill: light-dark(#3b6ea5, #7fb0e6); }
td .bars { width: 36rem; height: 1.6rem; }
.bars .room { fill: transparent; }
.bars .gap { fill: var(--line); opacity: .4; }
.bars a:hover .room, .bars a:focus .room { fill: light-dark(#0001, #fff2); }
.graph { display: block; width: 100%; max-height: 44rem; fill: currentColor; stroke: none; font-size: 15px; }
.graph line { stroke: var(--line); }
.graph a:hover line, .graph a:focus line { stroke: var(--mark); }
.graph .entity circle { fill: light-dark(#3b6ea5, #7fb0e6); }
.graph .person circle { fill: light-dark(#8a6d1c, #e0c060); }
.ends { display: flex; justify-content: space-between; margin: 0; color: var(--quiet); }
.chosen { display: flex; flex-wrap: wrap; gap: .3rem 1rem; list-style: none; margin: .3rem 0; padding: 0; }
.ways { display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
td p { margin: 0; }
.whole { white-space: nowrap; }
/* The message that led here. */
.thread > li[aria-current] { border-inline-start: 4px solid var(--note); padding-inline-start: .6rem; }
/* Lines of a tree are as short as those of a table. */
.tree ul { list-style: none; margin: 0; padding-inline-start: 1.4rem; border-inline-start: 1px solid var(--line); }
.tree > ul { padding-inline-start: 0; border: 0; }
.tree li { overflow-wrap: anywhere; padding: .05rem 0; }
.tree li a { text-decoration: none; }
.records > li { padding: .4rem 0; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .8rem; margin: .2rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); flex: 1 1 100%; }
.both { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
.scrolled { overflow-x: auto; }
.week { text-align: center; padding: .1rem .3rem; font-variant-numeric: tabular-nums; }
th.week { writing-mode: vertical-rl; font-weight: 400; }
.shade0 { background: light-dark(#f6d5cd, #5a2416); }
.shade2 { background: light-dark(#dce9f7, #1d2f42); }
.shade3 { background: light-dark(#b5d2ef, #264766); }
.shade4 { background: light-dark(#8fbbe6, #31608d); }
mark.noted { background: none; text-decoration: underline 3px var(--note); }
mark.noted.found { background: var(--mark); }
mark { background: var(--mark); color: inherit; }
mark.here { outline: 2px solid currentColor; }
kbd { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .35rem; font: .9em ui-monospace, monospace; }
dialog { max-width: 34rem; border: 1px solid var(--line); background: Canvas; color: CanvasText; }
dialog dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .2rem 1rem; }
dialog dd { margin: 0; }
dialog label { display: block; margin-bottom: .8rem; }
/* Each line of a text goes the way that its own words go. */
pre, pre bdi { unicode-bidi: plaintext; text-align: start; }
pre { tab-size: 4; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; margin: .3rem 0; }
table { border-collapse: collapse; margin: .6rem 0; }
tbody tr:hover { background: var(--face); }
th { color: var(--quiet); font-weight: 600; }
/* A long name may break anywhere; not so a word in the column beside it. */
@media (max-width: 50rem) { main table { display: block; max-width: 100%; overflow-x: auto; } }
@media (min-width: 50rem) { td:not(.number, .week), th:not(.number, .week) { min-width: 5rem; } }
@media (min-width: 50rem) { td.long { min-width: 18rem; } }
caption { text-align: left; font-weight: 600; }
td, th { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
/* A heading is words of ours: a column is as wide as its longest. */
th { overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.note { border-left: 4px solid var(--line); padding: .2rem .6rem; margin: .5rem 0; }
.note.warn { border-color: var(--warn); }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; }
.beside > :only-child { grid-column: 1 / -1; }
@media (max-width: 70rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
.original img { max-width: 100%; border: 1px solid var(--line); background: #fff; }
.original .page { width: 100%; }
.original iframe { width: 100%; height: 80vh; border: 1px solid var(--line); background: Canvas; }
.cells td, .cells th { border: 1px solid var(--line); padding: .1rem .4rem; min-width: 2rem; }
.hidden-cell { color: var(--warn); font-style: italic; }
@media print { :root { color-scheme: light; } nav, form, .facets, .keys, .skip { display: none; } .hits li, tr { break-inside: avoid; } .columns { display: block; } }
`;
