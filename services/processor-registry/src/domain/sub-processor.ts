import type {
  subProcessorChangeAnnounced,
  subProcessorChangeObjectedTo,
  subProcessorChangeTookEffect,
} from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { type ByLaw, computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { agreementInForce } from './agreement.ts';
import type { NamedRecipient, RecipientState } from './recipient.ts';

type ChangeEvent =
  | typeof subProcessorChangeAnnounced
  | typeof subProcessorChangeObjectedTo
  | typeof subProcessorChangeTookEffect;
export type AnnouncedChange = FactsOf<typeof subProcessorChangeAnnounced>;

/** The change that was announced last of one sub-processor; absent while none was. */
export type SubProcessorState = {
  latest?: AnnouncedChange & { status: 'announced' | 'objected-to' | 'in-effect'; reason?: string };
};

type Described = Pick<AnnouncedChange, 'processor' | 'subProcessor' | 'name' | 'services' | 'locations' | 'transfer'>;
export type SubProcessorCommand =
  | ({
      command: 'announce';
      change: string;
      /** What the processor has and does not say: all that it has itself. */
      dataCategories?: string[] | undefined;
      purposes?: string[] | undefined;
      /** The processor that announces, by its own events. */
      by: RecipientState;
      /** The recipient of the sub-processor's id, by its own events. */
      known: RecipientState;
      now: string;
      today: string;
      zone: string;
    } & Described)
  | { command: 'object'; processor: string; reason: string; now: string }
  | { command: 'accept'; processor: string; now: string }
  /** Issued by a timer: does nothing unless the time has passed without an objection. */
  | { command: 'take-effect'; now: string };

export type SubProcessorRejection =
  | 'recipient-unknown'
  | 'recipient-known'
  | 'not-a-processor'
  | 'agreement-missing'
  | 'length-missing'
  | 'duration-invalid'
  | 'purpose-not-agreed'
  | 'category-not-agreed'
  | 'change-unknown'
  | 'change-open'
  | 'change-objected-to'
  | 'window-closed';

type Answer = Decision<DomainEvent<ChangeEvent>, SubProcessorRejection>;
type Announce = Extract<SubProcessorCommand, { command: 'announce' }>;

/** One sub-processor, and the changes by which it is to be used: announced, then objected to or in effect (Art. 28(2)). */
export const subProcessor: Decider<
  SubProcessorState,
  SubProcessorCommand,
  DomainEvent<ChangeEvent>,
  RecordedEvent<ChangeEvent>,
  SubProcessorRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    switch (command.command) {
      case 'announce':
        return announce(command, state);
      case 'object':
        return object(command, state);
      case 'accept':
        return acceptChange(command, state);
      case 'take-effect':
        return takeEffect(command.now, state);
    }
  },

  evolve(state, event) {
    switch (event.meta.type) {
      case 'sub-processor.change-announced.v1':
        return { latest: { ...(event.facts as AnnouncedChange), status: 'announced' } };
      case 'sub-processor.change-objected-to.v1': {
        const { reason } = event.facts as FactsOf<typeof subProcessorChangeObjectedTo>;
        return state.latest ? { latest: { ...state.latest, status: 'objected-to', reason } } : state;
      }
      case 'sub-processor.change-took-effect.v1':
        return state.latest ? { latest: { ...state.latest, status: 'in-effect' } } : state;
    }
  },
};

/** Whether a change is under way, or was objected to: until it takes effect, the sub-processor is given nothing. */
export const isNotInEffect = ({ latest }: SubProcessorState): boolean =>
  latest !== undefined && latest.status !== 'in-effect';

/** What a change in effect makes of the sub-processor. */
export const takenOn = ({ subProcessor: id, processor, ...said }: AnnouncedChange): NamedRecipient => ({
  recipient: id,
  name: said.name,
  kind: 'sub-processor',
  under: processor,
  locations: said.locations,
  dataCategories: said.dataCategories,
  purposes: said.purposes,
  ...(said.transfer && { transfer: said.transfer }),
});

