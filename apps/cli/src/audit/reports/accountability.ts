import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { eventsInNorwegian } from '@vitne/contracts/catalogue/events-in-norwegian';
import { contexts } from '@vitne/contracts/channels';
import { consultationSection } from './consultations.ts';
import { figure, type Section } from './report.ts';
import type { FoldedPeriod } from './report-fold.ts';
import { requestSection } from './requests.ts';

const names: Readonly<Record<string, { nb: string; en: string }>> = {
  consent: { nb: 'Erklæring, samtykker og avgjørelser', en: 'Statement, consents and decisions' },
  'request-intake': { nb: 'Henvendelser, hendelser og brudd', en: 'Requests, incidents and breaches' },
  retention: { nb: 'Oppbevaring og sletting', en: 'Keeping and disposal' },
  'processor-registry': { nb: 'Behandlinger, mottakere og utleveringer', en: 'Processing, recipients and disclosures' },
};

/** That the principles are complied with, and can be shown to be (Art. 5(2)): everything that happened, counted by what it was. */
export function accountabilitySections(period: FoldedPeriod): Section[] {
  const known = [
    ...new Set([...contexts, ...[...period.byType.keys()].flatMap((type) => definitionOf(type)?.context ?? [])]),
  ];
  return [
    { ...requestSection(period), tables: [] },
    consultationSection(period),
    ...known.map((context) => ({
      id: context,
      says: names[context] ?? { nb: context, en: context },
      tables: [],
      figures: [...period.byType]
        .filter(([type]) => definitionOf(type)?.context === context)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([type, positions]) => {
          const en = definitionOf(type)?.says ?? type;
          return figure(type, eventsInNorwegian[type] ?? en, en, positions);
        }),
    })),
  ];
}
