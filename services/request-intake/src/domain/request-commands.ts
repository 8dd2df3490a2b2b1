import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { identityCheckProved, requestAcceptedV2 } from '@vitne/contracts/catalogue/identity-events';
import type { messageMatters, questionGrounds, waysOfTelling } from '@vitne/contracts/catalogue/request-course-events';
import type { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { FactsOf, PersonalOf } from '@vitne/contracts/event-definition';
import type { ExtensionReason } from '@vitne/contracts/law/extension';
import type { FeeGround, RefusalReason } from '@vitne/contracts/law/refusals';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { MailEvidence, MailFailure } from '@vitne/contracts/mail-evidence';
import type { AnswerTerms, DueRejection } from './due-date.ts';
import type { Correction } from './request-corrections.ts';
import type { Work } from './tasks-state.ts';

type Accepted = FactsOf<typeof requestAcceptedV2>;
type Proved = FactsOf<typeof identityCheckProved>;
export type Identity = Accepted['identity'];
export type JudgementGround = NonNullable<Accepted['ground']>;
/** That it was proved who asks: for which request, of which person, and by which event. */
export type IdentityProof = Pick<Proved, 'request' | 'person' | 'by'> & { event: string };
export type ReceivedThrough = FactsOf<typeof requestReceived>['receivedThrough'];
export type Matter = (typeof messageMatters)[number];
export type QuestionGround = (typeof questionGrounds)[number];

/** How the type of a free text was found, and what of it was left out. */
export type TypeReading = Pick<FactsOf<typeof requestReceived>, 'typeRead' | 'leftOut'>;

type Received = PersonalOf<typeof requestReceived>;

/** That staff told the person themselves, by another way than an e-mail of the platform. */
export type ToldByHand = { how: (typeof waysOfTelling)[number]; told: string };
/** What tells whether two requests ask the same. */
export type Comparable = {
  request: string;
  person: string;
  requestType: RequestType;
  status: string;
  items: readonly unknown[];
  due: { received: string };
  typeRead?: 'clear' | 'unclear' | undefined;
  duplicateOf?: string | undefined;
};

/** Left out, the platform writes to the person. */
type MayBeTold = { byHand?: ToldByHand | undefined; now: string };

type Refusal = {
  reason: RefusalReason;
  explanation: string;
  /** The supervisory authority by the statement. */
  complaintTo: string | undefined;
};

/** Everything that can be done with a request. `now` is the clock's RFC 3339 moment. */
export type RequestCommand =
  | {
      command: 'receive';
      request: string;
      person: string;
      requestType: RequestType;
      receivedThrough: ReceivedThrough;
      /** When it reached the organisation, through whichever channel. */
      received: string;
      terms: AnswerTerms;
      contact?: NonNullable<Received['contact']> | undefined;
      /** The newest address that the person gave before; asked for where none came with the request. */
      knownEmail?: string | undefined;
      text?: string | undefined;
      reading?: TypeReading | undefined;
      directMarketing?: boolean | undefined;
      purposes?: string[] | undefined;
      corrections?: Correction[] | undefined;
      language?: 'nb' | 'en' | undefined;
      now: string;
    }
  | { command: 'acknowledge'; now: string }
  /** It exercises no right; with an answer that the platform is to give, or that staff gave by hand. */
  | ({ command: 'take-as-enquiry'; answer?: string | undefined } & MayBeTold)
  | { command: 'classify'; requestType: RequestType; now: string }
  | { command: 'assign'; assignee: string }
  | { command: 'accept-judged'; ground: JudgementGround; note: string }
  /** Without a proof when none was found. */
  | { command: 'accept-proved'; proof: IdentityProof | undefined }
  | ({ command: 'ask'; ground: QuestionGround; question: string; doubt?: string | undefined } & MayBeTold)
  | {
      command: 'record-reply';
      message: string;
      reply?: string | undefined;
      answered: string;
      answeredThrough: ReceivedThrough;
      now: string;
    }
  | ({ command: 'extend'; reasons: ExtensionReason[] } & MayBeTold)
  /** The first as it stands; undefined when there is none of that id. */
  | { command: 'mark-duplicate'; first: Comparable | undefined; now: string }
  | { command: 'dismiss-duplicate' }
  /** The first was closed. */
  | {
      command: 'follow-first';
      first: string;
      outcome: 'fulfilled' | 'partly-fulfilled' | 'refused' | 'first-withdrawn' | 'first-unidentified';
      firstReceived: string;
      now: string;
    }
  | { command: 'name-corrections'; corrections: Correction[] }
  | { command: 'split'; items: { dataCategory?: string | undefined; words?: string | undefined }[] }
  | ({ command: 'fulfil-item'; item: string; work: Work; answer?: string | undefined } & MayBeTold)
  | ({ command: 'refuse-item'; item: string } & Refusal & MayBeTold)
  | ({ command: 'fulfil'; work: Work; answer?: string | undefined } & MayBeTold)
  /** Every system has erased what was asked for; the keys go next, told or not at `tellBy`. */
  | {
      command: 'tell-of-erasure';
      disposal: string;
      person: string;
      held: HeldPart[];
      confirmed: string;
      tellBy: string;
      now: string;
    }
  /** Everything must be kept (Art. 17(3)). */
  | ({ command: 'withhold-erasure'; person: string; held: HeldPart[]; now: string } & Pick<
      Refusal,
      'explanation' | 'complaintTo'
    >)
  | { command: 'fulfil-by-disposal'; person: string; now: string }
  /** The person has the way to the package; while a system is still waited for, that is not all. */
  | { command: 'fulfil-by-package'; person: string; work: Work; now: string }
  /** Every system was asked and holds nothing, and neither does the ledger up to there. */
  | { command: 'answer-nothing-kept'; person: string; upTo: number; systems: string[]; work: Work; now: string }
  /** The consents that it names are withdrawn. */
  | { command: 'fulfil-by-withdrawal'; now: string }
  | ({
      command: 'refuse';
      /** Whether an objection is against direct marketing; has to be said for objections. */
      directMarketing?: boolean | undefined;
    } & Refusal &
      MayBeTold)
  | { command: 'withdraw'; now: string }
  | ({
      command: 'announce-fee';
      ground: FeeGround;
      amount: string;
      currency: string;
      explanation: string;
    } & MayBeTold)
  | { command: 'agree-to-fee'; now: string }
  | { command: 'charge-fee'; now: string }
  | ({ command: 'announce-lifting'; explanation: string } & MayBeTold)
  | { command: 'lift'; now: string }
  /** The person was told of a message: by the platform's e-mail, with evidence, or by staff. */
  | ({
      command: 'tell';
      message: string;
      mail?: MailEvidence;
      /** Of an e-mail: what it says that stays of an erasure. */
      said?: HeldPart[];
      now: string;
    } & ToldByHand)
  | ({ command: 'fail'; message: string; now: string } & MailFailure)
  | { command: 'lapse'; message: string; because: 'too-late' | 'address-erased'; now: string }
  /** Time went by: what is due soon, or overdue. */
  | { command: 'pass-time'; now: string };

export type CommandNamed<Name extends RequestCommand['command']> = Extract<RequestCommand, { command: Name }>;

export type RequestRejection =
  | DueRejection
  | 'unknown-request'
  | 'already-received'
  | 'already-closed'
  | 'already-accepted'
  | 'erasure-confirmed'
  | 'erasure-under-way'
  | 'identity-not-proved'
  | 'already-extended'
  | 'not-accepted'
  | 'type-unclear'
  | 'identity-settled'
  | 'reason-not-allowed'
  | 'not-a-question'
  | 'direct-marketing-unsaid'
  | 'direct-marketing-said'
  | 'detail-misplaced'
  | 'complaint-authority-missing'
  | 'doubt-unsaid'
  | 'question-outstanding'
  | 'question-unknown'
  | 'question-answered'
  | 'message-unknown'
  | 'message-settled'
  | 'already-split'
  | 'item-unknown'
  | 'item-answered'
  | 'is-duplicate'
  | 'not-a-duplicate'
  | 'tasks-open'
  | 'tasks-not-given'
  | 'fee-announced'
  | 'fee-not-told'
  | 'fee-not-agreed'
  | 'nothing-restricted'
  | 'person-not-told';
