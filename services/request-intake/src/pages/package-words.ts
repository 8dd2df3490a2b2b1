import type { PackageSource } from '@vitne/contracts/interop/access-package';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import type { Telling } from '@vitne/service-kit/telling';

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });

export const outcomeWords: Readonly<Record<string, LocalisedText>> = {
  delivered: pair('Har levert det som finnes', 'Delivered what there is'),
  'nothing-held': pair('Har ingenting om deg', 'Holds nothing about you'),
  failed: pair('Kunne ikke svare', 'Could not answer'),
  'not-answered': pair('Har ikke svart i tide', 'Did not answer in time'),
};
export const sourceWords: Readonly<Record<string, LocalisedText>> = {
  provided: pair('fra deg', 'from you'),
  collected: pair('fra bruken din', 'from your use'),
  'third-party': pair('fra andre', 'from others'),
  organisation: pair('laget av oss', 'made by us'),
};
export const actWords: Readonly<Record<string, LocalisedText>> = {
  given: pair('Du sa ja', 'You said yes'),
  renewed: pair('Du sa ja på nytt', 'You said yes again'),
  refused: pair('Du sa nei', 'You said no'),
  'refused-by-signal': pair('Nettleseren din sa nei', 'Your browser said no'),
  withdrawn: pair('Du trakk samtykket tilbake', 'You withdrew your consent'),
  expired: pair('Samtykket gikk ut', 'The consent expired'),
  invalidated: pair('Samtykket falt bort med en ny erklæring', 'The consent ended with a new statement'),
  revoked: pair('Vi avsluttet samtykket', 'We ended the consent'),
};
export const groundWords: Readonly<Record<string, LocalisedText>> = {
  consents: pair('Samtykke fra deg og selskapet', 'Consent of you and the company'),
  agreement: pair('Avtale om behandling', 'An agreement about the processing'),
  'authority-order': pair('Pålegg fra en myndighet', 'An order of an authority'),
};

/** The word in the page's language; what has none is shown as it is. */
export const wordOf = (words: Readonly<Record<string, LocalisedText>>, name: string, { of }: Telling): string => {
  const found = words[name];
  return found ? of(found) : name;
};

/**
 * Where something came from, in a few words; of several sources it was one.
 * @param holder who is named already, and is not told of again as the one who handed it in.
 */
export function whereFromWords(sources: readonly PackageSource[], telling: Telling, holder?: string): string {
  const { of, say, language } = telling;
  const words = sources.map(({ name, kind, by, site }) => {
    const more = [
      wordOf(sourceWords, kind, telling),
      ...(by === undefined || by.id === holder ? [] : [handedInBy(by, telling)]),
      ...(site === undefined ? [] : [`${say('på', 'on')} ${new URL(site).host}`]),
    ];
    return `${of(name)} (${more.join(', ')})`;
  });
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(new Set(words));
}

const handedInBy = (by: NonNullable<PackageSource['by']>, { of, say }: Telling): string =>
  by.id === 'staff'
    ? say('skrevet ned av oss', 'written down by us')
    : `${say('levert av', 'handed in by')} ${of(by.name)}`;

/** A moment in the controller's zone. */
export function momentIn({ statement, language }: Telling): (time: string) => string {
  const format = new Intl.DateTimeFormat(language === 'nb' ? 'nb' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: statement.statement.timeZone,
  });
  return (time) => format.format(Date.parse(time));
}

/** A page under the controller's name, with the same page in the other language. */
export function framed(
  telling: Telling,
  title: string,
  body: Html,
  sister?: (language: 'nb' | 'en') => string,
): string {
  const { statement, language } = telling;
  const other = language === 'nb' ? 'en' : 'nb';
  return htmlPage({
    title: `${title} – ${statement.controller.name}`,
    language,
    top: html`<span>${statement.controller.name}</span>${
      sister &&
      html`<nav aria-label="${telling.say('Språk', 'Language')}"><a href="${sister(other)}" lang="${other}" hreflang="${other}">${
        other === 'en' ? 'English' : 'Norsk'
      }</a></nav>`
    }`,
    body,
  });
}
