import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { html, webLink } from '../src/html.ts';
import { htmlPage, sendPage, table } from '../src/page.ts';
import { pageStyle } from '../src/page-style.ts';

const hostile = `"><script>alert('x')</script>&amp;`;

describe('html', () => {
  it('what somebody else wrote stays text, between tags and in attributes', () => {
    const written = html`<p title="${hostile}">${hostile}</p>`.toString();
    expect(written).not.toMatch(/<script|title="">/);
    expect(written.match(/[<>]/g)).toHaveLength(4);
    expect(written).toContain('&amp;amp;');
  });

  it('markup of ours goes in as it is, lists are joined, and nothing is said for what is not there', () => {
    const rows = ['a', 'b'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${rows}</ul>${undefined}${false}${0}`.toString()).toBe('<ul><li>a</li><li>b</li></ul>0');
  });

  it('only a web address becomes a link', () => {
    expect(webLink('https://example.no/?a=1&b=2', 'there').toString()).toBe(
      '<a href="https://example.no/?a=1&amp;b=2">there</a>',
    );
    expect(webLink('javascript:alert(1)').toString()).toBe('javascript:alert(1)');
    expect(webLink('data:text/html,x').toString()).not.toContain('<a');
  });
});

describe('a page', () => {
  const page = htmlPage({ title: hostile, language: 'nb', body: html`<h1>${hostile}</h1>` });

  it('names its language and escapes its title', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="nb">/);
    expect(page).not.toContain('<script');
  });

  it('may apply exactly its own style and load nothing', () => {
    const sent: { headers?: Record<string, unknown>; body?: unknown } = {};
    const reply = {
      headers: (all: object) => Object.assign(sent, { headers: all }),
      send: (body: unknown) => Object.assign(sent, { body }),
    };
    sendPage(reply as never, page, 'nb');
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(sent.body).toBe(page);
    expect(sent.headers?.['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(sent.headers?.['content-language']).toBe('nb');
    expect(style).not.toMatch(/@import|url\(/);
  });

  it('a table says what it shows, and each value names its column where columns do not fit', () => {
    const shown = table('What', ['A', 'B'], [[html`a1`, html`${hostile}`]]).toString();
    expect(shown).toContain('<caption>What</caption>');
    expect(shown).toContain('<th scope="row" role="rowheader">a1</th><td role="cell" data-column="B">');
  });
});

describe('the colours', () => {
  const themes = [...pageStyle.matchAll(/:root \{ ([^}]*)\}/g)].map(([, rules = '']) =>
    Object.fromEntries([...rules.matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name, colour]) => [name, colour])),
  );

  it('text keeps a contrast of 4.5 to 1, and frames one of 3 to 1, in the light, in the dark and on paper', () => {
    expect(themes).toHaveLength(3);
    for (const theme of themes) {
      for (const ground of [theme['paper'], theme['raised']]) {
        for (const name of ['ink', 'soft', 'link', 'mark']) {
          expect(contrast(theme[name], ground), name).toBeGreaterThanOrEqual(4.5);
        }
        if (theme['edge']) expect(contrast(theme['edge'], ground), 'edge').toBeGreaterThanOrEqual(3);
      }
    }
    expect(contrast('#999', '#fff'), 'too weak a grey is noticed').toBeLessThan(4.5);
  });
});

/** WCAG 2.2, contrast ratio of two colours. */
function contrast(one = '', other = ''): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const long = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
