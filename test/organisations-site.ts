import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a page of the site is made, beside what every page has. */
export type PageSetting = {
  tenant: string;
  /** Base URL of the platform. */
  platform: string;
  language?: string;
  /** Attributes of the banner's script element; `defer` when left out. */
  attributes?: string;
  contentSecurityPolicy?: string;
  style?: string;
  /** Markup of the head, after the banner's script. */
  head?: string;
  body?: string;
};

export type OrganisationsSite = {
  /** Another origin than the platform's, with cookies of its own. */
  origin: string;
  setting: PageSetting;
  stop(): Promise<void>;
};

/** What a site's script does: it leaves a trace on the page, and stores what it does not find stored. */
const scripts: Record<string, string> = {
  '/preferences.js': `(window.ran ??= []).push('preferences');`,
  '/statistics.js': `(window.ran ??= []).push('statistics');
    if (!document.cookie.includes('catacloud_visit=')) document.cookie = 'catacloud_visit=' + Math.random() + '; Path=/; Max-Age=7776000';`,
  '/marketing.js': `(window.ran ??= []).push('marketing'); localStorage.getItem('catacloud_pixel') ?? localStorage.setItem('catacloud_pixel', String(Math.random()));`,
};

/** A website of the organisation, on this machine: one page at every path, with the banner and three blocked scripts. */
export async function organisationsSite(setting: PageSetting): Promise<OrganisationsSite> {
  const site = { setting };
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts[url];
    if (script !== undefined) return response.setHeader('content-type', 'text/javascript').end(script);
    const { contentSecurityPolicy } = site.setting;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (contentSecurityPolicy) response.setHeader('content-security-policy', contentSecurityPolicy);
    response.end(pageOf(site.setting));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(site, {
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function pageOf({
  tenant,
  platform,
  language = 'nb',
  attributes = 'defer',
  style = '',
  head = '',
  body = '',
}: PageSetting) {
  const blocked = ['preferences', 'statistics', 'marketing']
    .map((name) => `<script type="text/plain" data-vitne-category="${name}" src="/${name}.js"></script>`)
    .join('\n');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>A site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="${platform}/banner/${tenant}.js" ${attributes}></script>
${head}${blocked}${style && `<style>${style}</style>`}</head>
<body>${body}<main><h1>A site</h1><p><a id="next" href="/next">The next page</a></p>
${'<p>Much to read.</p>'.repeat(60)}<p><a href="/end">The end of the page</a></p></main></body></html>`;
}
