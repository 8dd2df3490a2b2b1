import type { ledgerDamageCodes } from '@vitne/contracts/catalogue/notary-events';
import { LedgerDamaged } from '@vitne/event-log/event-log';

export type LedgerDamageCode = (typeof ledgerDamageCodes)[number];

/** What is wrong with a ledger: for the event, the answers, the log. It never holds anything of a message. */
export type WrongWithLedger = {
  readonly code: LedgerDamageCode;
  /** The first position that it is about. */
  readonly position?: number;
  readonly detail: string;
};

/** The ledger is not what was signed of it, or would lose events: nothing more of it may be signed. */
export class LedgerWrong extends Error {
  override readonly name = 'LedgerWrong';
  readonly wrong: WrongWithLedger;

  constructor(wrong: WrongWithLedger, options?: ErrorOptions) {
    super(wrong.detail, options);
    this.wrong = wrong;
  }
}

/** What an exception says of the ledger; undefined when it only says that an engine is away. */
export function wrongIn(error: unknown): WrongWithLedger | undefined {
  if (error instanceof LedgerWrong) return error.wrong;
  if (!(error instanceof LedgerDamaged)) return undefined;
  return { code: 'message-changed', ...error.damage, detail: error.message };
}
