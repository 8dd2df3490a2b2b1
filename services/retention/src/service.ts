import type { ServiceDefinition } from '@vitne/service-kit/service';
import { retentionExamples } from './api-examples.ts';
import { retentionIntroduction } from './api-introduction.ts';
import { clientPeopleProjection } from './projections/client-people.ts';
import { disposalsProjection } from './projections/disposals.ts';
import { disposalsDueProjection } from './projections/disposals-due.ts';
import { enquiriesProjection } from './projections/enquiries.ts';
import { erasuresProjection } from './projections/erasures.ts';
import { erasuresToTellProjection } from './projections/erasures-to-tell.ts';
import { keyRotationsProjection } from './projections/key-rotations.ts';
import { legalHoldsProjection } from './projections/legal-holds.ts';
import { personFilesProjection } from './projections/person-files.ts';
import { recordMattersProjection } from './projections/record-matters.ts';
import { recordEndsProjection, recordsProjection } from './projections/records.ts';
import { sealedKeysProjection } from './projections/sealed-keys.ts';
import { completeDisposalsReaction, completeUntold } from './reactions/complete-disposals.ts';
import { dateAnewReaction } from './reactions/date-anew.ts';
import { destroyRecordKeysReaction, endHeldRecordsReaction, endRecords } from './reactions/end-records.ts';
import { eraseOnRequestReaction } from './reactions/erase-on-request.ts';
import { followChoicesReaction } from './reactions/follow-choices.ts';
import { followClientsReaction } from './reactions/follow-clients.ts';
import { followDisclosuresReaction } from './reactions/follow-disclosures.ts';
import { followEnquiriesReaction } from './reactions/follow-enquiries.ts';
import { followOpenDsr } from './reactions/follow-open-dsr.ts';
import { followOptOutsReaction } from './reactions/follow-opt-outs.ts';
import { followUpDisposals } from './reactions/follow-up-disposals.ts';
import { deleteMappingReaction, forgetPeopleReaction } from './reactions/forget-people.ts';
import { keepRecordsReaction } from './reactions/keep-records.ts';
import { offerOrdersReaction } from './reactions/offer-orders.ts';
import { orderDueDisposals } from './reactions/order-due-disposals.ts';
import { publishOrdersReaction } from './reactions/publish-orders.ts';
import { rotateKeys } from './reactions/rotate-keys.ts';
import { confirmDisposal } from './routes/confirm-disposal.ts';
import { liftLegalHold } from './routes/lift-legal-hold.ts';
import { lookUpPerson } from './routes/look-up-person.ts';
import { placeLegalHold } from './routes/place-legal-hold.ts';
import { proveDisposal } from './routes/prove-disposal.ts';
import { readDisposalCalendar } from './routes/read-disposal-calendar.ts';
import { readDisposals } from './routes/read-disposals.ts';
import { readErasure } from './routes/read-erasure.ts';
import { readHoldings } from './routes/read-holdings.ts';
import { readRetentionRules } from './routes/read-retention-rules.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { reportFailure } from './routes/report-failure.ts';
import { userEventsInbox } from './user-events-inbox.ts';

export const retentionService: ServiceDefinition = {
  name: 'retention',
  title: 'Vitne retention',
  description: retentionIntroduction,
  examples: retentionExamples,
  projections: [
    personFilesProjection,
    clientPeopleProjection,
    disposalsDueProjection,
    disposalsProjection,
    legalHoldsProjection,
    sealedKeysProjection,
    keyRotationsProjection,
    erasuresProjection,
    enquiriesProjection,
    recordMattersProjection,
    recordsProjection,
    recordEndsProjection,
    erasuresToTellProjection,
  ],
  rejections: rejectionStatuses,
  reactions: (context) => [
    dateAnewReaction(context),
    followClientsReaction(context),
    followChoicesReaction(context),
    followDisclosuresReaction(context),
    followOptOutsReaction(context),
    followEnquiriesReaction(context),
    offerOrdersReaction(context),
    publishOrdersReaction(context),
    followOpenDsr(context),
    completeDisposalsReaction(context),
    eraseOnRequestReaction(context),
    keepRecordsReaction(context),
    endHeldRecordsReaction(context),
    destroyRecordKeysReaction(context),
    forgetPeopleReaction(context),
    deleteMappingReaction(context),
  ],
  timers: (context, tenant) => [
    orderDueDisposals(context, tenant),
    followUpDisposals(context, tenant),
    endRecords(context, tenant),
    completeUntold(context, tenant),
    rotateKeys(context, tenant),
  ],
  inbox: userEventsInbox,
  routes(app, context) {
    confirmDisposal(app, context);
    reportFailure(app, context);
    placeLegalHold(app, context);
    liftLegalHold(app, context);
    readHoldings(app, context);
    readErasure(app, context);
    readDisposals(app, context);
    proveDisposal(app, context);
    readDisposalCalendar(app, context);
    readRetentionRules(app, context);
    lookUpPerson(app, context);
  },
};
