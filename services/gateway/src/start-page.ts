import { type Html, html } from '@vitne/service-kit/html';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { htmlPage, sendPage } from '@vitne/service-kit/page';
import { type UpstreamName, upstreamNames } from './service-routes.ts';
import { storyInMarkup } from './story-page.ts';

export type StartPageContent = {
  tenants: readonly string[];
  /** What the story printed, when it was played on this data. */
  story: () => string | undefined;
  /** Where a tenant's website is shown, when this platform shows one. */
  siteOf?: ((tenant: string) => string) | undefined;
};

const serviceSays: Record<UpstreamName, string> = {
  consent: 'Statements through their versions; consents given, refused and withdrawn.',
  'request-intake': 'What people ask for, and by when the law and the statement want an answer.',
  retention: 'What is held about whom, until when, and its disposal.',
  'processor-registry': 'Processors, agreements, transfers and every disclosure.',
  auditor: 'Audits of the ledger as jobs: verified, replayed, as of a moment, exported, reported.',
  notary: 'Signs what each ledger grows to, and proves any event in it.',
};

/** The page a newcomer meets first, and the record of the story. */
export function startPage(app: HttpApp, content: StartPageContent): void {
  const options = { config: { access: 'public' as const }, schema: { hide: true } };
  app.get('/', options, async (_request, reply) =>
    sendPage(reply, htmlPage({ title: 'Vitne', language: 'en', top: html`<span>Vitne</span>`, body: start(content) })),
  );
  app.get('/story', options, async (_request, reply) =>
    sendPage(
      reply,
      htmlPage({
        title: 'The story – Vitne',
        language: 'en',
        top: html`<nav aria-label="Vitne"><ul><li><a href="/">Vitne</a></li></ul></nav>`,
        body: storyInMarkup(content.story()),
      }),
    ),
  );
}

function start({ tenants, story, siteOf }: StartPageContent): Html {
  return html`<h1>A privacy statement, carried out</h1>
<p class="lead">Vitne does what a published privacy statement promises, on time, and keeps the events that show it.</p>
<h2>The statements</h2>
<p>Each page is made from the published file that the platform carries out, and from nothing else.</p>
<ul class="cards">${tenants.map((tenant) => statementCard(tenant, siteOf?.(tenant)))}</ul>
<h2>What has happened</h2>
<ul class="cards">
${
  story() !== undefined &&
  html`<li><h3><a href="/story">The story</a></h3><p>Two years at these companies, with invented people, played through the same
doors as real systems use. Each step says what had to be true, and whether it was.</p></li>`
}
<li><h3>Check it yourself</h3><p>On this machine, in the folder of the project:</p><pre>npm run vitne -- audit replay</pre>
<p>It folds every ledger again from event 1, in a process of its own, and compares the result with what the services hold.</p></li>
</ul>
<h2>The services and their APIs</h2>
<p>All of them answer here, at one address. Most calls need a token; what is marked public needs none.</p>
<ul class="cards">
${upstreamNames.map(
  (name) => html`<li><h3><a href="/services/${name}/docs">${name}</a></h3><p>${serviceSays[name]}</p></li>\n`,
)}
<li><h3><a href="/docs">user events</a></h3><p>Systems tell what happened: <code>POST /v1/events</code>, or the same
CloudEvents on NATS.</p></li>
</ul>
<h2>A token to try them with</h2>
<p>Only whoever can read the platform’s data folder can make one:</p>
<pre>npm run vitne -- token --tenant ${tenants[0] ?? '<tenant>'} --role staff</pre>
<p>Put it behind <code>Authorize</code> on a service’s page, or in the header <code>Authorization: Bearer …</code>.</p>`;
}

function statementCard(tenant: string, site: string | undefined): Html {
  const api = `/v1/public/${tenant}`;
  return html`<li><h3>${tenant}</h3>
<ul class="plain">
<li><a href="/statements/${tenant}?language=nb" hreflang="nb">The statement in Norwegian<span class="unseen"> of ${tenant}</span></a></li>
<li><a href="/statements/${tenant}?language=en" hreflang="en">The statement in English<span class="unseen"> of ${tenant}</span></a></li>
<li><a href="/incidents/${tenant}?language=en" hreflang="en">Report abuse or a breach<span class="unseen"> to ${tenant}</span></a></li>
${site !== undefined && html`<li><a href="${site}">A website with the cookie banner<span class="unseen"> of ${tenant}</span></a></li>`}
</ul>
<p class="soft">As data: <a href="${api}/statements/in-force">in force<span class="unseen"> at ${tenant}</span></a>,
<a href="${api}/statements">all versions<span class="unseen"> of ${tenant}</span></a>,
<a href="${api}/recipients">who gets data<span class="unseen"> from ${tenant}</span></a></p></li>
`;
}
