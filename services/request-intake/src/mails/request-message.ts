import { refusalReasonSchema, refusalRules } from '@vitne/contracts/law/refusals';
import { requestRules } from '@vitne/contracts/law/requests';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type ComposedMail, composeMail, type MailWords } from '@vitne/service-kit/composed-mail';
import { type Language, tellingOf } from '@vitne/service-kit/telling';
import type { Matter } from '../domain/request-commands.ts';
import type { RequestDocument } from '../projections/requests.ts';
import { answerWithFirst } from './answer-with-first.ts';
import { answerWithProof, type WithProof } from './answer-with-proof.ts';
import { enquiryAnswer } from './enquiry-answer.ts';
import { erased, heldOf, insteadOfBefore, keptWhole } from './erasure-words.ts';
import { nothingKept } from './nothing-kept.ts';
import { whereToTurn } from './where-to-turn.ts';

/** What was written for the person, opened: a question, an answer, an explanation; by item where there are items. */
export type PrivateWords = { text?: string; items: Readonly<Record<string, { words?: string; text?: string }>> };

export type RequestMail = {
  request: RequestDocument;
  matter: Matter;
  words: PrivateWords;
  /** Whether other requests of the person are still to be answered. */
  othersAreOpen?: boolean;
  /** It takes the place of an earlier answer. */
  instead?: boolean;
  /** The law's last day as it will be once the person is told of an extension. */
  extendedTo?: string | undefined;
  /** Whether it goes to somebody who may know what the person asked before. */
  toThePerson?: boolean;
  /** Where the person downloads the answer as a file that proves itself. */
  withProof?: WithProof | undefined;
  /** It answers a plain question. */
  enquiry?: boolean;
};

type Said = Pick<MailWords, 'subject' | 'opening' | 'list' | 'rows' | 'personal'>;
type Telling = ReturnType<typeof tellingOf>;

/** What a person is told at one step of a request, in the words of the law and of the statement in force. */
export function requestMessageMail(statement: Statement, mail: RequestMail, language: Language): ComposedMail {
  const telling = tellingOf(statement, language);
  const { rows = [], personal = [], ...said } = sayings[mail.matter](mail, telling);
  return composeMail({
    language,
    ...said,
    personal: mail.withProof ? [...personal, ...answerWithProof(mail.withProof, telling)] : personal,
    rows: [...rows, ...whereToTurn(mail.request.request, telling)],
    closing: statement.controller.name,
  });
}

const sayings: Record<Matter, (mail: RequestMail, telling: Telling) => Said> = {
  receipt: ofReceipt,
  question: ofQuestion,
  extension: ofExtension,
  fee: ofFee,
  answer: ofAnswer,
  refusal: ofAnswer,
  lifting: ofLifting,
};

const rightOf = ({ request }: RequestMail, { language, quoted }: Telling): string =>
  quoted(requestRules[request.requestType].name[language].toLowerCase());

const rightAnswered = (mail: RequestMail, telling: Telling): string =>
  telling.say(
    `Dette er svaret på henvendelsen din om ${rightOf(mail, telling)}.`,
    `This answers your request about ${rightOf(mail, telling)}.`,
  );

function ofReceipt(mail: RequestMail, telling: Telling): Said {
  const { say, day } = telling;
  const { request } = mail;
  const received = day(request.received.slice(0, 10));
  const unclear = request.typeRead === 'unclear';
  const erasing = say(
    'Når alle systemene har slettet, skriver vi til deg en siste gang og sier hva vi eventuelt må beholde. Så slettes adressen din også, så snart vi har svart på alt du har bedt oss om.',
    'When every system has erased, we write to you a last time and say what we have to keep, if anything. Then your address is erased too, as soon as we have answered all that you have asked of us.',
  );
  return {
    subject: say('Vi har fått henvendelsen din', 'We have received your request'),
    opening: [
      unclear
        ? say(
            `Vi fikk ${received} en melding fra deg, og leser nå hva du ber om.`,
            `On ${received} we received a message from you, and are reading what you ask for.`,
          )
        : say(
            `Vi fikk ${received} en henvendelse fra deg om ${rightOf(mail, telling)}.`,
            `On ${received} we received a request from you about ${rightOf(mail, telling)}.`,
          ),
      say(
        `Du får svar senest ${day(request.dueDate)}.`,
        `You will have an answer by ${day(request.dueDate)} at the latest.`,
      ),
      ...(request.requestType === 'erasure' && !unclear ? [erasing] : []),
      ...(request.leftOut
        ? [
            say(
              'Noe av det som fulgte med meldingen, er ikke tatt inn. Si fra hvis vi trenger det.',
              'Some of what came with the message was not taken in. Tell us if we need it.',
            ),
          ]
        : []),
      say(
        'Var det ikke du som spurte? Da ber vi deg si fra, så ser vi bort fra den.',
        'Was it not you who asked? Then please tell us, and we will disregard it.',
      ),
    ],
  };
}

