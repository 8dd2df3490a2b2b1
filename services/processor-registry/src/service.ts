import type { ServiceDefinition } from '@vitne/service-kit/service';
import { disclosuresProjection } from './projections/disclosures.ts';
import { processingActivitiesProjection } from './projections/processing-activities.ts';
import { recipientsProjection } from './projections/recipients.ts';
import { followStatement } from './reactions/follow-statement.ts';
import { endAgreement } from './routes/end-agreement.ts';
import { listDisclosures } from './routes/list-disclosures.ts';
import { listProcessingActivities } from './routes/list-processing-activities.ts';
import { listRecipients } from './routes/list-recipients.ts';
import { recordDisclosure } from './routes/record-disclosure.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { signAgreement } from './routes/sign-agreement.ts';

export const processorRegistryService: ServiceDefinition = {
  name: 'processor-registry',
  title: 'Vitne processor registry',
  description: 'Who is given personal data, under which agreement, and every disclosure with its ground.',
  rejections: rejectionStatuses,
  projections: [recipientsProjection, processingActivitiesProjection, disclosuresProjection],
  reactions: (context) => [followStatement(context)],
  timers: () => [],
  routes(app, context) {
    signAgreement(app, context);
    endAgreement(app, context);
    recordDisclosure(app, context);
    listRecipients(app, context);
    listProcessingActivities(app, context);
    listDisclosures(app, context);
  },
};
