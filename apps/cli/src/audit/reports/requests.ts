import type { RequestDocument } from '@vitne/request-intake/projections/requests';
import { countedIn, plain, type Section } from './report.ts';
import { type FoldedPeriod, type Grown, isWithin } from './report-fold.ts';

/** When the request was answered, in full or in part, or taken back. */
const answered = ({ fulfilled, partlyFulfilled, refused, withdrawn }: RequestDocument): string | undefined =>
  fulfilled?.at ?? partlyFulfilled?.at ?? refused?.at ?? withdrawn;

const isLate = ({ doc }: Grown<RequestDocument>, to: string): boolean =>
  Date.parse(answered(doc) ?? to) > Date.parse(doc.due.due);

/** What people asked for and when it was answered (Art. 12(3)): those that were open at any moment of the period. */
export function requestSection(period: FoldedPeriod): Section {
  const concerned = period.of.requests.filter(({ doc }) => {
    const end = answered(doc);
    return end === undefined || Date.parse(end) >= Date.parse(period.from);
  });
  const counted = countedIn(concerned);
  const inPeriod = ({ doc }: Grown<RequestDocument>): boolean => isWithin(period, answered(doc));
  return {
    id: 'requests',
    says: { nb: 'Henvendelser fra personer', en: 'Requests of people' },
    figures: [
      counted('received', 'mottatt i perioden', 'received in the period', ({ doc }) => isWithin(period, doc.received)),
      counted('in-time', 'besvart i tide', 'answered in time', (one) => inPeriod(one) && !isLate(one, period.to)),
      counted('late', 'besvart for sent', 'answered late', (one) => inPeriod(one) && isLate(one, period.to)),
      counted('refused', 'avslått', 'refused', ({ doc }) => isWithin(period, doc.refused?.at)),
      counted('extended', 'med forlenget frist', 'with an extended time', ({ doc }) =>
        isWithin(period, doc.extension?.told),
      ),
      counted('open', 'ubesvart ved periodens slutt', 'open at the end of the period', ({ doc }) => doc.open),
      counted(
        'overdue',
        'ubesvart og over fristen',
        'open and overdue',
        (one) => one.doc.open && isLate(one, period.to),
      ),
    ],
    tables: [
      {
        id: 'each-request',
        says: { nb: 'Hver henvendelse som var åpen i perioden', en: 'Each request that was open in the period' },
        columns: [
          { nb: 'Henvendelse', en: 'Request' },
          { nb: 'Gjelder', en: 'Asks for' },
          { nb: 'Mottatt', en: 'Received' },
          { nb: 'Frist', en: 'Due' },
          { nb: 'Besvart', en: 'Answered' },
          { nb: 'Status', en: 'Status' },
          { nb: 'I tide', en: 'In time' },
        ],
        rows: concerned.map((one) => ({
          cells: [
            plain(one.key.slice(0, 12)),
            plain(one.doc.requestType),
            plain(one.doc.received.slice(0, 10)),
            plain(one.doc.due.dueDate),
            plain(answered(one.doc)?.slice(0, 10) ?? '–'),
            plain(one.doc.status),
            isLate(one, period.to) ? { nb: 'nei', en: 'no' } : { nb: 'ja', en: 'yes' },
          ],
          positions: one.positions,
        })),
      },
    ],
  };
}
