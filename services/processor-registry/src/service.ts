import { addresseesProjection } from '@vitne/service-kit/addressees';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import type { ServiceDefinition } from '@vitne/service-kit/service';
import { registryExamples } from './api-examples.ts';
import { processorRegistryIntroduction } from './api-introduction.ts';
import { disclosuresProjection } from './projections/disclosures.ts';
import { processingActivitiesProjection } from './projections/processing-activities.ts';
import { recipientNotificationsProjection } from './projections/recipient-notifications.ts';
import { recipientsProjection } from './projections/recipients.ts';
import { sourceNoticesProjection } from './projections/source-notices.ts';
import { subProcessorChangesProjection } from './projections/sub-processor-changes.ts';
import { followStatement } from './reactions/follow-statement.ts';
import { letSubProcessorsTakeEffect } from './reactions/let-sub-processors-take-effect.ts';
import { oweSourceNotices } from './reactions/owe-source-notices.ts';
import { requireRecipientsTold } from './reactions/require-recipients-told.ts';
import { sendSourceNotices } from './reactions/send-source-notices.ts';
import { takeOnSubProcessor } from './reactions/take-on-sub-processor.ts';
import { acceptSubProcessor } from './routes/accept-sub-processor.ts';
import { acknowledgeNotification } from './routes/acknowledge-notification.ts';
import { announceSubProcessor } from './routes/announce-sub-processor.ts';
import { endAgreement } from './routes/end-agreement.ts';
import { findNotificationImpossible } from './routes/find-notification-impossible.ts';
import { giveSourceNotice } from './routes/give-source-notice.ts';
import { listDisclosures } from './routes/list-disclosures.ts';
import { listProcessingActivities } from './routes/list-processing-activities.ts';
import { listRecipientNotifications } from './routes/list-recipient-notifications.ts';
import { listRecipients } from './routes/list-recipients.ts';
import { listSourceNotices } from './routes/list-source-notices.ts';
import { listSubProcessorChanges } from './routes/list-sub-processor-changes.ts';
import { namePartner } from './routes/name-partner.ts';
import { objectToSubProcessor } from './routes/object-to-sub-processor.ts';
import { printRecordOfProcessing } from './routes/print-record-of-processing.ts';
import { recordDisclosure } from './routes/record-disclosure.ts';
import { recordLedgerExport } from './routes/record-ledger-export.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { signAgreement } from './routes/sign-agreement.ts';
import { tellRecipient } from './routes/tell-recipient.ts';
import { withdrawRecipient } from './routes/withdraw-recipient.ts';

export const processorRegistryService: ServiceDefinition = {
  name: 'processor-registry',
  title: 'Vitne processor registry',
  description: processorRegistryIntroduction,
  examples: registryExamples,
  rejections: rejectionStatuses,
  projections: [
    recipientsProjection,
    processingActivitiesProjection,
    disclosuresProjection,
    subProcessorChangesProjection,
    sourceNoticesProjection,
    recipientNotificationsProjection,
    addresseesProjection,
    decisionFactsProjection,
  ],
  reactions: (context) => [
    followStatement(context),
    takeOnSubProcessor(context),
    oweSourceNotices(context),
    requireRecipientsTold(context),
  ],
  timers: (context, tenant) => [letSubProcessorsTakeEffect(context, tenant), sendSourceNotices(context, tenant)],
  routes(app, context) {
    namePartner(app, context);
    withdrawRecipient(app, context);
    signAgreement(app, context);
    endAgreement(app, context);
    announceSubProcessor(app, context);
    objectToSubProcessor(app, context);
    acceptSubProcessor(app, context);
    recordDisclosure(app, context);
    recordLedgerExport(app, context);
    giveSourceNotice(app, context);
    tellRecipient(app, context);
    acknowledgeNotification(app, context);
    findNotificationImpossible(app, context);
    listRecipients(app, context);
    listSubProcessorChanges(app, context);
    listProcessingActivities(app, context);
    printRecordOfProcessing(app, context);
    listDisclosures(app, context);
    listSourceNotices(app, context);
    listRecipientNotifications(app, context);
  },
};
