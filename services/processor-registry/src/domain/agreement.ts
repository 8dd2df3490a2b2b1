import { Temporal } from 'temporal-polyfill';

/** A data processing agreement with one recipient; all its dates are calendar days in the controller's zone. */
export type Agreement = {
  signed: string;
  expires?: string | undefined;
  /** ISO 8601: how long before a change of sub-processor it is announced; without it, none can be. */
  subProcessorNotice?: string | undefined;
  ended?: string | undefined;
  reason?: string | undefined;
};

/** Why an agreement ended that the statement said was signed, and does not say so any more. */
export const noLongerStated = 'The statement in force does not state this agreement.';

const statedPrefix = 'statement-';

/** The id of the agreement that a statement says was signed on a day. */
export const statedAgreementId = (signed: string): string => `${statedPrefix}${signed}`;

/** Whether the agreement is one that a statement says, and not one that a privacy officer recorded. */
export const isStated = (agreement: string): boolean => agreement.startsWith(statedPrefix);

/** Ended by a later statement that left it out, which a still later one may mend. */
export const endedByStatement = ({ ended, reason }: Agreement): boolean =>
  ended !== undefined && reason === noLongerStated;

/** Nobody has ended it; it may still have expired by itself. */
export const stillOnPaper = ({ ended }: Agreement): boolean => ended === undefined;

/**
 * Whether data may be handed over under the agreement on a day: from the day it is signed until the last hour of the
 * day it expires (1182/71, Art. 3(2)), and not any more on the day it is ended.
 */
export const isInForce = ({ signed, expires, ended }: Agreement, today: string): boolean =>
  signed <= today && (expires === undefined || today <= expires) && (ended === undefined || today < ended);

/** The id of an agreement in force on a day; the one signed last, where there are several. */
export function agreementInForce(agreements: Readonly<Record<string, Agreement>>, today: string): string | undefined {
  const inForce = Object.entries(agreements).filter(([, agreement]) => isInForce(agreement, today));
  return inForce.sort(([oneId, one], [otherId, other]) =>
    other.signed + otherId < one.signed + oneId ? -1 : 1,
  )[0]?.[0];
}

/** The calendar day of a moment in the controller's zone. */
export const dayOf = (moment: string, zone: string): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString();
