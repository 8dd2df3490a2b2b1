/**
 * How the banner looks, in a shadow root. Sizes are in `em` of the visitor's own font size, which the site's is not. Text
 * has a contrast of 4.5 to 1 or more, edges of controls 3 to 1; it is dark only where the site says that it can be dark.
 */
export const style = `
:host { all: initial !important; color-scheme: inherit !important; display: block !important; }
*, ::before, ::after { box-sizing: border-box; }
.banner, .choices, .corner {
  --ink: #17212b; --soft: #4c5865; --paper: #fff; --raised: #f4f6f7; --line: #dbe0e4; --edge: #6d7883; --act: #15394a; --on-act: #fff; --ring: #0b62c4;
  color: var(--ink); font: 400 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; text-align: start; overflow-wrap: break-word;
}
@supports (color: light-dark(#000, #fff)) {
  .banner, .choices, .corner {
    --ink: light-dark(#17212b, #eceae6); --soft: light-dark(#4c5865, #b3bdc6); --paper: light-dark(#fff, #171d23); --raised: light-dark(#f4f6f7, #20282f); --line: light-dark(#dbe0e4, #36414b);
    --edge: light-dark(#6d7883, #8b97a2); --act: light-dark(#15394a, #dce8ee); --on-act: light-dark(#fff, #12202a); --ring: light-dark(#0b62c4, #8fc2ff);
  }
}
.banner, .choices { display: flex; flex-direction: column; background: var(--paper); border: 1px solid var(--line); border-radius: 1em; padding: 0; overflow: hidden; box-shadow: 0 1px 2px rgb(15 25 35 / .08), 0 1em 3em rgb(15 25 35 / .2); }
.banner { position: fixed; inset: auto 0 1em; z-index: 2147483647; margin: 0 auto; width: calc(100% - 2em); max-width: 66em; max-height: min(42em, 100dvh - 2em); }
.choices { width: calc(100% - 2em); max-width: 42em; max-height: min(52em, 100dvh - 2em); margin: auto; }
.choices:not([open]) { display: none; }
.choices::backdrop { background: rgb(15 25 35 / .45); }
.read { overflow-y: auto; overscroll-behavior: contain; padding: 1.5em 1.75em .75em; }
h2, h3, h4, p, ul { margin: 0; padding: 0; }
h2 { font-size: 1.25em; font-weight: 650; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h3 { font-size: 1em; font-weight: 650; }
h2:focus { outline: none; }
h2 + p { margin: .35em 0 0; max-width: 44em; text-wrap: pretty; }
ul { list-style: none; }
.soft { color: var(--soft); font-size: .875em; line-height: 1.45; text-wrap: pretty; }
.asked { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16em), 1fr)); gap: 1em 2em; margin: 1.1em 0; }
.asked li { border-top: 2px solid var(--line); padding-top: .6em; }
.question { margin-top: .1em; text-wrap: pretty; } .question + .soft { margin-top: .15em; } .soft + .question { margin-top: .6em; }
.told { margin-top: .75em; padding: .6em .9em; border-radius: .5em; background: var(--raised); font-size: .9375em; }
.told:empty { display: none; }
.choices > .told { margin: 0 1.75em .25em; }
.changes { margin: .75em 0; padding-inline-start: 1.2em; list-style: disc; }
a { color: inherit; text-underline-offset: .15em; } a:hover { text-decoration-thickness: 2px; }
.acts { display: flex; flex-wrap: wrap; gap: .6em; padding: .9em 1.75em 1.5em; }
button { font: inherit; font-weight: 600; line-height: 1.25; color: inherit; cursor: pointer; min-height: 2.9em; padding: .6em 1.2em; border: 1px solid transparent; border-radius: .6em; background: none; touch-action: manipulation; }
.answer { flex: 1 1 9em; background: var(--act); border-color: var(--act); color: var(--on-act); }
.answer:hover { text-decoration: underline; text-underline-offset: .2em; }
.quiet { border-color: var(--edge); } .quiet:hover, .change:hover { background: var(--raised); }
.acts .quiet { flex: 1 1 7em; }
.banner .acts .quiet:only-child { flex: 0 1 auto; }
:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; border-radius: .4em; }
[aria-busy] .acts, [aria-busy] .change { opacity: .6; cursor: progress; }
.top { display: flex; align-items: center; justify-content: space-between; gap: 1em; padding: 1.1em 1.1em 1.1em 1.75em; border-bottom: 1px solid var(--line); }
.close { min-height: 2.4em; padding: .35em .9em; font-size: .9375em; flex: none; }
.choices > .read { padding-top: 1.1em; } .choices > .acts { border-top: 1px solid var(--line); padding-top: 1.1em; }
.category { border: 1px solid var(--line); border-radius: .75em; margin: 1em 0; padding: .9em 1.1em 1em; }
.head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .4em 1em; min-height: 2.2em; }
.state { display: inline-flex; flex-wrap: wrap; align-items: center; gap: .4em .8em; color: var(--soft); font-size: .9375em; }
.change { min-height: 2.3em; padding: .3em .9em; border-color: var(--edge); color: var(--ink); }
.cookies { margin-top: .8em; border-top: 1px solid var(--line); padding-top: .7em; }
.receipts { margin: 1em 0; } summary { cursor: pointer; min-height: 2.2em; padding: .4em 0; font-weight: 650; }
h4 { font-size: .875em; font-weight: 650; } .cookies li, .receipts li { margin-top: .55em; font-size: .9375em; }
code { font: .9375em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; background: var(--raised); border-radius: .3em; padding: .1em .35em; }
input { appearance: none; flex: none; position: relative; width: 3.1em; height: 1.8em; margin: 0; border: 2px solid var(--edge); border-radius: 1em; background: var(--paper); cursor: pointer; font: inherit; transition: background .15s, border-color .15s; }
input::after { content: ""; position: absolute; inset: .18em auto auto .18em; width: 1.2em; height: 1.2em; border-radius: 50%; background: var(--edge); transition: translate .15s, background .15s; }
input:checked { background: var(--act); border-color: var(--act); } input:checked::after { translate: 1.3em 0; background: var(--on-act); }
input:focus-visible { border-radius: 1em; }
.corner { position: fixed; inset: auto auto 1em 1em; z-index: 2147483647; margin: 0; padding: .35em; border: 0; background: none; overflow: visible; }
.settings { min-height: 2.6em; padding: .45em 1.05em; border: 1px solid var(--edge); border-radius: 2em; background: var(--paper); font-size: .9375em; box-shadow: 0 1px 2px rgb(15 25 35 / .1), 0 .35em 1.1em rgb(15 25 35 / .14); }
.settings:hover { text-decoration: underline; text-underline-offset: .2em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 48em) {
  .banner .acts { justify-content: flex-end; } .banner .answer { flex: 0 0 11em; } .banner .acts .quiet { flex: 0 0 auto; }
}
@media (max-width: 30em) {
  .banner { inset: auto 0 0; width: 100%; border-radius: 1em 1em 0 0; border-width: 1px 0 0; max-height: 84dvh; font-size: .9375em; }
  .banner > .acts { border-top: 1px solid var(--line); padding-block: .8em 1.1em; }
  .choices { width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0; border-radius: 0; margin: 0; }
  .choices > .read { flex: 1; } .read, .acts { padding-inline: 1.1em; } .top { padding-inline-start: 1.1em; } .choices > .told { margin-inline: 1.1em; }
  .banner .acts .quiet { flex-basis: 100%; } .asked { gap: .75em; }
}
@media (prefers-reduced-motion: reduce) { input, input::after { transition: none; } }
@media (forced-colors: active) { input { border-color: ButtonText; } input::after { background: ButtonText; } input:checked { background: Highlight; } }
@media print { .banner, .corner { display: none; } }
`;