function announce(command: Announce, { latest }: SubProcessorState): Answer {
  const { command: _, by, known, now, today, zone, ...said } = command;
  if (!by.named || by.removed) return reject('recipient-unknown', 'No processor of that id is named.');
  if (by.named.kind !== 'processor' && by.named.kind !== 'sub-processor') {
    return reject('not-a-processor', 'Only a processor uses sub-processors.');
  }
  const { dataCategories = by.named.dataCategories, purposes = by.named.purposes } = command;
  const described = { ...said, dataCategories, purposes };
  if (latest?.status === 'announced') {
    return sameChange(described, latest)
      ? accept()
      : reject('change-open', 'Another change of this sub-processor is announced: object to it or accept it first.');
  }
  const isUsed = known.named ? !known.removed : latest?.status === 'in-effect';
  if (isUsed || said.subProcessor === said.processor) {
    return reject('recipient-known', 'A recipient of that id is in use already: give the sub-processor another id.');
  }
  const purposesBeyond = purposes.filter((purpose) => !by.named?.purposes.includes(purpose));
  if (purposesBeyond.length > 0) {
    const detail = `The processor itself has no data for ${purposesBeyond.join(', ')}: leave that out.`;
    return reject('purpose-not-agreed', detail, { purposes: purposesBeyond });
  }
  const beyond = dataCategories.filter((category) => !by.named?.dataCategories.includes(category));
  if (beyond.length > 0) {
    const detail = `The processor itself is not given ${beyond.join(', ')}: leave that out.`;
    return reject('category-not-agreed', detail, { dataCategories: beyond });
  }
  const agreement = agreementInForce(by.agreements, today);
  if (agreement === undefined) {
    return reject('agreement-missing', 'No agreement with the processor is in force that could allow a sub-processor.');
  }
  const promise = by.agreements[agreement]?.subProcessorNotice;
  const due = objectionsEnd(now, zone, promise);
  if (isRejected(due)) {
    return due.rejected.code === 'length-missing'
      ? reject('length-missing', `The agreement ${agreement} sets no time for objections: record one that does.`)
      : reject('duration-invalid', `The agreement ${agreement} sets a time that cannot be counted: record another.`);
  }
  return accept({ type: 'sub-processor.change-announced.v1', facts: { ...described, agreement, announced: now, due } });
}

/** Until when the controller can object: for as long as the agreement says (Art. 28(2)). */
export const objectionsEnd = (announced: string, zone: string, notice: string | undefined, law: ByLaw = {}) =>
  computeDue({
    clock: 'gdpr-28-2',
    received: announced,
    zone,
    ...(notice !== undefined && { promise: notice }),
    ...law,
  });

function sameChange(said: Omit<AnnouncedChange, 'agreement' | 'announced' | 'due'>, latest: AnnouncedChange): boolean {
  const { processor, subProcessor: id, name, services, locations, dataCategories, purposes, transfer } = latest;
  const stands = { processor, subProcessor: id, name, services, locations, dataCategories, purposes };
  const { change: _, transfer: saidTransfer, ...rest } = said;
  return canonicalJson([rest, saidTransfer ?? null]) === canonicalJson([stands, transfer ?? null]);
}

function object(
  { processor, reason, now }: Extract<SubProcessorCommand, { command: 'object' }>,
  { latest }: SubProcessorState,
): Answer {
  if (!latest || latest.processor !== processor) return unknownChange();
  if (latest.status === 'objected-to') {
    return latest.reason === reason
      ? accept()
      : reject('change-objected-to', 'This change is objected to already, with another reason.');
  }
  if (latest.status === 'in-effect' || hasPassed(latest.due.due, now)) {
    return reject('window-closed', `The time to object ended at ${latest.due.due}, or the change was accepted.`);
  }
  return accept({ type: 'sub-processor.change-objected-to.v1', facts: { ...idsOf(latest), objected: now, reason } });
}

/** An objection can be taken back: the controller may accept what it objected to, once that is mended. */
function acceptChange(
  { processor, now }: Extract<SubProcessorCommand, { command: 'accept' }>,
  { latest }: SubProcessorState,
): Answer {
  if (!latest || latest.processor !== processor) return unknownChange();
  if (latest.status === 'in-effect') return accept();
  return accept(tookEffect(latest, 'accepted', now));
}

function takeEffect(now: string, { latest }: SubProcessorState): Answer {
  if (latest?.status !== 'announced' || !hasPassed(latest.due.due, now)) return accept();
  return accept(tookEffect(latest, 'not-objected-to', now));
}

const tookEffect = (latest: AnnouncedChange, how: 'accepted' | 'not-objected-to', effective: string) =>
  ({ type: 'sub-processor.change-took-effect.v1', facts: { ...idsOf(latest), how, effective } }) as const;

const idsOf = ({ change, processor, subProcessor: id }: AnnouncedChange) => ({ change, processor, subProcessor: id });

/** The last moment of the time still counts as inside it. */
const hasPassed = (due: string, now: string): boolean => Date.parse(now) > Date.parse(due);

const unknownChange = () => reject('change-unknown', 'This processor has announced no such sub-processor.');
