import { readFileSync } from 'node:fs';
import { tenantSchema } from '@vitne/contracts/channels';
import { type Html, html } from '@vitne/service-kit/html';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { z } from 'zod';

type Language = 'nb' | 'en';

export const demoSitePath = (tenant: string): string => `/demo/${tenant}`;

const contentTypes = { css: 'text/css', js: 'text/javascript' } as const;
const assets = ['site.css', 'site.js', 'plays-a-script.js'] as const;

/** As strict as a careful site's own policy: the banner has to manage under it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * For each tenant a page that resembles its website, with the banner in it as a site includes it, so that a newcomer meets
 * the banner as a visitor does. Only the embedded platform has these pages.
 */
export function demoSites(app: HttpApp): void {
  const config = { access: 'public' as const };
  app.get(
    '/demo/:tenant',
    {
      config,
      schema: {
        hide: true,
        params: z.object({ tenant: tenantSchema }),
        querystring: z.strictObject({ language: z.enum(['nb', 'en']).default('nb') }),
      },
    },
    async ({ params: { tenant }, query: { language } }, reply) =>
      reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': contentSecurityPolicy,
          // Whether a visit begins is told by where it was come from.
          'referrer-policy': 'strict-origin-when-cross-origin',
        })
        .send(`<!doctype html>\n${site(tenant, language).toString()}`),
  );
  for (const name of assets) {
    const content = readFileSync(new URL(`../demo-site/${name}`, import.meta.url), 'utf8');
    const type = contentTypes[name.endsWith('.css') ? 'css' : 'js'];
    app.get(`/demo/assets/${name}`, { config, schema: { hide: true } }, async (_request, reply) =>
      reply.header('content-type', `${type}; charset=utf-8`).send(content),
    );
  }
}

const categories = [
  { id: 'preferences', nb: 'Preferanser', en: 'Preferences' },
  { id: 'statistics', nb: 'Statistikk', en: 'Statistics' },
  { id: 'marketing', nb: 'Markedsføring', en: 'Marketing' },
] as const;

function site(tenant: string, language: Language): Html {
  const say = (nb: string, en: string) => (language === 'nb' ? nb : en);
  const name = tenant.charAt(0).toUpperCase() + tenant.slice(1);
  const other = language === 'nb' ? 'en' : 'nb';
  return html`<html lang="${language}" data-tenant="${tenant}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${name} – ${say('eksempelside', 'example site')}</title>
<link rel="stylesheet" href="/demo/assets/site.css">
<script src="/banner/${tenant}.js" defer></script>
<script src="/demo/assets/site.js" defer></script>
${categories.map(
  ({ id }) =>
    html`<script type="text/plain" data-vitne-category="${id}" src="/demo/assets/plays-a-script.js"></script>\n`,
)}</head>
<body>
<header><strong>${name}</strong><nav aria-label="${say('Meny', 'Menu')}"><ul>
<li><a href="#scripts">${say('Skript', 'Scripts')}</a></li>
<li><a href="/statements/${tenant}?language=${language}">${say('Personvern', 'Privacy')}</a></li>
<li><a href="${demoSitePath(tenant)}?language=${other}" hreflang="${other}">${say('English', 'Norsk')}</a></li>
<li><a href="/">Vitne</a></li></ul></nav></header>
<main>
<div class="hero"><h1>${say('Et nettsted som spør først', 'A website that asks first')}</h1>
<p>${say(
    `Slik møter en besøkende ${name}. Siden er oppdiktet; banneret er det ekte, og hvert valg blir en hendelse i loggen.`,
    `This is how a visitor meets ${name}. The page is made up; the banner is the real one, and each choice becomes an event in the ledger.`,
  )}</p></div>
<section id="scripts"><h2>${say('Hva siden har fått kjøre', 'What this page was allowed to run')}</h2>
<table><caption>${say('Ett skript for hver kategori', 'One script for each category')}</caption>
<thead><tr><th scope="col">${say('Kategori', 'Category')}</th><th scope="col">${say('Skript', 'Script')}</th></tr></thead>
<tbody>${categories.map(
    (category) => html`<tr><th scope="row">${category[language]}</th>
<td data-of="${category.id}" data-ran="${say('har kjørt', 'has run')}">${say('er ikke kjørt', 'has not run')}</td></tr>\n`,
  )}</tbody></table></section>
<section><h2>${say('Hva som er lagret i nettleseren', 'What is stored in the browser')}</h2>
<p><code id="cookies" data-none="${say('ingenting', 'nothing')}"></code></p>
<p><button type="button" id="settings">${say('Åpne innstillingene', 'Open the settings')}</button></p></section>
<section><h2>${say('Slik er banneret tatt med', 'How the banner is included')}</h2>
<pre>&lt;script src="…/banner/${tenant}.js" defer&gt;&lt;/script&gt;
&lt;script type="text/plain" data-vitne-category="statistics" src="…"&gt;&lt;/script&gt;</pre></section>
</main>
<footer>${say('En eksempelside som hører til Vitne.', 'An example page that belongs to Vitne.')}</footer>
</body></html>`;
}
