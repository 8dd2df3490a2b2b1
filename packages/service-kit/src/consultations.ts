import type { Consulted } from '@vitne/contracts/catalogue/consultation-events';
import { type Happened, type OnceDecider, recordedOnce } from './recorded-once.ts';

/** Opening the same thing again within these minutes is one consultation: a page that is read again, a client that asks twice. */
export const sameConsultationMinutes = 15;

export type Consult = Happened<Consulted>;

/**
 * What the organisation opened of one person or incident. Who opens the same again within the time counts once.
 * @param type of the service's own context
 */
export const consultationsIn = (type: string): OnceDecider<Consulted> =>
  recordedOnce({
    type,
    minutes: sameConsultationMinutes,
    at: ({ consulted }) => consulted,
    sameness: ({ role, purpose, opened, matter, dataCategories }) => [role, purpose, opened, matter, dataCategories],
  });
