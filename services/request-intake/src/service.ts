import { addresseesProjection } from '@vitne/service-kit/addressees';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import type { ServiceDefinition } from '@vitne/service-kit/service';
import { requestExamples } from './api-examples.ts';
import { requestIntakeIntroduction } from './api-introduction.ts';
import { incidentExamples } from './incident-examples.ts';
import { mailboxDoor } from './mailbox/mailbox-door.ts';
import { callBack } from './open-dsr/call-back.ts';
import { openDsrRoutes } from './open-dsr/open-dsr-routes.ts';
import { callProcessors } from './processors/call-processors.ts';
import { processorCallbacks } from './processors/processor-callbacks.ts';
import { processorCertificates } from './processors/processor-certificates.ts';
import { alertsProjection } from './projections/alerts.ts';
import { controllerRequestsProjection } from './projections/controller-requests.ts';
import { identityChecksProjection } from './projections/identity-checks.ts';
import { incidentCommunicationsProjection } from './projections/incident-communications.ts';
import { incidentsProjection } from './projections/incidents.ts';
import { lateOrdersProjection } from './projections/late-orders.ts';
import { packagesProjection } from './projections/packages.ts';
import { processorRequestsProjection } from './projections/processor-requests.ts';
import { waitingMessagesProjection } from './projections/request-messages.ts';
import { requestsProjection } from './projections/requests.ts';
import { tasksProjection } from './projections/tasks.ts';
import { acceptProvedReaction } from './reactions/accept-proved.ts';
import { assemblePackages } from './reactions/assemble-packages.ts';
import { disposeOfErased, disposeOfPackages } from './reactions/dispose-of-packages.ts';
import { expireIdentityCodes } from './reactions/expire-identity-codes.ts';
import { followFirst } from './reactions/follow-first.ts';
import { failUnansweredTasks, settleProcessorRequests } from './reactions/follow-processors.ts';
import { fulfilErased } from './reactions/fulfil-erased.ts';
import { fulfilWithdrawn } from './reactions/fulfil-withdrawn.ts';
import { giveTasks } from './reactions/give-tasks.ts';
import { fulfilByPackage, issuePackageLinks } from './reactions/hand-out-packages.ts';
import { liftRestrictions } from './reactions/lift-restrictions.ts';
import { lookAfterLinks } from './reactions/look-after-links.ts';
import { lookAfterTasks } from './reactions/look-after-tasks.ts';
import { mailPackages, remindOfPackages } from './reactions/mail-packages.ts';
import { orderTasks } from './reactions/order-tasks.ts';
import { passDisposalsOn } from './reactions/pass-on-to-processors.ts';
import { passTimeOfRequests } from './reactions/pass-time.ts';
import { raiseAlerts } from './reactions/raise-alerts.ts';
import { referErased } from './reactions/refer-erased.ts';
import { refuseWithheld } from './reactions/refuse-withheld.ts';
import { remindOfNotices } from './reactions/remind-of-notices.ts';
import { sendAlerts } from './reactions/send-alerts.ts';
import { sendIdentityCodes } from './reactions/send-identity-codes.ts';
import { sendMessages } from './reactions/send-messages.ts';
import { oweBreachCommunications, tellOfBreaches } from './reactions/tell-of-breaches.ts';
import { tellOfErasures } from './reactions/tell-of-erasures.ts';
import { withdrawTasks, withdrawTasksOfItems } from './reactions/withdraw-tasks.ts';
import { requestInbox } from './request-inbox.ts';
import { acceptRequest } from './routes/accept-request.ts';
import { acknowledgeAlert } from './routes/acknowledge-alert.ts';
import { acknowledgeRequest } from './routes/acknowledge-request.ts';
import { answerItems } from './routes/answer-items.ts';
import { answerTask } from './routes/answer-task.ts';
import { askPerson } from './routes/ask-person.ts';
import { assignRequest } from './routes/assign-request.ts';
import { breachRegister } from './routes/breach-register.ts';
import { chargeFeeForRequest } from './routes/charge-fee.ts';
import { classifyRequest } from './routes/classify-request.ts';
import { consultPerson } from './routes/consult-person.ts';
import { controllerRequests } from './routes/controller-requests.ts';
import { extendRequest } from './routes/extend-request.ts';
import { fulfilRequest } from './routes/fulfil-request.ts';
import { identityPages } from './routes/identity-pages.ts';
import { incidentCommunicationRoutes } from './routes/incident-communications.ts';
import { judgeIncidents } from './routes/judge-incidents.ts';
import { liftRestriction } from './routes/lift-restriction.ts';
import { listAlerts } from './routes/list-alerts.ts';
import { listRequests } from './routes/list-requests.ts';
import { notifyOfBreaches } from './routes/notify-of-breaches.ts';
import { packagePages } from './routes/package-pages.ts';
import { packageRoutes } from './routes/packages.ts';
import { proveAnswer } from './routes/prove-answer.ts';
import { proveIdentity } from './routes/prove-identity.ts';
import { readIncidents } from './routes/read-incidents.ts';
import { readProcessorRequests } from './routes/read-processor-requests.ts';
import { readRequest } from './routes/read-request.ts';
import { readTasks } from './routes/read-tasks.ts';
import { receivePublicRequest } from './routes/receive-public-request.ts';
import { receiveRequests } from './routes/receive-requests.ts';
import { recordDuplicates } from './routes/record-duplicates.ts';
import { refuseRequest } from './routes/refuse-request.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { reportIncidents } from './routes/report-incidents.ts';
import { reportPages } from './routes/report-pages.ts';
import { signInPages } from './routes/sign-in-pages.ts';
import { takeAsEnquiry } from './routes/take-as-enquiry.ts';
import { tellPerson } from './routes/tell-person.ts';
import { withdrawRequest } from './routes/withdraw-request.ts';

