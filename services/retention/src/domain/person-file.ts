import type { Decider } from '@vitne/contracts/decider';
import {
  type CompleteDisposal,
  type ConfirmDisposal,
  completeDisposal,
  confirmDisposal,
  type DisposalRejection,
} from './carry-out-disposals.ts';
import { type DateAnew, dateAnew } from './date-anew.ts';
import { type EndEnquiry, endEnquiry } from './end-enquiry.ts';
import { type EraseHeldBack, eraseHeldBack } from './erase-held-back.ts';
import { type EraseOnRequest, eraseOnRequest } from './erase-on-request.ts';
import { type ForgetPerson, forgetPerson } from './forget-person.ts';
import {
  type LegalHoldRejection,
  type LiftLegalHold,
  liftLegalHold,
  type PlaceLegalHold,
  placeLegalHold,
} from './legal-holds.ts';
import { type OrderDue, orderDue } from './order-disposals.ts';
import {
  type FollowUpDisposal,
  type FollowUpRejection,
  followUpDisposal,
  type ReportFailure,
  reportFailure,
} from './order-follow-up.ts';
import { type PassOrderOn, passOrderOn } from './pass-orders-on.ts';
import { emptyFile, evolveFile, type PersonEvent, type PersonFile, type RecordedPersonEvent } from './person-state.ts';
import {
  type FollowClients,
  followClients,
  type RecordUserEvent,
  recordUserEvent,
  type ScheduleHoldings,
  scheduleHoldings,
  type UserEventRejection,
} from './record-user-event.ts';
import { type OweTelling, oweTelling } from './tell-of-erasure.ts';

export type PersonCommand =
  | RecordUserEvent
  | ScheduleHoldings
  | FollowClients
  | DateAnew
  | OrderDue
  | EraseOnRequest
  | EraseHeldBack
  | ConfirmDisposal
  | OweTelling
  | CompleteDisposal
  | FollowUpDisposal
  | ReportFailure
  | PassOrderOn
  | ForgetPerson
  | EndEnquiry
  | PlaceLegalHold
  | LiftLegalHold;

export type PersonRejection = UserEventRejection | DisposalRejection | FollowUpRejection | LegalHoldRejection;

/** What is held of one person, until when and why, and its disposal (Art. 5(1)(e), 17). */
export const personFile: Decider<PersonFile, PersonCommand, PersonEvent, RecordedPersonEvent, PersonRejection> = {
  initial: emptyFile,
  evolve: evolveFile,
  decide(command, file) {
    switch (command.command) {
      case 'record-user-event':
        return recordUserEvent(file, command);
      case 'schedule-holdings':
        return scheduleHoldings(file, command);
      case 'follow-clients':
        return followClients(file, command);
      case 'date-anew':
        return dateAnew(file, command);
      case 'order-due':
        return orderDue(file, command);
      case 'erase-on-request':
        return eraseOnRequest(file, command);
      case 'erase-held-back':
        return eraseHeldBack(file, command);
      case 'confirm-disposal':
        return confirmDisposal(file, command);
      case 'owe-telling':
        return oweTelling(file, command);
      case 'complete-disposal':
        return completeDisposal(file, command);
      case 'follow-up-disposal':
        return followUpDisposal(file, command);
      case 'report-failure':
        return reportFailure(file, command);
      case 'pass-order-on':
        return passOrderOn(file, command);
      case 'end-enquiry':
        return endEnquiry(file, command);
      case 'forget-person':
        return forgetPerson(file, command);
      case 'place-legal-hold':
        return placeLegalHold(file, command);
      case 'lift-legal-hold':
        return liftLegalHold(file, command);
    }
  },
};