function ofQuestion({ request, words }: RequestMail, { say, day }: Telling): Said {
  const asked = request.questions.find(({ answered }) => answered === undefined);
  const why =
    asked?.ground === 'identity-doubt'
      ? say(
          'Vi er ikke sikre på at det er du som spør, og må vite det før vi gir ut eller endrer noe. Send oss ingen kopi av legitimasjon.',
          'We are not certain that it is you who asks, and have to know before we hand out or change anything. Do not send us a copy of an identity document.',
        )
      : say('Vi trenger å vite litt mer for å kunne svare.', 'We need to know a little more to be able to answer.');
  return {
    subject: say('Vi må spørre deg om noe', 'We have to ask you something'),
    opening: [
      why,
      say(
        `Svar til adressen nedenfor, og oppgi saksnummeret. Vi regner fortsatt med å svare deg senest ${day(request.dueDate)}.`,
        `Answer to the address below, and give the case number. We still mean to answer you by ${day(request.dueDate)}.`,
      ),
    ],
    personal: words.text === undefined ? [] : [[say('Spørsmålet', 'The question'), words.text]],
  };
}

const reasonsForMoreTime = {
  complexity: { nb: 'saken er sammensatt', en: 'the matter is complex' },
  'number-of-requests': { nb: 'vi har fått mange henvendelser', en: 'we have received many requests' },
} as const;

function ofExtension({ request, extendedTo }: RequestMail, { say, day, and, language }: Telling): Said {
  const reasons = (request.extending?.reasons ?? []).map(
    (reason) => reasonsForMoreTime[reason as keyof typeof reasonsForMoreTime][language],
  );
  const promised = request.due.promise?.dueDate;
  const [why, until] = [and(reasons), day(extendedTo ?? request.dueDate)];
  return {
    subject: say('Vi trenger mer tid til å svare deg', 'We need more time to answer you'),
    opening: [
      say(
        `Vi rekker ikke å svare innen én måned, fordi ${why}. Loven gir oss da tid til ${until} (GDPR artikkel 12 nr. 3).`,
        `We cannot answer within one month, because ${why}. The law then gives us until ${until} (GDPR Article 12(3)).`,
      ),
      ...(promised === undefined
        ? []
        : [
            say(
              `Vi har selv lovet svar innen ${day(promised)}, og det løftet står.`,
              `We ourselves promised an answer by ${day(promised)}, and that promise stands.`,
            ),
          ]),
    ],
  };
}

function ofFee({ request, words }: RequestMail, { say, language }: Telling): Said {
  const { ground = 'manifestly-excessive', amount = '', currency = '' } = request.fee ?? {};
  const why = refusalRules[refusalReasonSchema.parse(ground)].says[language];
  return {
    subject: say('Et gebyr for å svare på henvendelsen din', 'A fee for answering your request'),
    opening: [
      say(
        `${why} Da kan vi kreve et rimelig gebyr (GDPR artikkel 12 nr. 5). Det vil være ${amount} ${currency}.`,
        `${why} We may then ask for a reasonable fee (GDPR Article 12(5)). It would be ${amount} ${currency}.`,
      ),
      say(
        'Ingenting kreves før du har sagt ja. Du kan også trekke henvendelsen tilbake. Svar til adressen nedenfor, og oppgi saksnummeret.',
        'Nothing is charged before you have agreed. You can also take the request back. Answer to the address below, and give the case number.',
      ),
    ],
    personal: words.text === undefined ? [] : [[say('Begrunnelsen', 'The reasons'), words.text]],
  };
}

