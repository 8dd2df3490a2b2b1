/** A table told row by row, each value under the name of its column. */
const rowByRow = (within: string): string => `
  ${within}:is(table, caption, tbody, tr, th, td) { display: block; } ${within}thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${within}tbody tr { border-top: 1px solid var(--edge); padding: .7rem 0; } ${within}tbody :is(th, td), ${within}tbody tr:is(:first-child, :last-child) > * { border: 0; padding: .2rem 0; }
  ${within}tbody th { font-size: 1.05rem; } ${within}td::before { content: attr(data-column); content: attr(data-column) / ""; display: block; color: var(--soft); font-size: .85rem; } ${within}tbody tr:last-child { border-bottom: 1px solid var(--line); }
`;

/**
 * How every page of the platform looks, on paper too. Colours keep a contrast of 4.5 to 1 or more, in the light and in
 * the dark; a narrow screen shows a table row by row, each value under the name of its column.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2733; --soft: #55616d; --paper: #fcfbf8; --raised: #f3f1ea; --line: #dcd8cc; --edge: #7b848c; --link: #0a5570; --mark: #0a6a5c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e1; --soft: #aab4bc; --paper: #13191f; --raised: #1b232b; --line: #343e47; --edge: #87929b; --link: #85cbe6; --mark: #7fd3c3; } }
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.8rem, 1.3rem + 2.2vw, 2.6rem); margin: 0 0 .5rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .8rem; padding-top: 1.2rem; border-top: 1px solid var(--edge); }
h3 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; }
p, ul, dl { margin: 0 0 .9rem; max-width: 44rem; }
ul { padding-left: 1.2rem; } li { margin: .2rem 0; }
a { color: var(--link); text-underline-offset: .15em; } a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre { font: .9em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
code, .written-out { overflow-wrap: anywhere; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1.1rem; white-space: pre-wrap; font-size: .84rem; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; } li:has(> .held) { padding-left: 1.4rem; text-indent: -1.4rem; } .held { display: inline-block; width: 1.1rem; text-indent: 0; color: var(--mark); font-weight: 700; }
.sheet { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
.sheet:has(.with-contents), .sheet:has(.wide) { max-width: 76rem; }
.top { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; justify-content: space-between; border-bottom: 1px solid var(--line); padding-bottom: .8rem; margin-bottom: 2rem; color: var(--soft); font-size: .95rem; }
.top ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: 0; } .top li { margin: 0; }
.top a, .contents a { display: inline-block; padding: .15rem 0; } [aria-current] { color: var(--ink); font-weight: 600; }
.lead { color: var(--soft); font-size: 1.15rem; } .soft { color: var(--soft); font-size: .94rem; }
.note { border: 1px solid var(--edge); border-left: 5px solid var(--mark); background: var(--raised); padding: .8rem 1.1rem; border-radius: 4px; max-width: 44rem; margin: 0 0 1.2rem; } .note > :last-child { margin-bottom: 0; }
.bottom { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--soft); font-size: .9rem; }
dl.facts { display: grid; grid-template-columns: 1fr; gap: 0; max-width: 52rem; border-bottom: 1px solid var(--line); }
dl.facts > div { border-top: 1px solid var(--line); padding: .5rem 0; display: grid; gap: 0 1.4rem; }
dt { color: var(--soft); font-size: .94rem; } dd { margin: 0; } dd ul, dd p, td ul, td p { margin: 0 0 .35rem; } dd > :last-child, td > :last-child { margin-bottom: 0; }
.plain { list-style: none; padding: 0; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1.4rem; font-size: .97rem; }
caption { text-align: left; color: var(--soft); font-size: .94rem; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem .9rem .6rem 0; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .88rem; font-weight: 600; border-top: 0; border-bottom: 2px solid var(--edge); padding-top: 0; } tbody tr:first-child > * { border-top: 0; } tbody tr:last-child > * { border-bottom: 1px solid var(--line); }
.cards { list-style: none; padding: 0; max-width: none; display: grid; gap: .9rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
.cards > li { margin: 0; max-width: 36rem; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); padding: 1rem 1.2rem; }
.cards h3 { margin: 0 0 .2rem; } .cards p { margin: 0 0 .5rem; } .cards > li > :last-child { margin-bottom: 0; } .cards ul { margin: 0; }
form p { margin: 0 0 .6rem; } label { display: block; font-weight: 600; margin-bottom: .25rem; }
input { font: inherit; font-size: 1.25rem; letter-spacing: .08em; color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: 4px; padding: .5rem .7rem; width: min(100%, 16rem); } [aria-invalid] { border-width: 2px; }
button { font: inherit; font-weight: 600; color: var(--paper); background: var(--link); border: 2px solid var(--link); border-radius: 4px; padding: .6rem 1.2rem; min-height: 2.75rem; cursor: pointer; } button.quiet { color: var(--link); background: none; } button:hover { text-decoration: underline; }
.field { margin: 0 0 1.1rem; max-width: 44rem; } .field > p { margin: 0 0 .25rem; } .field input[type="text"], .field textarea { width: 100%; font-size: 1rem; letter-spacing: normal; } fieldset.field { border: 0; padding: 0; } legend { font-weight: 600; padding: 0; margin-bottom: .25rem; } label.choice { display: flex; gap: .6rem; align-items: baseline; font-weight: 400; padding: .3rem 0; } label.choice input { width: auto; flex: none; }
textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: 4px; padding: .5rem .7rem; min-height: 10rem; resize: vertical; }
.names { list-style: none; padding: 0; display: inline; } .names li { display: inline; } .names li:not(:last-child)::after { content: "\\a0\\b7  "; content: "\\a0\\b7  " / ", "; color: var(--soft); }
.contents { margin: 0 0 2rem; } .contents ul { columns: 2; column-gap: 1.5rem; list-style: none; padding: 0; margin: 0; font-size: .95rem; } .contents li { margin: 0; break-inside: avoid; line-height: 1.35; } .contents h2 { border: 0; padding: 0; margin: 0 0 .5rem; font-size: 1rem; }
@media (min-width: 40rem) { dl.facts > div { grid-template-columns: 11rem 1fr; } }
@media (min-width: 64rem) { .with-contents { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0 3.5rem; margin-top: 3rem; } .with-contents section:first-child > h2 { margin-top: 0; } .contents { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; } .contents ul { columns: 1; } .contents li { margin: .3rem 0; } }
@media screen and (max-width: 47.99rem) { ${rowByRow('')} }
@media screen and (max-width: 71.99rem) { ${rowByRow('.wide ')} }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --raised: #fff; --line: #999; --link: #000; --mark: #000; }
  html { font-size: 9.5pt; } .skip, .contents, .top nav { display: none; } .sheet { padding: 0; max-width: none; } .wide th, .wide td { overflow-wrap: anywhere; hyphens: auto; } .with-contents { display: block; }
  h2, h3, caption { break-after: avoid; } tr, .cards > li, dl.facts > div, .note { break-inside: avoid; } h2 { margin-top: 1.6rem; }
  main a[href^="http"]:not(.written-out)::after { content: " (" attr(href) ")"; font-size: .85em; }
}
`;
