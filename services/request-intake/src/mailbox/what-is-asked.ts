import type { RequestType } from '@vitne/contracts/law/requests';

/** What a free text asks for, as far as its words say it. */
export type WhatIsAsked = { requestType: RequestType; typeRead: 'clear' | 'unclear'; language?: 'nb' | 'en' };

/**
 * Words that ask for something in bokmål, nynorsk and English. Those whose effect comes before the answer stand first:
 * where a text asks for several things, an objection must not wait until somebody has read it.
 */
const wordsOf: readonly (readonly [RequestType, RegExp])[] = [
  ['objection', words('reserver\\w*', 'innsigelse\\w*', 'motsetter? (eg |jeg )?meg', 'object(ion)? to', 'i object')],
  ['restriction', words('begrens\\w*', 'avgrens\\w*', 'restrict(ion|ing)?')],
  [
    'withdrawal',
    words(
      'trekk\\w* (\\S+ ){0,4}samtykke\\w*',
      'samtykke\\w* (\\S+ ){0,4}(tilbake|trekk\\w*)',
      '(withdraw|revoke)\\w* (\\S+ ){0,3}consent',
    ),
  ],
  [
    'erasure',
    words(
      'slett\\w*',
      'bli (glemt|gløymd)',
      'fjern\\w* (alle|all|alt|mine|min|mitt|meg|data|opplysning\\w*|informasjon\\w*|person\\w*|konto\\w*)',
      'delet(e|ed|ion|ing)',
      'eras(e|ed|ure|ing)',
      'forget me',
      'be forgotten',
      'remove (all|my|me|every)',
    ),
  ],
  [
    'rectification',
    words(
      'retting\\w*',
      'rettelse\\w*',
      'korriger\\w*',
      'rett(e|a)? (opp|på|feil\\w*|adress\\w*|namn\\w*|navn\\w*|e-?post\\w*|telefon\\w*|opplysning\\w*|mine|min|mitt)',
      'rectif\\w*',
      'correct(ing)? (my|the|our)',
      'correction of',
    ),
  ],
  [
    'portability',
    words('(data)?portabilitet\\w*', 'portability', 'maskinles(bar|eleg|elig)\\w*', 'machine[- ]readable', 'port my'),
  ],
  [
    'access',
    words(
      'innsyn\\w*',
      'kopi av (alle |all |alt )?(mine|dei|de|opplysning\\w*|person\\w*|data\\w*)',
      'hva (har|vet|lagrer) dere',
      'kva (har|veit|lagrar) de',
      'hvilke (person)?opplysninger',
      'kva for (person)?opplysningar',
      '(subject )?access request',
      'access to (my|all|the)',
      'right of access',
      'copy of (all |the )?(my|data|information)',
      '(what|which) (personal )?(data|information) (do )?you',
      'dsar',
    ),
  ],
  ['automated-decision', words('automatisert\\w* (avgjør\\w*|behandl\\w*|vedtak\\w*)', 'automated decision\\w*')],
  ['complaint', words('klag(e|er|ar|en|a|ing)', 'complain(t|ts|ing)?')],
];

const mostRead = 10_000;

/** Reads the subject first, and the text only where the subject says nothing; quoted mails are somebody else's words. */
export function whatIsAsked(subject: string, text: string): WhatIsAsked {
  const own = withoutQuotes(text).slice(0, mostRead);
  const language = languageOf(`${subject} ${own}`);
  const bySubject = typesIn(subject);
  const found = bySubject.types.length > 0 || bySubject.negated ? bySubject : typesIn(own);
  const clear = found.types.length === 1 && !found.negated && !(found.types[0] === 'erasure' && partly(subject, own));
  return {
    requestType: found.types[0] ?? 'access',
    typeRead: clear ? 'clear' : 'unclear',
    ...(language !== undefined && { language }),
  };
}

/** Whoever wants to be deleted from a list does not want to be deleted everywhere, which nobody could bring back. */
const partly = (...texts: string[]): boolean => texts.some((text) => text.toLowerCase().search(lists) >= 0);
const lists = words(
  'ny(he|hei)tsbrev\\w*',
  'newsletters?',
  '(e-?)?postlist\\w*',
  'mailing lists?',
  'reklame\\w*',
  'unsubscribe',
);

const negation = /(^|[^\p{L}])(ikke|ikkje|ikk|aldri|uten|utan|not|never|without|don['’]?t|won['’]?t)\s+(\S+\s+){0,3}$/u;

function typesIn(text: string): { types: RequestType[]; negated: boolean } {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');
  let negated = false;
  const types = wordsOf.flatMap(([type, pattern]) => {
    const places = [...plain.matchAll(pattern)];
    const meant = places.filter(({ index }) => !negation.test(plain.slice(Math.max(0, index - 60), index)));
    negated ||= meant.length < places.length;
    return meant.length > 0 ? [type] : [];
  });
  return { types, negated };
}

/** The text up to where a mail program quotes what was answered to, without lines that begin as quotations do. */
function withoutQuotes(text: string): string {
  const lines = text.split('\n');
  const answered = lines.findIndex((line) =>
    /^\s*(-{2,}.*(original|opprinnelig|videresendt|forwarded).*-{2,}|(on|den|på) .{5,120}(wrote|skrev):)\s*$/i.test(
      line,
    ),
  );
  return lines
    .slice(0, answered < 0 ? undefined : answered)
    .filter((line) => !/^\s*>/.test(line))
    .join('\n');
}

const norwegian = words(
  'og',
  'jeg',
  'eg',
  'ikke',
  'ikkje',
  'meg',
  'dere',
  'de',
  'på',
  'å',
  'som',
  'hva',
  'kva',
  'mine',
  'mitt',
  'min',
  'har',
  'hei',
  'hilsen',
  'helsing',
  'opplysninger',
  'slett',
  'innsyn',
  'vil',
);
const english = words(
  'and',
  'the',
  'you',
  'your',
  'my',
  'me',
  'please',
  'i',
  'to',
  'of',
  'have',
  'would',
  'hello',
  'dear',
  'regards',
  'delete',
  'data',
  'about',
);

/** The language that most of a text's small words are of; undefined when they do not say. */
function languageOf(text: string): 'nb' | 'en' | undefined {
  const plain = text.toLowerCase();
  const [nb, en] = [norwegian, english].map((list) => [...plain.matchAll(list)].length) as [number, number];
  if (nb === en) return undefined;
  return nb > en ? 'nb' : 'en';
}

/** Finds any of these as whole words, in letters of any alphabet; `\w` means a letter of any alphabet too. */
function words(...all: string[]): RegExp {
  const alternatives = all.join('|').replaceAll('\\w', '\\p{L}');
  return new RegExp(`(?<!\\p{L})(?:${alternatives})(?!\\p{L})`, 'gu');
}
