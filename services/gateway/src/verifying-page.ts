import { createHash } from 'node:crypto';
import { bundleVerifier } from '@vitne/evidence/bundle';
import { type Html, html } from '@vitne/service-kit/html';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { htmlPage } from '@vitne/service-kit/page';
import { pageStyle } from '@vitne/service-kit/page-style';
import { z } from 'zod';

const languages = ['nb', 'en'] as const;
type Language = (typeof languages)[number];

const ownStyle = `
.drop { border: 2px dashed var(--edge); border-radius: 6px; background: var(--raised); padding: 1.4rem 1.2rem; max-width: 44rem; margin: 0 0 1.4rem; }
.drop.over { border-color: var(--mark); border-style: solid; } .drop input { width: 100%; font-size: 1rem; letter-spacing: normal; } .drop > :last-child { margin-bottom: 0; }
#key { min-height: 4.5rem; font: .9rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
#result:focus { outline: none; } #result:focus-visible { outline: 3px solid var(--link); outline-offset: 6px; }
.verdict { border: 1px solid var(--edge); border-left: 6px solid; background: var(--raised); border-radius: 4px; padding: 1rem 1.2rem; max-width: 52rem; margin: 0 0 1.4rem; }
.verdict h2 { margin: 0 0 .4rem; padding: 0; border: 0; } .verdict > :last-child { margin-bottom: 0; } .verdict code, dd code { display: inline-block; max-width: 100%; }
.right { border-left-color: var(--mark); } .right h2::before { content: "\\2713\\a0"; content: "\\2713\\a0" / ""; color: var(--mark); }
.wrong, .doubt { border-left-color: #b3261e; } .wrong h2::before { content: "\\2717\\a0"; content: "\\2717\\a0" / ""; color: var(--fault); } .doubt { border-left-color: #a06400; }
:root { --fault: #b3261e; } @media (prefers-color-scheme: dark) { :root { --fault: #ff9d94; } }
details { border-top: 1px solid var(--line); padding: .5rem 0; max-width: 52rem; } summary { cursor: pointer; font-weight: 600; padding: .3rem 0; overflow-wrap: anywhere; }
`;

/**
 * The page on which anybody verifies a file, here or from a copy of it on a disk. The policy stands in the page itself, so that a
 * copy is held to it too: nothing can be fetched or sent by it.
 */
export function verifyingPage(app: HttpApp): void {
  const script = bundleVerifier();
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hashOf(script)}'`,
    `style-src 'sha256-${hashOf(pageStyle)}' 'sha256-${hashOf(ownStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const pages = new Map(languages.map((language) => [language, pageIn(language, script, policy)]));
  app.get(
    '/verify',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'The page that verifies a receipt, an answer or a confirmation with proof, in the browser alone',
        querystring: z.object({ language: z.enum(languages).default('nb') }),
      },
    },
    async ({ query: { language } }, reply) => {
      reply.headers({
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        'content-security-policy': `${policy}; frame-ancestors 'none'`,
      });
      return reply.send(pages.get(language));
    },
  );
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');

function pageIn(language: Language, script: string, policy: string): string {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  const other = language === 'nb' ? 'en' : 'nb';
  const page = htmlPage({
    title: say('Sjekk en fil med bevis', 'Check a file with proof'),
    language,
    top: html`<span>Vitne</span><nav class="served" aria-label="${say('Språk', 'Language')}"><ul><li><a href="/verify?language=${other}" lang="${other}" hreflang="${other}">${say('English', 'Norsk bokmål')}</a></li></ul></nav>`,
    links: html`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    body: bodyIn(say),
  });
  return page
    .replace('</head>', () => `<style>${ownStyle}</style></head>`)
    .replace('</body>', () => `<script>${script}</script></body>`);
}

const bodyIn = (
  say: (nb: string, en: string) => string,
): Html => html`<h1>${say('Sjekk en fil med bevis', 'Check a file with proof')}</h1>
<p class="lead">${say(
  'Slipp en kvittering, et svar eller en bekreftelse her, og se om den er ekte.',
  'Drop a receipt, an answer or a confirmation here, and see whether it is genuine.',
)}</p>
<p>${say(
  'Filen forlater ikke nettleseren din: siden har ikke lov til å hente eller sende noe. Du kan lagre siden og bruke den uten nett.',
  'The file does not leave your browser: the page is not allowed to fetch or send anything. You can save the page and use it offline.',
)}</p>
<noscript><p class="note">${say(
  'Siden regner i nettleseren og trenger JavaScript. Uten det: vitne audit check.',
  'The page computes in the browser and needs JavaScript. Without it: vitne audit check.',
)}</p></noscript>
<div class="drop" id="drop"><label for="file">${say('Filen med bevis', 'The file with proof')}</label>
<p><input type="file" id="file" accept=".json,.tlog-proof,application/json"></p>
<p class="soft">${say('Velg den, eller slipp den hvor som helst på siden.', 'Choose it, or drop it anywhere on the page.')}</p></div>
<div class="field"><label for="key">${say('Notarens nøkkel, om du har den', 'The notary’s key, if you have it')}</label>
<p class="soft" id="key-help">${say(
  'Fra en avtale, et brev eller nettstedet: et annet sted enn filen. Én på hver linje; nøkler til vitner kan stå der også. Uten den sjekkes filen med nøkkelen som ligger i den.',
  'From a contract, a letter or the website: from elsewhere than the file. One on each line; keys of witnesses can stand there, too. Without it the file is checked with the key that lies in it.',
)}</p>
<textarea id="key" rows="2" spellcheck="false" autocomplete="off" aria-describedby="key-help"></textarea></div>
<section id="result" tabindex="-1" aria-live="polite" aria-label="${say('Resultat', 'Result')}"></section>
<h2>${say('Hva det beviser', 'What it proves')}</h2>
<ul><li>${say(
  'At hver hendelse i filen sto akkurat slik, på akkurat den plassen, da notaren signerte hovedboken.',
  'That each event of the file stood exactly so, at exactly that place, when the notary signed the ledger.',
)}</li>
<li>${say(
  'At det som vises av forseglede opplysninger, er det som ble forseglet, og at teksten sier det hendelsene sier.',
  'That what is shown of sealed data is what was sealed, and that the text says what the events say.',
)}</li>
<li>${say(
  'For en kvittering: nøyaktig hvilken tekst som ble vist da valget ble gjort.',
  'For a receipt: exactly which text was shown when the choice was made.',
)}</li></ul>
<h2>${say('Hva det ikke beviser', 'What it does not prove')}</h2>
<ul><li>${say(
  'At det som er skrevet ned, er sant. Det beviser hva som ble skrevet ned.',
  'That what was written down is true. It proves what was written down.',
)}</li>
<li>${say(
  'At det ikke har skjedd mer siden, som en tilbaketrekking eller et nytt svar.',
  'That nothing has happened since, such as a withdrawal or another answer.',
)}</li>
<li>${say(
  'Klokkeslettet: det er organisasjonens. Rekkefølgen er bevist.',
  'The time: it is the organisation’s. The order is proved.',
)}</li>
<li>${say(
  'Hvem nøkkelen tilhører, når den bare ligger i filen.',
  'Whose the key is, when it only lies in the file.',
)}</li>
<li>${say(
  'At ingen kopier finnes: en bekreftelse på sletting sier hva hvert system bekreftet.',
  'That there are no copies: a confirmation of an erasure says what each system confirmed.',
)}</li></ul>`;
