import { rejectionsOfIdentity } from '@vitne/contracts/rejections/of-identity';
import { rejectionsOfIncidents } from '@vitne/contracts/rejections/of-incidents';
import { rejectionsOfRequestIntake } from '@vitne/contracts/rejections/of-request-intake';
import { rejectionsOfSeveralServices } from '@vitne/contracts/rejections/of-several-services';
import { statusesOf } from '@vitne/contracts/rejections/rejection-entry';
import type { PackageRejection } from '../domain/access-package.ts';
import type { AlertRejection } from '../domain/alert.ts';
import type { ControllerRejection } from '../domain/controller-request.ts';
import type { IdentityRejection } from '../domain/identity-check-commands.ts';
import type { IncidentRejection } from '../domain/incident-commands.ts';
import type { CommunicationRejection } from '../domain/incident-communications.ts';
import type { RequestRejection } from '../domain/request-commands.ts';
import type { AnswerRejection } from '../task-answers.ts';

/** How each refusal looks on HTTP and on the bus, by the one table of all codes. */
export const rejectionStatuses = statusesOf({
  ...rejectionsOfSeveralServices,
  ...rejectionsOfRequestIntake,
  ...rejectionsOfIdentity,
  ...rejectionsOfIncidents,
}) satisfies Record<
  | RequestRejection
  | AlertRejection
  | IdentityRejection
  | AnswerRejection
  | PackageRejection
  | IncidentRejection
  | CommunicationRejection
  | ControllerRejection
  | 'no-statement'
  | 'not-in-statement',
  number
>;
