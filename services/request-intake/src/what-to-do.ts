import type { Prose } from '@vitne/contracts/law/clocks';
import type { RequestMessage } from './projections/request-course.ts';
import type { RequestDocument } from './projections/requests.ts';

/** Something that somebody has to do about a request, and by when where there is a time. */
export type ToDo = { code: ToDoCode; says: Prose; message?: string; by?: string };

export const toDoCodes = [
  'answer-overdue',
  'tell-by-hand',
  'record-reply',
  'settle-type',
  'settle-identity',
  'answer',
  'answer-items',
  'lift-restriction',
  'answer-the-first',
] as const;
type ToDoCode = (typeof toDoCodes)[number];

/** What is to be done about a request now, the most urgent first, each with the way to do it. */
export function whatToDo(doc: RequestDocument, now: string): ToDo[] {
  const { due } = doc.due;
  const isOverdue = doc.open && doc.duplicateOf === undefined && Date.parse(due) < Date.parse(now);
  const overdue: ToDo = {
    code: 'answer-overdue',
    says: {
      nb: 'Fristen er ute. Svar nå, og si personen hvorfor det ble sent.',
      en: 'The time is over. Answer now, and tell the person why it is late.',
    },
    by: due,
  };
  return [
    ...(isOverdue ? [overdue] : []),
    ...doc.messages.filter(needsAHand).map((message) => tellByHand(message, doc)),
    ...(doc.open && !doc.erasing ? whenOpen(doc) : []),
    ...(isToldOfLifting(doc)
      ? [
          {
            code: 'lift-restriction' as const,
            says: {
              nb: 'Personen vet at begrensningen skal oppheves. Opphev den når den skal ta slutt: POST …/lifting/effect.',
              en: 'The person knows that the restriction will be lifted. Lift it when it is to end: POST …/lifting/effect.',
            },
          },
        ]
      : []),
  ];
}

function whenOpen({ requestType, typeRead, identity, questions, items, due, duplicateOf }: RequestDocument): ToDo[] {
  const asked = questions.find(({ answered }) => answered === undefined);
  const by = due.due;
  if (duplicateOf !== undefined) {
    return [
      {
        code: 'answer-the-first',
        says: {
          nb: `Besvares sammen med ${duplicateOf}. Ber den om noe annet: POST …/distinction.`,
          en: `It is answered with ${duplicateOf}. If it asks something else: POST …/distinction.`,
        },
      },
    ];
  }
  if (asked) {
    return [
      {
        code: 'record-reply',
        message: asked.message,
        says: {
          nb: `Personen er spurt om noe. Før svaret når det kommer: POST …/questions/${asked.message}/answer. Fristen løper imens.`,
          en: `The person was asked something. Record the answer when it comes: POST …/questions/${asked.message}/answer. The time runs meanwhile.`,
        },
        by,
      },
    ];
  }
  if (typeRead === 'unclear') {
    return [
      {
        code: 'settle-type',
        says: {
          nb: 'Det er ikke klart hva meldingen ber om. Les den, og velg: Ber den om noe loven gir, så si hva, POST …/classification. Er det et vanlig spørsmål, så svar på det som en henvendelse, POST …/enquiry. Er du i tvil, så spør personen: POST …/questions.',
          en: 'It is not clear what the message asks for. Read it, and choose: if it asks for something that the law gives, say what, POST …/classification. If it is a plain question, answer it as an enquiry, POST …/enquiry. If you are in doubt, ask the person: POST …/questions.',
        },
        by,
      },
    ];
  }
  if (identity === undefined && !['objection', 'withdrawal', 'complaint'].includes(requestType)) {
    return [
      {
        code: 'settle-identity',
        says: {
          nb: 'Det må avklares hvem som spør, før noe gis ut eller endres. Er tvilen rimelig, kan du spørre: POST …/questions.',
          en: 'It has to be settled who asks before anything is handed out or changed. On a reasonable doubt you can ask: POST …/questions.',
        },
        by,
      },
    ];
  }
  if (items.some(({ outcome }) => outcome === undefined)) {
    return [
      {
        code: 'answer-items',
        says: {
          nb: 'Noe av det som er bedt om, er ubesvart: POST …/items/{item}/fulfilment eller …/refusal.',
          en: 'Some of what is asked for is unanswered: POST …/items/{item}/fulfilment or …/refusal.',
        },
        by,
      },
    ];
  }
  return [
    {
      code: 'answer',
      says: {
        nb: 'Svar personen: POST …/fulfilment eller …/refusal.',
        en: 'Answer the person: POST …/fulfilment or …/refusal.',
      },
      by,
    },
  ];
}

/** An e-mail that is not tried any more leaves the telling to somebody. */
const needsAHand = ({ status, nextAttempt }: RequestMessage): boolean => status === 'owed' && nextAttempt === undefined;

const tellByHand = ({ message, failure }: RequestMessage, { erasing, open }: RequestDocument): ToDo => {
  const why: Prose =
    failure?.reason === 'no-address'
      ? { nb: 'Ingen adresse er kjent', en: 'No address is known' }
      : { nb: 'E-posten kom ikke fram', en: 'The e-mail did not arrive' };
  return {
    code: 'tell-by-hand',
    message,
    says: {
      nb: `${why.nb}. Si det til personen på en annen måte, og før det: POST …/messages/${message}/told.`,
      en: `${why.en}. Tell the person in another way, and record it: POST …/messages/${message}/told.`,
    },
    // The address is erased then, whether the person was told or not.
    ...(open && erasing && { by: erasing.tellBy }),
  };
};

const isToldOfLifting = ({ messages, lifted }: RequestDocument): boolean =>
  lifted === undefined && messages.some(({ matter, status }) => matter === 'lifting' && status === 'told');
