import { calendars } from '@vitne/contracts/law/calendars';
import type { Prose } from '@vitne/contracts/law/clocks';
import type { DerivationStep, Due } from '@vitne/contracts/law/derivation';

type Language = keyof Prose;
type Words = { nb: string[]; en: string[] };

const months: Record<Language, readonly string[]> = {
  nb: 'januar februar mars april mai juni juli august september oktober november desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

/** How a date came about, a sentence per step, in the languages of the pages that show it. */
export function derivationInWords(due: Due): Words {
  const steps = due.derivation.map((step) => sentence(step, due));
  const all = [...steps, ending(due)];
  return { nb: all.map(({ nb }) => nb), en: all.map(({ en }) => en) };
}

/** `2026-02-28` and moments that begin so, as people write them. The nominal 31 February can be written too. */
function dayIn(language: Language, text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  const name = months[language][Number(month) - 1];
  if (year === undefined || name === undefined) return text;
  return language === 'nb' ? `${Number(day)}. ${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

const momentIn = (language: Language, text: string): string => {
  const time = /T(\d{2}:\d{2})/.exec(text)?.[1];
  if (time === undefined) return dayIn(language, text);
  return language === 'nb' ? `${dayIn('nb', text)} kl. ${time.replace(':', '.')}` : `${dayIn('en', text)} at ${time}`;
};

function sentence(step: DerivationStep, due: Due): Prose {
  const { article, result } = step;
  const says = (nb: (at: string) => string, en: (at: string) => string): Prose => ({
    nb: `${nb(momentIn('nb', result))} (${article}).`,
    en: `${en(momentIn('en', result))} (${article}).`,
  });
  switch (step.step) {
    case 'receipt':
      return says(
        (at) => `Henvendelsen kom inn ${at}; den dagen telles ikke med`,
        (at) => `The request came in on ${at}; that day is not counted`,
      );
    case 'months':
      return says(
        (at) => `Fristen er én måned og ender ${at}`,
        (at) => `The time is one month and ends on ${at}`,
      );
    case 'extension':
      return says(
        (at) => `Fristen er forlenget til tre måneder fra mottaket og ender ${at}`,
        (at) => `The time is extended to three months from the receipt and ends on ${at}`,
      );
    case 'clamp':
      return says(
        (at) => `Den dagen finnes ikke, så fristen ender den siste i måneden, ${at}`,
        (at) => `That day does not exist, so it ends on the last of the month, ${at}`,
      );
    case 'roll':
      return rollSentence(step, due);
    case 'promise':
      return says(
        (at) => `Virksomheten har selv lovet svar innen ${at}; et løfte flyttes ikke til neste virkedag`,
        (at) => `The organisation itself promised an answer by ${at}; a promise does not move to the next working day`,
      );
    case 'pause':
      return pauseSentence(step);
    case 'hours':
    case 'event':
    case 'at-once':
    case 'anchor':
    case 'accounting-year-end':
    case 'keep':
    case 'erasable':
      return says(
        (at) => `Steg ${step.step}: ${at}`,
        (at) => `Step ${step.step}: ${at}`,
      );
  }
}

/** The later time beside the strict one (GDPR 12(6)); the roll that may follow belongs to it. */
function pauseSentence({ article, result }: DerivationStep): Prose {
  if (result === 'outstanding') {
    return {
      nb: `Personen er spurt om noe og har ikke svart; noen tilsyn godtar at fristen står stille imens, men den strenge løper (${article}).`,
      en: `The person was asked something and has not answered; some authorities let the time stand still meanwhile, but the strict one runs (${article}).`,
    };
  }
  return {
    nb: `Legges dagene da personen var spurt til, ender en senere frist ${dayIn('nb', result)}; den strenge flyttes ikke (${article}).`,
    en: `With the days added in which the person was asked, a later time ends on ${dayIn('en', result)}; the strict one does not move (${article}).`,
  };
}

function rollSentence({ article, result, skipped = [] }: DerivationStep, due: Due): Prose {
  if (skipped.length === 0) {
    return {
      nb: `Det er en virkedag, så fristen flyttes ikke (${article}).`,
      en: `It is a working day, so nothing moves (${article}).`,
    };
  }
  const passed = (language: Language) =>
    skipped
      .map(
        ({ date, why }) =>
          `${dayIn(language, date)} (${why.map((reason) => reasonIn(language, reason, due)).join(', ')})`,
      )
      .join(', ');
  return {
    nb: `Fristen flyttes til neste virkedag, ${dayIn('nb', result)}, forbi ${passed('nb')} (${article}).`,
    en: `It moves to the next working day, ${dayIn('en', result)}, past ${passed('en')} (${article}).`,
  };
}

const weekend: Record<string, Prose> = {
  saturday: { nb: 'lørdag', en: 'Saturday' },
  sunday: { nb: 'søndag', en: 'Sunday' },
};

function reasonIn(language: Language, reason: string, { calendar }: Due): string {
  const named = weekend[reason] ?? calendars[calendar].holidays.find(({ id }) => id === reason);
  return named?.[language] ?? reason;
}

function ending({ dueDate, boundBy, law, promise }: Due): Prose {
  const both = law !== undefined && promise !== undefined;
  const whose: Prose =
    boundBy === 'law'
      ? {
          nb: both ? ', som er lovens frist; løftet ender ikke før' : '',
          en: both ? ', the law’s time; the promise ends no earlier' : '',
        }
      : {
          nb: ', som er løftet og tidligere enn lovens frist',
          en: ', the promise, which is earlier than the law’s time',
        };
  return {
    nb: `Svaret skal være gitt senest ${dayIn('nb', dueDate)}${whose.nb}.`,
    en: `The answer has to be given by the end of ${dayIn('en', dueDate)}${whose.en}.`,
  };
}
