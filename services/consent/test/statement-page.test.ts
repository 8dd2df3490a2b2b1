import type { Statement } from '@vitne/contracts/statement/schema';
import { type StatementName, statementOf } from '@vitne/testing/statement-files';
import { describe, expect, it } from 'vitest';
import { statementPage } from '../src/pages/statement-page.ts';
import { all, type Element, structureOf } from './page-structure.ts';

const names: StatementName[] = ['kaukus', 'catacloud'];
const languages = ['nb', 'en'] as const;
const every = names.flatMap((name) => languages.map((language) => ({ name, language })));

const editions = [
  { version: '9.0', updated: '2026-02-01' },
  { version: '2.10', updated: '2023-11-01' },
  { version: '1.0', updated: '2025-06-01' },
];
const pageOf = (statement: Statement, language: 'nb' | 'en' = 'en') =>
  statementPage({ statement, language, editions, hash: 'f00d' });
const told = (statement: Statement, language: 'nb' | 'en' = 'en') => wordsOf(structureOf(pageOf(statement, language)));
const wordsOf = (element: Element | undefined) =>
  (element?.text ?? '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
const section = (statement: Statement, id: string, language: 'nb' | 'en' = 'en') =>
  wordsOf(
    all(structureOf(pageOf(statement, language)), 'section').find((one) => one.attributes['aria-labelledby'] === id),
  );

describe.each(every)('$name in $language, for people who see, hear, zoom or print it', ({ name, language }) => {
  const page = pageOf(statementOf(name), language);
  const root = structureOf(page);

  it('has its language, a title, a way past the top, and one each of header, main and footer', () => {
    expect(all(root, 'html')[0]?.attributes['lang']).toBe(language);
    expect(all(root, 'title')[0]?.text).toMatch(/^(Personvernerklæring for|Privacy statement of) .+ \d+\.\d+$/);
    expect(all(root, 'a')[0]?.attributes).toEqual({ class: 'skip', href: '#content' });
    for (const landmark of ['header', 'main', 'footer']) expect(all(root, landmark)).toHaveLength(1);
    for (const nav of all(root, 'nav')) expect(Object.keys(nav.attributes).join()).toMatch(/aria-label/);
  });

  it('has one first heading, skips no level, and names every section', () => {
    const levels = all(root, 'h1', 'h2', 'h3', 'h4').map(({ tag }) => Number(tag[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.reduce((before, level) => (expect(level - before).toBeLessThanOrEqual(1), level), 0);
    expect(all(root, 'section').length).toBeGreaterThan(15);
  });

  it('tells of every table what it shows, and of every cell its row and column', () => {
    for (const one of all(root, 'table')) {
      expect(all(one, 'caption')[0]?.text).toMatch(/\w{3}/);
      const columns = all(one, 'thead').flatMap((head) => all(head, 'th'));
      expect(columns.every(({ attributes, text }) => attributes['scope'] === 'col' && text !== '')).toBe(true);
      for (const row of all(one, 'tbody').flatMap((body) => all(body, 'tr'))) {
        const [head, ...cells] = row.children;
        expect(head?.attributes['scope']).toBe('row');
        expect(cells.map(({ attributes }) => attributes['data-column'])).toEqual(
          columns.slice(1).map(({ text }) => text),
        );
      }
    }
  });

  it('gives every place one name, and every link inside the page leads to one', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id);
    for (const id of wanted) expect(ids).toContain(id);
  });

  it('loads nothing, runs nothing and keeps nothing', () => {
    expect(page).not.toMatch(/<(script|img|iframe|form|object|base)\b| (src|style|on\w+)=|stylesheet|http-equiv/i);
  });
});

describe.each(every)('$name in $language, against the published document', ({ name, language }) => {
  const statement = statementOf(name);
  const words = told(statement, language);

  it('says every sentence that the document has in this language, and none of the other language', () => {
    const other = language === 'nb' ? 'en' : 'nb';
    const unsaid = new Set<string>();
    for (const { path, text } of textsOf(statement)) {
      // The names of internal systems are for their operators; the page tells who receives data.
      if (path.startsWith('systems/')) continue;
      if (!words.includes(text[language])) unsaid.add(path);
      if (text[other] !== text[language] && text[other].length > 40) expect(words).not.toContain(text[other]);
    }
    expect([...unsaid]).toEqual([]);
  });

  it('shows version, revision and date, who is responsible and every contact', () => {
    const { version, revision } = statement.statement;
    expect(words).toMatch(new RegExp(`${language === 'nb' ? 'Versjon' : 'Version'} ${version}, rev\\w+ ${revision}`));
    expect(words).toContain(
      {
        kaukus: { nb: '1. juni 2025', en: '1 June 2025' },
        catacloud: { nb: '1. november 2023', en: '1 November 2023' },
      }[name][language],
    );
    for (const { email } of [statement.controller, ...statement.contacts]) expect(words).toContain(email);
  });
});

describe('what the law wants said', () => {
  it('K5: a purpose with two bases says which counts for whom', () => {
    const purposes = section(statementOf('kaukus'), 'purposes');
    expect(purposes).toContain(
      'A contract with you, or a step towards one (GDPR Article 6(1)(b)). Counts for: “People who ask for an agreement of their own”',
    );
    expect(purposes).toContain(
      'A legitimate interest (GDPR Article 6(1)(f)). Counts for: “People who write for a company or municipality”',
    );
    expect(section(statementOf('kaukus'), 'purposes', 'nb')).toContain('Samtykke (GDPR artikkel 6 nr. 1 bokstav a)');
  });

  it('K8: a cookie is shown as what it is treated as, and what the published table called it', () => {
    const cookies = section(statementOf('kaukus'), 'cookies');
    expect(cookies).toMatch(
      /_moeteadm_session.*Function: Login.*Strictly necessary.*calls it “Optional”.*session ends/,
    );
  });

  it('C10: a cookie until the next visit has an end in time too', () => {
    expect(section(statementOf('catacloud'), 'cookies')).toContain(
      'Until the next visit, and never longer than 90 days',
    );
  });

  it('C8: data from a register says which, who asked for it, and when the person is told', () => {
    const sources = section(statementOf('catacloud'), 'sources');
    expect(sources).toContain('Fetched from Brønnøysundregistrene (Norway), because you ask for it.');
    expect(sources).toContain('You are told at the latest 1 month after (GDPR Article 14(3)).');
  });

  it('C13: an empty list of recipients is said plainly, and is not said when there are some', () => {
    const empty = /list of processors and other external parties is empty/;
    expect(section(statementOf('catacloud'), 'recipients')).toMatch(empty);
    expect(section(statementOf('kaukus'), 'recipients')).not.toMatch(empty);
  });

  it('C11, K9: sale and sharing say what they need', () => {
    expect(section(statementOf('catacloud'), 'sharing')).toContain(
      'consent from the company and the person, under “Share with partners”',
    );
    expect(section(statementOf('catacloud'), 'sharing')).toContain(
      'Nothing is sold without a consent to exactly that, under “Sale of data”',
    );
    expect(section(statementOf('kaukus'), 'sharing')).toContain(
      'Nothing is sold: no purpose asks for consent to a sale.',
    );
  });

  it('C18: keeping times stand in words, with the law that demands them', () => {
    const retention = section(statementOf('catacloud'), 'retention');
    expect(retention).toContain('3 years and 6 months after the end of the accounting year');
    expect(retention).toContain('bokføringsloven § 13 (GDPR Article 17(3)(b))');
    expect(section(statementOf('kaukus'), 'retention', 'nb')).toContain('Høyst 24 måneder etter siste kontakt.');
  });

  it('K15: an answer comes within the promise or the law, whichever ends first; C14: or within the law alone', () => {
    expect(section(statementOf('kaukus'), 'rights')).toMatch(/Within 30 days\..*one month.*whichever comes first/);
    expect(section(statementOf('catacloud'), 'rights')).toMatch(/Without undue delay, and at the latest one month/);
  });

  it('C24: a claim that use is consent is said to have no effect, resolved in the file or not', () => {
    const unresolved = { ...statementOf('catacloud'), resolutions: [] };
    for (const statement of [statementOf('catacloud'), unresolved]) {
      expect(section(statement, 'carried-out')).toContain(
        'it has no effect: only an active and clear yes is a consent',
      );
    }
    expect(section(statementOf('catacloud'), 'carried-out')).toContain('Using the site never counts as consent.');
    expect(section({ ...statementOf('kaukus'), resolutions: [] }, 'carried-out')).toBe('');
  });

  it('C3: who is on call is shown with a phone number where the document has one', () => {
    const statement = statementOf('catacloud');
    for (const contact of statement.contacts) if (contact.reachable === 'at-once') contact.phone = '+47 22 22 22 22';
    expect(pageOf(statement).match(/<a href="tel:\+4722222222">\+47 22 22 22 22<\/a>/g)).toHaveLength(2);
  });

  it('C2: a purpose that belongs to a client says so', () => {
    expect(section(statementOf('catacloud'), 'purposes')).toContain(
      'Here we are a processor: the basis is the client’s',
    );
  });
});

it('the check of the structure notices what a browser would mend or misread', () => {
  for (const broken of ['<p><ul></ul></p>', '<section><h2>a</section>', '<p>a', '<a href="x" onclick=y>a</a>']) {
    expect(() => structureOf(broken), broken).toThrow();
  }
});

describe('the page and its document', () => {
  it('a changed document is a changed page', () => {
    const statement = statementOf('kaukus');
    for (const rule of statement.retention) if (rule.id === 'enquiries') rule.keep = { atMost: 'P6M' };
    expect(section(statement, 'retention')).toContain('At most 6 months after the last contact.');
  });

  it('data for which no rule sets an end is named, and not passed over', () => {
    const statement = statementOf('kaukus');
    statement.retention = statement.retention.filter(({ dataCategories }) => !dataCategories.includes('access'));
    expect(section(statement, 'retention')).toContain('The statement sets no time for: “Login”.');
    expect(section(statementOf('kaukus'), 'retention')).not.toContain('sets no time');
  });

  it('an earlier version says that it is one, and all versions are linked in the language of the page', () => {
    const page = pageOf(statementOf('kaukus'), 'nb');
    expect(page).toContain('Dette er en tidligere versjon.');
    for (const { version } of editions) expect(page).toContain(`href="/statements/kaukus/${version}?language=nb"`);
    const newest = statementPage({
      statement: statementOf('kaukus'),
      language: 'nb',
      editions: editions.slice(2),
      hash: '',
    });
    expect(newest).not.toContain('tidligere versjon');
  });

  it('words that attack the reader stay words', () => {
    const attack = `</p><script>alert("x")</script><a href='javascript:alert(1)'>`;
    const statement = JSON.parse(JSON.stringify(statementOf('catacloud'))) as Statement;
    for (const { text } of textsOf(statement)) Object.assign(text, { nb: attack, en: attack });
    Object.assign(statement.controller, { name: attack, website: 'javascript:alert(1)', address: attack });
    for (const recipient of statement.recipients) recipient.name = attack;
    for (const channel of statement.requests.channels) channel.address = 'javascript:alert(1)';
    const page = pageOf(statement);
    expect(() => structureOf(page)).not.toThrow();
    expect(page).not.toMatch(/<script|href="javascript/);
    expect(told(statement)).toContain(attack);
  });
});

type Text = { path: string; text: { nb: string; en: string } };

/** Every text in both languages in a document, with where it stands. */
function textsOf(value: unknown, path = ''): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('nb' in value && 'en' in value) return [{ path, text: value as Text['text'] }];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, path === '' ? key : `${path}/${key}`));
}
