import {
  type ConsultationPurpose,
  type Consulted,
  consultationPurposes,
} from '@vitne/contracts/catalogue/consultation-events';
import { figure, type InWords, type Section } from './report.ts';
import type { FoldedPeriod } from './report-fold.ts';

const purposes: Readonly<Record<ConsultationPurpose, InWords>> = {
  'answering-request': { nb: 'for å svare på en henvendelse', en: 'to answer a request' },
  'carrying-out-task': { nb: 'for å utføre en oppgave', en: 'to carry out a task' },
  'handling-incident': { nb: 'for å følge opp en hendelse', en: 'to handle an incident' },
  'keeping-breach-register': { nb: 'for å føre bruddregisteret', en: 'to keep the breach register' },
  'accounting-for-disclosures': { nb: 'for å se utleveringer', en: 'to account for disclosures' },
  'finding-person': { nb: 'for å finne en person', en: 'to find a person' },
  audit: { nb: 'for revisjon', en: 'for an audit' },
};
const roles: Readonly<Record<Consulted['role'], InWords>> = {
  staff: { nb: 'av ansatte', en: 'by staff' },
  'privacy-officer': { nb: 'av personvernansvarlige', en: 'by privacy officers' },
  auditor: { nb: 'av revisorer', en: 'by auditors' },
  system: { nb: 'av systemer', en: 'by systems' },
};

/** How often personal data was opened, why and in which role: reading is processing too (Art. 4(2), 5(2)). */
export function consultationSection({ consultations }: FoldedPeriod): Section {
  const counted = (id: string, { nb, en }: InWords, is: (facts: Consulted) => boolean) =>
    figure(
      id,
      nb,
      en,
      consultations.filter(({ facts }) => is(facts)).map(({ position }) => position),
    );
  const byPurpose = consultationPurposes.map((one) => counted(one, purposes[one], ({ purpose }) => purpose === one));
  const byRole = Object.entries(roles).map(([one, says]) => counted(one, says, ({ role }) => role === one));
  return {
    id: 'consultations',
    says: { nb: 'Innsyn i personopplysninger', en: 'Consultations of personal data' },
    figures: [
      counted('opened', { nb: 'åpnet i alt', en: 'opened in all' }, () => true),
      ...[...byPurpose, ...byRole].filter(({ count }) => count > 0),
    ],
    tables: [],
  };
}
