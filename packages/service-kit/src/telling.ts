import { dataCategoryName } from '@vitne/contracts/own-data-categories';
import type { LocalisedText, Statement } from '@vitne/contracts/statement/schema';
import { recipientNameOf } from '@vitne/contracts/statement/statement-index';
import { Temporal } from 'temporal-polyfill';
import { type Html, html } from './html.ts';

export type Language = keyof LocalisedText;

/** A part of the page, with its place in the list of contents. */
export type Section = { id: string; title: string; body: Html };

/** A statement, and the ways to say its parts in one language. */
export type Telling = ReturnType<typeof tellingOf>;

/** Everything that the sections of the page need to put a statement into words. */
export function tellingOf(statement: Statement, language: Language) {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  const of = (text: LocalisedText): string => text[language];
  const lists = new Intl.ListFormat(language);
  const days = new Intl.DateTimeFormat(language === 'nb' ? 'nb' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const countries = new Intl.DisplayNames(language, { type: 'region' });
  const nameIn = (all: readonly Named[], id: string): string => {
    const found = all.find((one) => one.id === id);
    return found ? of(found.name) : id;
  };
  const recipientName = (id: string): string => recipientNameOf(statement, id, language);
  const quoted = (name: string): string => say(`«${name}»`, `“${name}”`);
  const and = (items: readonly string[]): string => lists.format(items);
  const namesFrom = (all: readonly Named[]) => (ids: readonly string[]) => names(ids.map((id) => nameIn(all, id)));
  const quotedFrom = (all: readonly Named[], ids: readonly string[]) => and(ids.map((id) => quoted(nameIn(all, id))));
  return {
    statement,
    language,
    /** The sentence in the page's language. */
    say,
    /** A name between the language's quotation marks. */
    quoted,
    /** What the file says, in the page's language. */
    of,
    /** Several things in a row, with an "and" before the last. */
    and,
    populations: namesFrom(statement.populations),
    categories: (ids: readonly string[]) => names(ids.map((id) => of(dataCategoryName(statement, id)))),
    purposes: namesFrom(statement.purposes),
    sources: namesFrom(statement.sources),
    recipients: (ids: readonly string[]) => names(ids.map(recipientName)),
    recipientName,
    /** Parts of the file by name, inside a sentence. */
    quotedPopulations: (ids: readonly string[]) => quotedFrom(statement.populations, ids),
    quotedCategories: (ids: readonly string[]) => quotedFrom(statement.dataCategories, ids),
    quotedPurposes: (ids: readonly string[]) => quotedFrom(statement.purposes, ids),
    countries: (codes: readonly string[]) => and(codes.map((code) => countries.of(code) ?? code)),
    /** A calendar day, such as 1. november 2023. */
    day: (iso: string) => days.format(Date.parse(iso)),
    /** A length of time, such as 3 years and 6 months. */
    duration: (iso: string) => and(lengthsOf(iso, language)),
    /** An article of the GDPR as lawyers of the language write it. */
    article: (written: string) => articleInWords(written, language),
    /** The person or mailbox behind an e-mail address. */
    mail: (address: string) => html`<a href="mailto:${encodeURI(address)}">${address}</a>`,
    phone: (number: string) => html`<a href="tel:${number.replaceAll(/[^+\d]/g, '')}">${number}</a>`,
  };
}

/** Rows of a name and what is said about it; a row with nothing to say is left out. */
export function facts(rows: readonly (readonly [name: string, said: Html | string | undefined | false])[]): Html {
  const told = rows.filter(([, said]) => said !== undefined && said !== false && said !== '');
  return html`<dl class="facts">${told.map(
    ([name, said]) => html`<div><dt>${name}</dt><dd>${said}</dd></div>\n`,
  )}</dl>`;
}

/** A list, or the one thing by itself. */
export function listed(items: readonly (Html | string)[]): Html {
  const [first] = items;
  if (items.length === 1 && first !== undefined) return html`<p>${first}</p>`;
  return html`<ul>${items.map((item) => html`<li>${item}</li>\n`)}</ul>`;
}

type Named = { id: string; name: LocalisedText };

/** Names in a row, each as the file writes it. */
function names(all: readonly string[]): Html {
  const [first] = all;
  if (all.length === 1) return html`${first}`;
  return html`<ul class="names">${all.map((name) => html`<li>${name}</li>`)}</ul>`;
}

/** The text with a capital letter first. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const units = [
  ['years', { nb: ['år', 'år'], en: ['year', 'years'] }],
  ['months', { nb: ['måned', 'måneder'], en: ['month', 'months'] }],
  ['weeks', { nb: ['uke', 'uker'], en: ['week', 'weeks'] }],
  ['days', { nb: ['dag', 'dager'], en: ['day', 'days'] }],
  ['hours', { nb: ['time', 'timer'], en: ['hour', 'hours'] }],
  ['minutes', { nb: ['minutt', 'minutter'], en: ['minute', 'minutes'] }],
  ['seconds', { nb: ['sekund', 'sekunder'], en: ['second', 'seconds'] }],
] as const;

function lengthsOf(iso: string, language: Language): string[] {
  const duration = Temporal.Duration.from(iso);
  return units.flatMap(([unit, words]) => {
    const count = duration[unit];
    return count === 0 ? [] : [`${count} ${words[language][count === 1 ? 0 : 1]}`];
  });
}

function articleInWords(written: string, language: Language): string {
  if (language === 'en') return `Article ${written}`;
  const [, number, paragraph, letter] = /^(\d+)(?:\((\d+)\))?(?:\(([a-z])\))?$/.exec(written) ?? [];
  return [`artikkel ${number ?? written}`, paragraph && `nr. ${paragraph}`, letter && `bokstav ${letter}`]
    .filter(Boolean)
    .join(' ');
}
