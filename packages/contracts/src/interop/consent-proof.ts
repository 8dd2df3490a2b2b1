import type { consentGiven } from '../catalogue/consent-events.ts';
import type { FactsOf } from '../event-definition.ts';
import type { Purpose, Statement } from '../statement/schema.ts';
import { purposeById } from '../statement/statement-index.ts';

/** How a choice stands after an act; DPV's states of consent. Only `given` and `renewed` allow anything. */
export type ConsentState =
  | 'requested'
  | 'given'
  | 'renewed'
  | 'refused'
  | 'withdrawn'
  | 'expired'
  | 'invalidated'
  | 'revoked';

/** One act of the history of a choice, as the ledger has it. */
export type ConsentAct = {
  readonly eventId: string;
  /** RFC 3339. */
  readonly at: string;
  readonly status: ConsentState;
  readonly statementVersion?: string | undefined;
  readonly shown?: FactsOf<typeof consentGiven>['shown'] | undefined;
  /** When a given consent ends by itself; RFC 3339. */
  readonly expires?: string | undefined;
  /** The pseudonym of who acted for a child (Art. 8). */
  readonly guardian?: string | undefined;
  /** The browser's signal that acted for the person; then nothing was shown. */
  readonly signal?: string | undefined;
};

/** All that a record or a receipt is made of. It holds no name or address of the person, only the pseudonym. */
export type ConsentProof = {
  /** The version under which the choice was made. */
  readonly statement: Statement;
  readonly person: string;
  readonly purpose: string;
  readonly recipient?: string | undefined;
  /** Every act on this choice, oldest first. */
  readonly acts: readonly ConsentAct[];
  /** Where to read exactly what was shown, to withdraw, to use one's rights, and to read the record itself. */
  readonly links: {
    readonly notice: string;
    /** A web page, or `mailto:`. */
    readonly withdraw: string;
    /** The address to which a machine posts the withdrawal. */
    readonly withdrawByApi: string;
    readonly rights: string;
    readonly record: string;
  };
};

/** The purpose of a proof, which its statement must have. @throws {Error} as a proof for another statement is a defect. */
export function purposeOfProof({ statement, purpose: id }: ConsentProof): Purpose {
  const purpose = purposeById(statement, id);
  if (!purpose?.consent) throw new Error(`the statement asks no consent for ${id}`);
  return purpose;
}

/** Whether the person was ever shown a question; a choice that only a browser's signal made has no notice to prove. */
export const wasAsked = (acts: readonly ConsentAct[]): boolean => acts.some(({ shown }) => shown !== undefined);

/** The latest act in which the person was shown something and chose; it names the record. @throws {Error} without any. */
export function decidingAct({ acts }: ConsentProof): ConsentAct & { shown: NonNullable<ConsentAct['shown']> } {
  const act = acts.findLast(({ shown }) => shown !== undefined);
  if (act?.shown === undefined) throw new Error('a proof of consent needs an act with what was shown');
  return { ...act, shown: act.shown };
}
