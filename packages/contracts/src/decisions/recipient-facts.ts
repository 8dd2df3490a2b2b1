import type {
  agreementEnded,
  agreementSigned,
  recipientRegistered,
  recipientRemoved,
  subProcessorChangeAnnounced,
  subProcessorChangeObjectedTo,
  subProcessorChangeTookEffect,
} from '../catalogue/processor-registry-events.ts';
import type { RecordedEvent } from '../envelope.ts';
import type { FactsOf } from '../event-definition.ts';
import { laterOf } from './moments.ts';

export type RecipientEvent = RecordedEvent<
  typeof recipientRegistered | typeof recipientRemoved | typeof agreementSigned | typeof agreementEnded
>;

export type SubProcessorEvent = RecordedEvent<
  typeof subProcessorChangeAnnounced | typeof subProcessorChangeObjectedTo | typeof subProcessorChangeTookEffect
>;

/** Calendar days in the controller's zone. */
type AgreementDays = { signed: string; expires?: string; ended?: string };

type Naming = Pick<FactsOf<typeof recipientRegistered>, 'name' | 'purposes' | 'dataCategories'> & {
  from: number;
  until?: number;
};

/** Who a recipient is, and which agreements there are with it, as the processor registry has recorded it. */
export type RecipientFacts = {
  /** As named last; absent while nobody has named it, and after it was removed. */
  named?: FactsOf<typeof recipientRegistered>;
  agreements: Record<string, AgreementDays>;
  /** As what it was named, and between which ledger positions: a consent covers whoever was named when it was given. */
  namings: readonly Naming[];
  /** A change by which a processor means to use it is announced, or was objected to, and is not in effect (Art. 28(2)). */
  changePending?: boolean;
  /** Of a sub-processor: the processor that it works under. */
  processor?: RecipientFacts;
  /** The latest time among the events that were counted. */
  newest?: string;
};

export const noRecipient = (): RecipientFacts => ({ agreements: {}, namings: [] });

export const foldRecipient = (facts: RecipientFacts, event: RecipientEvent): RecipientFacts => ({
  ...folded(facts, event),
  namings: namedBy(facts.namings, event),
  newest: laterOf(facts.newest, event.meta.time),
});

function namedBy(before: readonly Naming[], { facts, meta, position }: RecipientEvent): readonly Naming[] {
  if (!meta.type.startsWith('recipient.')) return before;
  const ended = before.map((naming) => (naming.until === undefined ? { ...naming, until: position } : naming));
  if (meta.type !== 'recipient.registered.v1') return ended;
  const { name, purposes, dataCategories } = facts as FactsOf<typeof recipientRegistered>;
  return [...ended, { name, purposes, dataCategories, from: position }];
}

function folded(
  { named, agreements }: RecipientFacts,
  { facts, meta }: RecipientEvent,
): Omit<RecipientFacts, 'namings'> {
  switch (meta.type) {
    case 'recipient.registered.v1':
      return { named: facts as FactsOf<typeof recipientRegistered>, agreements };
    case 'recipient.removed.v1':
      return { agreements };
    case 'agreement.signed.v1': {
      const { agreement, signed, expires } = facts as FactsOf<typeof agreementSigned>;
      const days = { signed, ...(expires !== undefined && { expires }) };
      return { ...(named && { named }), agreements: { ...agreements, [agreement]: days } };
    }
    case 'agreement.ended.v1': {
      const { agreement, ended } = facts as FactsOf<typeof agreementEnded>;
      const known = agreements[agreement];
      const after = known ? { ...agreements, [agreement]: { ...known, ended } } : agreements;
      return { ...(named && { named }), agreements: after };
    }
  }
}

/** A recipient together with the changes that were announced of it as a sub-processor, and with its processor. */
export function asSubProcessor(
  recipient: RecipientFacts,
  changes: readonly SubProcessorEvent[],
  processor: RecipientFacts | undefined,
): RecipientFacts {
  const last = changes.at(-1);
  const times = [...changes.map(({ meta }) => meta.time), ...(processor?.newest ? [processor.newest] : [])];
  const newest = times.reduce<string | undefined>(laterOf, recipient.newest);
  return {
    ...recipient,
    changePending: last !== undefined && last.meta.type !== 'sub-processor.change-took-effect.v1',
    ...(processor && { processor }),
    ...(newest !== undefined && { newest }),
  };
}

/** How the agreements stand on a day: from the day of signing to the end of the day of expiry, not on the day one is ended. */
export function agreementOn({ agreements }: RecipientFacts, day: string): 'in-force' | 'ended' | 'missing' {
  const all = Object.values(agreements);
  const inForce = all.some(
    ({ signed, expires, ended }) =>
      signed <= day && (expires === undefined || day <= expires) && (ended === undefined || day < ended),
  );
  if (inForce) return 'in-force';
  return all.length === 0 ? 'missing' : 'ended';
}
