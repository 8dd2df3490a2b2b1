import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { LocalisedText, Statement } from '@vitne/contracts/statement/schema';
import { type Language, tellingOf } from './telling.ts';

/** What stays after an erasure, in a sentence for the person: what, why by which article, and until when. */
export const heldPartInWords = (part: HeldPart, statement: Statement): LocalisedText => ({
  nb: inWords(part, statement, 'nb'),
  en: inWords(part, statement, 'en'),
});

function inWords({ dataCategories, because, article, law, until }: HeldPart, statement: Statement, language: Language) {
  const { say, day, quotedCategories, article: named } = tellingOf(statement, language);
  const what = quotedCategories(dataCategories);
  const by = `GDPR ${named(article.replace(/^GDPR /, ''))}`;
  const whose = {
    nb: 'den er behandlingsansvarlig for dem og avgjør det: spør den',
    en: 'it is their controller and decides: ask it',
  };
  const when =
    until === undefined
      ? { nb: 'Dagen er ikke kjent ennå.', en: 'The day is not known yet.' }
      : { nb: `Det kan slettes fra ${day(until)}.`, en: `It can be erased from ${day(until)} on.` };
  switch (because) {
    case 'legal-duty':
      return say(
        `${what}: må beholdes etter ${law ?? 'loven'} (${by}), og brukes ikke til noe annet. ${when.nb}`,
        `${what}: has to be kept under ${law ?? 'the law'} (${by}), and is used for nothing else. ${when.en}`,
      );
    case 'legal-hold':
      return say(
        `${what}: trengs for et rettskrav eller en myndighet (${by}), og brukes ikke til noe annet. ${when.nb}`,
        `${what}: is needed for a legal claim or an authority (${by}), and is used for nothing else. ${when.en}`,
      );
    case 'kept-for-client':
      return say(
        `${what}: ligger i bøkene til en av våre kunder; ${whose.nb} (${by}).`,
        `${what}: lies in the books of one of our clients; ${whose.en} (${by}).`,
      );
  }
}