/** Public keys of processors, which every tenant's calls can share: they are known by the fingerprints in the statements. */
const certificates = processorCertificates();

export const requestIntakeService: ServiceDefinition = {
  name: 'request-intake',
  title: 'Vitne request intake',
  description: requestIntakeIntroduction,
  examples: (inForce) => ({ ...requestExamples(), ...incidentExamples(inForce) }),
  projections: [
    requestsProjection,
    controllerRequestsProjection,
    processorRequestsProjection,
    waitingMessagesProjection,
    alertsProjection,
    lateOrdersProjection,
    tasksProjection,
    incidentsProjection,
    incidentCommunicationsProjection,
    identityChecksProjection,
    addresseesProjection,
    packagesProjection,
    decisionFactsProjection,
  ],
  rejections: rejectionStatuses,
  reactions: (context) => [
    tellOfErasures(context),
    fulfilErased(context),
    referErased(context),
    refuseWithheld(context),
    fulfilWithdrawn(context),
    raiseAlerts(context),
    giveTasks(context),
    orderTasks(context),
    passDisposalsOn(context),
    failUnansweredTasks(context),
    settleProcessorRequests(context),
    followFirst(context),
    withdrawTasks(context),
    withdrawTasksOfItems(context),
    liftRestrictions(context),
    assemblePackages(context),
    issuePackageLinks(context),
    fulfilByPackage(context),
    disposeOfErased(context),
    oweBreachCommunications(context),
    acceptProvedReaction(context),
  ],
  timers: (context, tenant) => [
    callBack(context, tenant),
    callProcessors(context, tenant, certificates),
    passTimeOfRequests(context, tenant),
    sendMessages(context, tenant),
    sendAlerts(context, tenant),
    lookAfterTasks(context, tenant),
    lookAfterLinks(context, tenant),
    mailPackages(context, tenant),
    remindOfPackages(context, tenant),
    disposeOfPackages(context, tenant),
    remindOfNotices(context, tenant),
    tellOfBreaches(context, tenant),
    sendIdentityCodes(context, tenant),
    expireIdentityCodes(context, tenant),
  ],
  inbox: requestInbox,
  doors(context, tenant, isActive) {
    const address = context.mailboxes?.get(tenant);
    return address ? [mailboxDoor(context, tenant, address, isActive)] : [];
  },
  routes(app, context) {
    receiveRequests(app, context);
    receivePublicRequest(app, context);
    acknowledgeRequest(app, context);
    assignRequest(app, context);
    classifyRequest(app, context);
    takeAsEnquiry(app, context);
    acceptRequest(app, context);
    proveIdentity(app, context);
    identityPages(app, context);
    signInPages(app, context);
    extendRequest(app, context);
    fulfilRequest(app, context);
    refuseRequest(app, context);
    recordDuplicates(app, context);
    answerItems(app, context);
    askPerson(app, context);
    chargeFeeForRequest(app, context);
    liftRestriction(app, context);
    tellPerson(app, context);
    withdrawRequest(app, context);
    listRequests(app, context);
    readRequest(app, context);
    proveAnswer(app, context);
    openDsrRoutes(app, context);
    processorCallbacks(app, context, certificates);
    readProcessorRequests(app, context);
    controllerRequests(app, context);
    listAlerts(app, context);
    acknowledgeAlert(app, context);
    readTasks(app, context);
    answerTask(app, context);
    packageRoutes(app, context);
    packagePages(app, context);
    reportIncidents(app, context);
    judgeIncidents(app, context);
    notifyOfBreaches(app, context);
    incidentCommunicationRoutes(app, context);
    readIncidents(app, context);
    consultPerson(app, context);
    breachRegister(app, context);
    reportPages(app, context);
  },
};
