import { addresseesProjection } from '@vitne/service-kit/addressees';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import type { ServiceDefinition } from '@vitne/service-kit/service';
import { consentExamples } from './api-examples.ts';
import { consentIntroduction } from './api-introduction.ts';
import { consentEventsInbox } from './consent-events-inbox.ts';
import { announcementDeliveriesProjection, announcementsProjection } from './projections/announcements.ts';
import { companyConsentsProjection } from './projections/company-consents.ts';
import { consentExpiriesProjection, consentsProjection, runningConsentsProjection } from './projections/consents.ts';
import { softOptInsProjection } from './projections/soft-opt-ins.ts';
import { announceChanges, oweAnnouncements } from './reactions/announce-changes.ts';
import { deliverAnnouncements } from './reactions/deliver-announcements.ts';
import { endSoftOptIns } from './reactions/end-soft-opt-ins.ts';
import { expireConsents } from './reactions/expire-consents.ts';
import { finishMerges } from './reactions/finish-merges.ts';
import { invalidateConsents } from './reactions/invalidate-consents.ts';
import { leaveUntold } from './reactions/leave-untold.ts';
import { withdrawAskedBack } from './reactions/withdraw-asked-back.ts';
import { withdrawWhatIsOptedOut } from './reactions/withdraw-opted-out.ts';
import { announcementRoutes } from './routes/announcements.ts';
import { askQuestions } from './routes/ask-questions.ts';
import { checkStatementRoute } from './routes/check-statement.ts';
import { companyConsents } from './routes/company-consents.ts';
import { cookieConsents } from './routes/cookie-consents.ts';
import { decideRoute } from './routes/decide.ts';
import { dpvStatementRoute } from './routes/dpv-statement.ts';
import { fideslangRoutes } from './routes/fideslang.ts';
import { listReceipts } from './routes/list-receipts.ts';
import { mergePeople } from './routes/merge-people.ts';
import { proveReceipt } from './routes/prove-receipt.ts';
import { publicAnnouncements } from './routes/public-announcements.ts';
import { publishStatement } from './routes/publish-statement.ts';
import { readConsents } from './routes/read-consents.ts';
import { readReceipt } from './routes/read-receipt.ts';
import { readStatements } from './routes/read-statements.ts';
import { recordConsents } from './routes/record-consents.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { revokeConsents } from './routes/revoke-consents.ts';
import { softOptInRoutes } from './routes/soft-opt-ins.ts';
import { statementPages } from './routes/statement-pages.ts';

export const consentService: ServiceDefinition = {
  name: 'consent',
  title: 'Vitne consent',
  description: consentIntroduction,
  examples: consentExamples,
  projections: [
    consentsProjection,
    consentExpiriesProjection,
    runningConsentsProjection,
    softOptInsProjection,
    companyConsentsProjection,
    decisionFactsProjection,
    addresseesProjection,
    announcementsProjection,
    announcementDeliveriesProjection,
  ],
  rejections: rejectionStatuses,
  reactions: (context) => [
    invalidateConsents(context),
    finishMerges(context),
    endSoftOptIns(context),
    withdrawWhatIsOptedOut(context),
    withdrawAskedBack(context),
    announceChanges(context),
    oweAnnouncements(context),
  ],
  timers: (context, tenant) => [
    expireConsents(context, tenant),
    deliverAnnouncements(context, tenant),
    leaveUntold(context, tenant),
  ],
  inbox: consentEventsInbox,
  routes(app, context) {
    publishStatement(app, context);
    checkStatementRoute(app);
    dpvStatementRoute(app, context);
    fideslangRoutes(app, context);
    readStatements(app, context);
    statementPages(app, context);
    announcementRoutes(app, context);
    publicAnnouncements(app, context);
    recordConsents(app, context);
    cookieConsents(app, context);
    askQuestions(app, context);
    revokeConsents(app, context);
    mergePeople(app, context);
    softOptInRoutes(app, context);
    companyConsents(app, context);
    readConsents(app, context);
    readReceipt(app, context);
    proveReceipt(app, context);
    listReceipts(app, context);
    decideRoute(app, context);
  },
};
