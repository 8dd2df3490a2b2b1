import { createHash } from 'node:crypto';
import { contexts } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { FastifyReply } from 'fastify';

export type StartPageContent = {
  tenants: readonly string[];
  /** What the story printed, when it was played on this data. */
  story: () => string | undefined;
};

const serviceSays: Record<(typeof contexts)[number], string> = {
  consent: 'Statements through their versions; consents given, refused and withdrawn.',
  'request-intake': 'What people ask for, and by when the law and the statement want an answer.',
  retention: 'What is held about whom, until when, and its disposal.',
  'processor-registry': 'Processors, agreements, transfers and every disclosure.',
};

/** The page a newcomer meets first, and the record of the story. No script, no cookie, nothing from elsewhere. */
export function startPage(app: HttpApp, content: StartPageContent): void {
  const options = { config: { access: 'public' as const }, schema: { hide: true } };
  app.get('/', options, async (_request, reply) => sendPage(reply, 'Vitne', start(content)));
  app.get('/story', options, async (_request, reply) => {
    const story = content.story();
    const body = story === undefined ? '<p>No story has been played on this data.</p>' : `<pre>${escape(story)}</pre>`;
    return sendPage(reply, 'The story', `<p><a href="/">Start</a></p><h1>The story</h1>${body}`);
  });
}

function sendPage(reply: FastifyReply, title: string, body: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy)
    .send(page(title, body));
}

function start({ tenants, story }: StartPageContent): string {
  const statements = tenants
    .map(
      (tenant) => `<li><strong>${tenant}</strong>
        <a href="/v1/public/${tenant}/statements/in-force">the statement in force</a>
        <a href="/v1/public/${tenant}/statements">all versions</a>
        <a href="/v1/public/${tenant}/recipients">who gets data</a></li>`,
    )
    .join('');
  const services = contexts
    .map((name) => `<li><a href="/services/${name}/docs">${name}</a><span>${serviceSays[name]}</span></li>`)
    .join('');
  const played =
    story() === undefined
      ? ''
      : '<li><a href="/story">The story</a><span>Two years at two companies, as they happened on this data.</span></li>';
  return `<h1>Vitne</h1>
    <p class="lead">A privacy statement, carried out. Every step is an event in a log that can be replayed and checked.</p>
    <h2>See what happened</h2>
    <ul class="cards">${played}<li><code>npm run vitne -- audit replay</code><span>Folds the ledger from event 1 and compares it with every read model.</span></li></ul>
    <h2>The statements</h2><ul class="plain">${statements}</ul>
    <h2>The services and their APIs</h2><ul class="cards">${services}
      <li><a href="/docs">user events</a><span>Tell what happened: <code>POST /v1/events</code>, or publish on NATS.</span></li></ul>
    <h2>A token to try them with</h2>
    <pre>npm run vitne -- token --tenant kaukus --role staff</pre>`;
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const style = `
  :root { color-scheme: light dark; --ink: #1b2530; --soft: #5b6773; --paper: #fbfaf7; --line: #dcd9d0; --link: #0b5c7a; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e8e6e0; --soft: #a7b0b8; --paper: #14191e; --line: #323a42; --link: #7cc7e4; } }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
  main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
  h1 { font-size: 2.2rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
  .lead { color: var(--soft); font-size: 1.15rem; margin-top: 0; }
  a { color: var(--link); } ul { padding: 0; margin: 0; list-style: none; }
  .cards li { border-top: 1px solid var(--line); padding: .7rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
  .cards li > :first-child { min-width: 11rem; font-weight: 600; } .cards span { color: var(--soft); flex: 1 1 18rem; }
  .plain li { border-top: 1px solid var(--line); padding: .7rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
  .plain strong { min-width: 11rem; }
  pre { background: color-mix(in srgb, var(--ink) 6%, transparent); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap; font-size: .85rem; }
  code { font-size: .9em; }`;

/** Nothing but the page's own style, named by its hash. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