function ofAnswer(mail: RequestMail, telling: Telling): Said {
  const { say } = telling;
  const { request, words } = mail;
  if (mail.enquiry) return enquiryAnswer(request.received, words.text, telling);
  if (request.answeredWith) return answerWithFirst(request.answeredWith, mail.toThePerson === true, telling);
  if (request.nothingKept) return nothingKept([rightAnswered(mail, telling), remedies(telling)], telling);
  const isRefusal = request.refused !== undefined;
  const held = request.withheld ?? request.erasing?.held ?? [];
  const isInPart =
    request.partlyFulfilled !== undefined ||
    held.length > 0 ||
    request.items.some(({ outcome }) => outcome === 'refused');
  const outcome = isRefusal
    ? say('Vi kan ikke gjøre det du ba om', 'We cannot do what you asked for')
    : isInPart
      ? say('Vi har gjort noe av det du ba om', 'We have done some of what you asked for')
      : say('Vi har gjort det du ba om', 'We have done what you asked for');
  return {
    subject: outcome,
    opening: [
      rightAnswered(mail, telling),
      ...(mail.instead ? [telling.of(insteadOfBefore)] : []),
      `${outcome}.`,
      ...(request.erasing || request.fulfilled?.by === 'disposal'
        ? erased(held.length > 0, mail.othersAreOpen === true, telling)
        : []),
      ...(request.fulfilled?.by === 'withdrawal'
        ? [
            say(
              `Samtykket ditt gjelder ikke lenger: ${telling.quotedPurposes(request.purposes ?? [])}.`,
              `Your consent does not count any more: ${telling.quotedPurposes(request.purposes ?? [])}.`,
            ),
          ]
        : []),
      ...(request.withheld ? [telling.of(keptWhole)] : []),
      ...(request.refused && request.items.length === 0 ? [lawOf(request.refused.reason, telling)] : []),
      ...(isRefusal || isInPart ? [remedies(telling)] : []),
    ],
    ...(held.length > 0 ? heldOf(held, telling) : itemsOf(mail, telling)),
    personal: [
      // Why everything stays is said above, in the person's language.
      ...(words.text === undefined || request.withheld
        ? []
        : [[isRefusal ? say('Begrunnelsen', 'The reasons') : say('Svaret', 'The answer'), words.text] as const]),
      ...Object.entries(words.items).flatMap(([item, { words: asked, text }]) => {
        const value = [asked, text].filter((line) => line !== undefined).join('\n');
        return value === '' ? [] : [[itemName(item, mail, telling), value] as const];
      }),
    ],
  };
}

function itemsOf(mail: RequestMail, telling: Telling): Pick<Said, 'list'> {
  const { say } = telling;
  const { items } = mail.request;
  if (items.length === 0) return {};
  const lines = items.map(({ item, attribute, outcome, reason }) => {
    const name = itemName(item, mail, telling);
    if (outcome === 'refused' && reason !== undefined)
      return `${name}: ${say('avslått.', 'refused.')} ${lawOf(reason, telling)}`;
    return `${name}: ${attribute === undefined ? say('gjort.', 'done.') : say('rettet.', 'corrected.')}`;
  });
  return { list: { heading: say('Svaret på hver ting:', 'The answer to each thing:'), lines } };
}

function itemName(item: string, { request }: RequestMail, { say, statement, of }: Telling): string {
  const number = item.slice(item.indexOf('-') + 1);
  const asked = request.items.find((one) => one.item === item);
  const named = statement.dataCategories.find(({ id }) => id === asked?.dataCategory);
  const field = named?.attributes.find(({ id }) => id === asked?.attribute);
  const what = [named, field].flatMap((one) => (one ? [of(one.name)] : [])).join(': ');
  return `${say('Punkt', 'Item')} ${number}${what === '' ? '' : ` (${what})`}`;
}

function lawOf(reason: string, { say, language }: Telling): string {
  const { says, article } = refusalRules[refusalReasonSchema.parse(reason)];
  return `${says[language]} (${say('hjemmel', 'basis')}: ${article})`;
}

/** Art. 12(4): where to complain, and that there are courts. */
function remedies({ say, statement: { complaints } }: Telling): string {
  const { name = '', website = '' } = complaints?.authority ?? {};
  const authority = [name, website].filter((part) => part !== '').join(', ');
  return say(
    `Du kan klage til ${authority}, og du kan bringe saken inn for domstolene.`,
    `You can lodge a complaint with ${authority}, and you can bring the matter before a court.`,
  );
}

function ofLifting({ words }: RequestMail, { say }: Telling): Said {
  return {
    subject: say('Begrensningen du ba om, skal oppheves', 'The restriction that you asked for will be lifted'),
    opening: [
      say(
        'Vi har latt være å bruke opplysningene dine fordi du ba om det. Det skal vi nå begynne med igjen, og du skal vite det før (GDPR artikkel 18 nr. 3).',
        'We have not used your data because you asked for that. We are about to use it again, and you are to know before (GDPR Article 18(3)).',
      ),
      say(
        'Du kan klage til tilsynsmyndigheten, eller protestere mot bruken.',
        'You can complain to the supervisory authority, or object to the use.',
      ),
    ],
    personal: words.text === undefined ? [] : [[say('Begrunnelsen', 'The reasons'), words.text]],
  };
}
