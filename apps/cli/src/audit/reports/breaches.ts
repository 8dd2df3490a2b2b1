import { countedIn, plain, type Section } from './report.ts';
import { type FoldedPeriod, isWithin } from './report-fold.ts';

/** The register of breaches (Art. 33(5)): every one that was known in the period, notified or not. */
export function breachSection(period: FoldedPeriod): Section {
  const breaches = period.of.incidents.filter(
    ({ doc }) => doc.isBreach && (doc.closed === undefined || Date.parse(doc.closed) >= Date.parse(period.from)),
  );
  const counted = countedIn(breaches);
  const risk = ({ doc }: (typeof breaches)[number]) => doc.assessments.at(-1)?.risk;
  return {
    id: 'breaches',
    says: { nb: 'Brudd på personopplysningssikkerheten', en: 'Breaches of the security of personal data' },
    figures: [
      counted('aware', 'kjent i perioden', 'known in the period', ({ doc }) => isWithin(period, doc.awareness?.aware)),
      counted('notified', 'meldt til tilsynet', 'notified to the authority', ({ doc }) => doc.notices.length > 0),
      counted('late', 'meldt etter 72 timer', 'notified after the 72 hours', ({ doc }) =>
        doc.notices.some(({ late }) => late),
      ),
      counted(
        'waived',
        'ikke meldt, fordi risiko er usannsynlig',
        'not notified, as a risk is unlikely',
        ({ doc }) => doc.waived !== undefined,
      ),
      counted('high', 'med høy risiko', 'with a high risk', (one) => risk(one) === 'high'),
      counted('open', 'åpne ved periodens slutt', 'open at the end of the period', ({ doc }) => doc.status === 'open'),
    ],
    tables: [
      {
        id: 'register',
        says: {
          nb: 'Registeret, uten det som er skrevet under forsegling',
          en: 'The register, without what is written under seal',
        },
        columns: [
          { nb: 'Brudd', en: 'Breach' },
          { nb: 'Mistanke', en: 'Suspected' },
          { nb: 'Oppdaget', en: 'Detected' },
          { nb: 'Kjent', en: 'Aware' },
          { nb: 'Frist', en: 'Due' },
          { nb: 'Meldt', en: 'Notified' },
          { nb: 'Opplysninger', en: 'Data' },
          { nb: 'Risiko', en: 'Risk' },
          { nb: 'Status', en: 'Status' },
        ],
        rows: breaches.map(({ key, doc, positions }) => ({
          cells: [
            plain(key.slice(0, 12)),
            minute(doc.suspected),
            minute(doc.detected?.detected),
            minute(doc.awareness?.aware),
            minute(doc.awareness?.due?.due),
            doc.waived === undefined ? minute(doc.notices[0]?.notified) : { nb: 'ikke nødvendig', en: 'not needed' },
            plain(doc.assessments.at(-1)?.dataCategories.join(', ') ?? '–'),
            plain(doc.assessments.at(-1)?.risk ?? '–'),
            plain(doc.status),
          ],
          positions,
        })),
      },
    ],
  };
}

const minute = (moment: string | undefined) =>
  plain(moment === undefined ? '–' : moment.slice(0, 16).replace('T', ' '));
