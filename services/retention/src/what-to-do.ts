import type { failureReasons } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import type { Words } from './domain/derivation-in-words.ts';
import type { DisposalDocument } from './projections/disposals.ts';

type Open = Pick<DisposalDocument, 'state' | 'disposal' | 'waitingFor' | 'overdue' | 'failures' | 'followUp'>;
type FailureReason = (typeof failureReasons)[number];

/** What staff does about an order that is overdue or that a system cannot carry out; undefined when nothing is to be done. */
export function whatToDo({ state, disposal, waitingFor, overdue, failures, followUp }: Open): Words | undefined {
  if (state !== 'ordered' || (overdue === undefined && failures.length === 0)) return undefined;
  const systems = waitingFor.join(', ');
  const failed = failures.map(({ system, reason }) => ({
    nb: `${system} ${byReason[reason].nb}`,
    en: `${system} ${byReason[reason].en}`,
  }));
  const again =
    followUp === undefined
      ? never
      : { nb: `Ordren gis på nytt ${followUp}.`, en: `The order is given again ${followUp}.` };
  return {
    nb: [
      ...failed.map(({ nb }) => nb),
      `Ta kontakt med den som drifter ${systems}. Når dataene er borte, bekreft med POST /v1/disposals/${disposal}/confirmations.`,
      again.nb,
    ].join(' '),
    en: [
      ...failed.map(({ en }) => en),
      `Contact whoever runs ${systems}. When the data is gone, confirm with POST /v1/disposals/${disposal}/confirmations.`,
      again.en,
    ].join(' '),
  };
}

const never = { nb: 'Ordren gis ikke på nytt.', en: 'The order is not given again.' };

const byReason: Readonly<Record<FailureReason, Words>> = {
  technical: { nb: 'melder en teknisk feil.', en: 'reports a technical failure.' },
  'under-legal-duty': {
    nb: 'sier at en lov pålegger det å beholde dataene: legg inn en juridisk sperre med POST /v1/legal-holds, eller avvis påstanden.',
    en: 'says that a law makes it keep the data: place a legal hold with POST /v1/legal-holds, or refute it.',
  },
  'data-locked': { nb: 'sier at dataene er låst.', en: 'says that the data is locked.' },
  'no-such-record': {
    nb: 'finner ingen slik post: sjekk referansen, og bekreft med metoden nothing-held når det stemmer.',
    en: 'finds no such record: check the reference, and confirm with the method nothing-held when that is so.',
  },
  other: { nb: 'kan ikke utføre ordren: se detaljene.', en: 'cannot carry out the order: see the detail.' },
};
