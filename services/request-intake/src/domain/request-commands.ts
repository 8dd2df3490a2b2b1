import type { identityCheckProved, requestAcceptedV2 } from '@vitne/contracts/catalogue/identity-events';
import type { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { FactsOf, PersonalOf } from '@vitne/contracts/event-definition';
import type { ExtensionReason } from '@vitne/contracts/law/extension';
import type { RefusalReason } from '@vitne/contracts/law/refusals';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { AnswerTerms, DueRejection } from './due-date.ts';

type Accepted = FactsOf<typeof requestAcceptedV2>;
type Proved = FactsOf<typeof identityCheckProved>;
export type Identity = Accepted['identity'];
export type JudgementGround = NonNullable<Accepted['ground']>;
/** That it was proved who asks: for which request, of which person, and by which event. */
export type IdentityProof = Pick<Proved, 'request' | 'person' | 'by'> & { event: string };
export type ReceivedThrough = FactsOf<typeof requestReceived>['receivedThrough'];

/** How the type of a free text was found, and what of it was left out. */
export type TypeReading = Pick<FactsOf<typeof requestReceived>, 'typeRead' | 'leftOut'>;

type Received = PersonalOf<typeof requestReceived>;

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
      text?: string | undefined;
      reading?: TypeReading | undefined;
      language?: 'nb' | 'en' | undefined;
      now: string;
    }
  | { command: 'acknowledge'; now: string }
  | { command: 'classify'; requestType: RequestType; now: string }
  | { command: 'assign'; assignee: string }
  | { command: 'accept-judged'; ground: JudgementGround; note: string }
  /** Without a proof when none was found. */
  | { command: 'accept-proved'; proof: IdentityProof | undefined }
  | { command: 'extend'; reasons: ExtensionReason[] /** When the person was told. */; told: string; now: string }
  | { command: 'fulfil'; answer?: string | undefined; now: string }
  | { command: 'fulfil-by-disposal'; person: string; now: string }
  | {
      command: 'refuse';
      reason: RefusalReason;
      explanation: string;
      /** Whether an objection is against direct marketing; has to be said for objections. */
      directMarketing?: boolean | undefined;
      /** The supervisory authority by the statement. */
      complaintTo: string | undefined;
      now: string;
    }
  | { command: 'withdraw'; now: string };

export type CommandNamed<Name extends RequestCommand['command']> = Extract<RequestCommand, { command: Name }>;

export type RequestRejection =
  | DueRejection
  | 'unknown-request'
  | 'already-received'
  | 'already-closed'
  | 'already-accepted'
  | 'identity-not-proved'
  | 'already-extended'
  | 'not-accepted'
  | 'type-unclear'
  | 'identity-settled'
  | 'reason-not-allowed'
  | 'direct-marketing-unsaid'
  | 'complaint-authority-missing';
