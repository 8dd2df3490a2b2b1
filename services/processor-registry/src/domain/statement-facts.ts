import { isTransferArticle } from '@vitne/contracts/statement/check-recipients';
import type { Activity, Recipient, Statement } from '@vitne/contracts/statement/schema';
import { nameIn } from '@vitne/contracts/statement/statement-index';
import { statedAgreementId } from './agreement.ts';
import type { ActivityFacts } from './processing-activity.ts';
import type { NamedRecipient, SignedAgreement } from './recipient.ts';

const mostInNotice = 64;

/** A recipient of the statement as its events say it. */
export function namedRecipientOf(recipient: Recipient): NamedRecipient {
  const { id, kind, under, locations, dataCategories, purposes, transfer } = recipient;
  return {
    recipient: id,
    // The ledger holds one name; pages tell the one of their own language from the statement.
    name: nameIn(recipient, 'en'),
    kind,
    ...(kind === 'sub-processor' && under !== undefined && { under }),
    locations: listed(locations),
    dataCategories: listed(dataCategories),
    purposes: listed(purposes),
    // Another article named in the statement allows nothing.
    ...(transfer && isTransferArticle(transfer.article) && { transfer }),
  };
}

/** The agreement that the statement says is signed; for a processor only one that Art. 28(3) asks for counts. */
export function statedAgreementOf({ kind, agreement }: Recipient): SignedAgreement | undefined {
  if (agreement?.signed === undefined) return undefined;
  const processes = kind === 'processor' || kind === 'sub-processor';
  const isOfProcessing =
    agreement.kind === 'data-processing-agreement' || agreement.kind === 'sub-processing-agreement';
  if (processes && !isOfProcessing) return undefined;
  const { signed, expires, subProcessorNotice } = agreement;
  return {
    agreement: statedAgreementId(signed),
    signed,
    ...(expires !== undefined && { expires }),
    ...(subProcessorNotice !== undefined && subProcessorNotice.length <= mostInNotice && { subProcessorNotice }),
  };
}

/** An activity of the statement as its event says it. */
export function activityFactsOf(activity: Activity, statementVersion: string): ActivityFacts {
  const { id, name, role, purposes, populations, dataCategories, recipients } = activity;
  return {
    activity: id,
    name,
    role,
    purposes: listed(purposes),
    populations: listed(populations),
    dataCategories: listed(dataCategories),
    recipients: listed(recipients),
    statementVersion,
  };
}

/** Recipients that an earlier version named and this one does not. */
export function noLongerNamed(earlier: readonly Statement[], current: Statement): string[] {
  const named = new Set(current.recipients.map(({ id }) => id));
  const before = new Set(earlier.flatMap(({ recipients }) => recipients.map(({ id }) => id)));
  return [...before].filter((id) => !named.has(id));
}

const listed = (values: readonly string[]): string[] => [...new Set(values)];
