/** What can be wrong with a ledger, and what each means. The codes are what scripts rely on. */
export const ledgerFindings = {
  'stream-settings': 'The stream has settings under which events can be lost or changed.',
  'events-lost': 'The server itself says that events are gone.',
  'sequence-gap': 'Events are missing between two that are there.',
  'root-differs': 'The ledger is not the one whose root somebody kept: what was in it then is changed.',
  'ledger-shortened': 'The ledger ends before what it held when somebody kept its root: its last events are gone.',
  'too-few-cosigners': 'Fewer witnesses than the auditor asks for have cosigned a checkpoint of this ledger.',
  'checkpoint-unreliable': 'A published checkpoint is not one that the notary signed.',
  'end-not-delivered': 'The server counts events at the end that it does not deliver.',
  'not-an-event': 'The message is none that this platform writes.',
  'unknown-type': 'No event type of this name is known.',
  'schema-violation': 'The event does not follow the schema of its type.',
  'wrong-place': 'The event stands on the subject of another tenant, context or entity.',
  'wrong-source': 'The event was not written by the service that owns its type.',
  'id-repeated': 'An event of this id is in the ledger already.',
  'cause-unknown': 'The event that this one answers to is not before it in the ledger.',
  'statement-unknown': 'The statement version that it was decided under was not published before it.',
  'too-many-statements': 'More versions of the statement were published than the audit tells apart.',
  'statement-altered': 'A published statement is not the one whose hash stands beside it.',
  'sealed-for-another': 'A sealed part lies under the key of another person or category than its type says.',
} as const;

export type LedgerFindingCode = keyof typeof ledgerFindings;

/** One thing that is wrong, where it is, and what of it; never a value that could be personal. */
export type LedgerFinding = {
  code: LedgerFindingCode;
  /** Absent where it is about the stream as a whole. */
  position?: number;
  detail: string;
};
