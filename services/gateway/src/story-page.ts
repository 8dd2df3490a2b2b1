import { type Html, html } from '@vitne/service-kit/html';

/** What the story printed, told again as a page: chapters, days, and what had to be true. */
export function storyInMarkup(story: string | undefined): Html {
  return html`<h1>The story</h1>
${
  story === undefined
    ? html`<p>No story has been played on this data.</p>`
    : html`<p class="lead">What happened on this data, in the words of the run itself.</p>
${chaptersOf(story.split('\n')).map(chapterInMarkup)}`
}`;
}

type Line = { text: string; kind: 'told' | 'held' | 'failed' | 'other'; day?: string };
type Chapter = { title: string | undefined; lines: Line[] };

const rule = /^─+$/;

/** A line over a rule begins a chapter; what the audit printed after the last one stands by itself. */
function chaptersOf(lines: readonly string[]): Chapter[] {
  const chapters: Chapter[] = [];
  let open: Chapter | undefined;
  for (const [index, text] of lines.entries()) {
    if (rule.test(text)) continue;
    if (rule.test(lines[index + 1] ?? '')) {
      open = { title: text, lines: [] };
      chapters.push(open);
    } else if (text.trim() === '') open = undefined;
    else {
      if (!open) {
        open = { title: undefined, lines: [] };
        chapters.push(open);
      }
      open.lines.push(lineOf(text));
    }
  }
  return chapters;
}

function lineOf(line: string): Line {
  const [, day, told] = /^(\d{4}-\d\d-\d\d) {2}(.*)$/.exec(line) ?? [];
  if (day !== undefined && told !== undefined) return { kind: 'told', day, text: told };
  const [, mark, held] = /^ +([✓✗]) (.*)$/.exec(line) ?? [];
  if (held !== undefined) return { kind: mark === '✓' ? 'held' : 'failed', text: held };
  return { kind: 'other', text: line };
}

function chapterInMarkup({ title, lines }: Chapter): Html {
  if (title === undefined) return html`<h2>The audit</h2><pre>${lines.map(({ text }) => `${text}\n`)}</pre>`;
  return html`<section><h2>${title}</h2>
${stepsOf(lines).map(stepInMarkup)}</section>
`;
}

type Step = { told?: Line; checks: Line[] };

/** Each thing told, with what had to be true after it. */
function stepsOf(lines: readonly Line[]): Step[] {
  const steps: Step[] = [];
  for (const line of lines) {
    const last = steps.at(-1);
    if (line.kind === 'told') steps.push({ told: line, checks: [] });
    else if (last) last.checks.push(line);
    else steps.push({ checks: [line] });
  }
  return steps;
}

function stepInMarkup({ told, checks }: Step): Html {
  return html`${
    told && html`<p><time class="soft" datetime="${told.day}">${told.day}</time><br>${told.text}</p>`
  }${checks.length > 0 && html`<ul class="plain">${checks.map(checkInMarkup)}</ul>`}\n`;
}

function checkInMarkup({ kind, text }: Line): Html {
  switch (kind) {
    case 'held':
      return html`<li><span class="held" role="img" aria-label="true">✓</span> ${text}</li>\n`;
    case 'failed':
      return html`<li><strong><span role="img" aria-label="not true">✗</span> ${text}</strong></li>\n`;
    case 'told':
    case 'other':
      return html`<li class="soft">${text}</li>\n`;
  }
}
