import { rejectionsOfConsent } from './of-consent.ts';
import { rejectionsOfIdentity } from './of-identity.ts';
import { rejectionsOfIncidents } from './of-incidents.ts';
import { rejectionsOfProcessorRegistry } from './of-processor-registry.ts';
import { rejectionsOfRequestIntake } from './of-request-intake.ts';
import { rejectionsOfRetention } from './of-retention.ts';
import { rejectionsOfSeveralServices } from './of-several-services.ts';
import type { RejectionEntry } from './rejection-entry.ts';

/** Every code that a service can say no with, so that each has one status and one title, whoever answers it. */
export const rejectionTable: ReadonlyMap<string, RejectionEntry> = new Map<string, RejectionEntry>(
  [
    rejectionsOfSeveralServices,
    rejectionsOfConsent,
    rejectionsOfRequestIntake,
    rejectionsOfIdentity,
    rejectionsOfIncidents,
    rejectionsOfRetention,
    rejectionsOfProcessorRegistry,
  ].flatMap((entries) => Object.entries(entries)),
);
