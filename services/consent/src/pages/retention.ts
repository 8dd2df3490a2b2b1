import type { Anchor, RetentionRule } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import { capital, type Section, type Telling } from '@vitne/service-kit/telling';
import { anchors } from './words.ts';

/** How long each kind of data is kept, and what happens then (Art. 13(2)(a)). */
export function retentionSection(telling: Telling): Section {
  const { statement, say, quotedCategories } = telling;
  const endless = statement.dataCategories.filter(
    ({ id, anonymous }) => !anonymous && !statement.retention.some((rule) => rule.dataCategories.includes(id)),
  );
  return {
    id: 'retention',
    title: say('Hvor lenge vi beholder opplysningene', 'How long we keep the data'),
    body: html`${
      statement.retention.length > 0 &&
      table(
        say('Hvor lenge, regnet fra når, og hva som skjer så', 'How long, counted from when, and what happens then'),
        [
          say('Opplysninger', 'Data'),
          say('Hvem det gjelder', 'Whom it is about'),
          say('Hvor lenge', 'How long'),
          say('Deretter', 'Then'),
        ],
        statement.retention.map((rule) => ruleRow(rule, telling)),
      )
    }${
      endless.length > 0 &&
      html`<p class="note">${say(
        `Erklæringen setter ingen tid for: ${quotedCategories(endless.map(({ id }) => id))}.`,
        `The statement sets no time for: ${quotedCategories(endless.map(({ id }) => id))}.`,
      )}</p>`
    }`,
  };
}

function ruleRow(rule: RetentionRule, telling: Telling): Html[] {
  const { say, of, categories, populations, purposes, article } = telling;
  const kept = keepInWords(rule.keep, rule.anchor, telling);
  return [
    html`${categories(rule.dataCategories)}${
      rule.material !== undefined &&
      html` (${rule.material === 'primary' ? say('primærdokumentasjon', 'primary material') : say('sekundærdokumentasjon', 'secondary material')})`
    }`,
    html`${populations(rule.populations)}${
      rule.purposes && html`<div class="soft">${say('Til', 'For')}: ${purposes(rule.purposes)}</div>`
    }`,
    html`<p>${of(rule.after)}</p><p class="soft">${capital(kept)}.${
      rule.legalDuty &&
      ` ${say('Loven krever det', 'The law demands it')}: ${rule.legalDuty.law} (GDPR ${article(rule.legalDuty.article)}).`
    }</p>`,
    html`<p>${thenInWords(rule, telling)}</p>${heldInWords(rule, telling)}`,
  ];
}

function thenInWords({ action, mayAnonymiseInstead, role }: RetentionRule, { say }: Telling): string {
  const what =
    action === 'anonymise'
      ? say('Anonymiseres', 'Anonymised')
      : mayAnonymiseInstead
        ? say('Slettes, eller anonymiseres', 'Erased, or anonymised')
        : say('Slettes', 'Erased');
  return role === 'processor' ? `${what}, ${say('på vegne av kunden', 'on behalf of the client')}` : what;
}

/** On which grounds of Art. 17(3) an erasure waits while they last. */
function heldInWords({ holds }: RetentionRule, { say, and }: Telling): Html | undefined {
  if (!holds || holds.length === 0) return undefined;
  const grounds = holds.map((hold) =>
    hold === '17(3)(b)'
      ? say('en rettslig plikt varer', 'a legal duty lasts')
      : say('et rettskrav varer', 'a legal claim lasts'),
  );
  return html`<p class="soft">${say('Kan vente så lenge', 'May wait while')} ${and(grounds)}.</p>`;
}

/** A time of keeping in words: at most 24 months after the last contact. */
export function keepInWords(
  { atLeast, atMost }: { atLeast?: string | undefined; atMost: string },
  anchor: Anchor,
  { say, of, duration }: Telling,
): string {
  const { after, until } = anchors[anchor];
  if (atMost === 'at-once') return of(until);
  const most = duration(atMost);
  if (atLeast === undefined) return `${say('høyst', 'at most')} ${most} ${of(after)}`;
  const least = duration(atLeast);
  return least === most
    ? `${most} ${of(after)}, ${say('verken kortere eller lenger', 'neither shorter nor longer')}`
    : `${say('minst', 'at least')} ${least} ${say('og høyst', 'and at most')} ${most} ${of(after)}`;
}
