import { altered, hasType, type Line, linesOf, without } from './altered-ledger.ts';

/** One forgery: the tenant whose ledger is altered, how, and the rule that has to name it. */
export type Forgery = {
  does: string;
  /** The first message that can be forged so; undefined where the seed has none. */
  find(lines: readonly Line[]): Line | undefined;
  forge(ledger: string, found: Line): string;
  broken: string;
};

const dayMs = 86_400_000;
const facts = ({ data }: Line) => data.facts;
const time = ({ headers }: Line) => Date.parse(headers['ce-time'] ?? '');
/** Of whichever version. */
const isDisclosure = (line: Line): boolean =>
  ['disclosure.recorded.v1', 'disclosure.recorded.v2'].some((type) => hasType(type)(line));
const firstOf = (type: string) => (lines: readonly Line[]) => lines.find(hasType(type));
const changed =
  (change: (facts: Record<string, unknown>) => void) =>
  (ledger: string, { sequence }: Line) =>
    altered(ledger, sequence, ({ data }) => change(data.facts));

const before = (ledger: string, { sequence }: Line, inserted: Omit<Line, 'sequence'>): string => {
  const lines = linesOf(ledger);
  const all = [...lines.slice(0, sequence - 1), { ...inserted, sequence: 0 }, ...lines.slice(sequence - 1)];
  return all.map((line, index) => JSON.stringify({ ...line, sequence: index + 1 })).join('\n');
};
/** A message that the forger writes, just before another one, of the same person. */
const told = (at: Line, subject: string, type: string, said: Record<string, unknown>): Omit<Line, 'sequence'> => ({
  subject,
  headers: { ...at.headers, 'ce-id': `forged-${type}`, 'ce-type': type },
  data: { facts: said, sealed: [] },
});

export const forgeries: readonly Forgery[] = [
  {
    does: 'the 72 hours are counted as 96',
    find: (lines) => lines.find((line) => hasType('incident.awareness-established.v1')(line) && facts(line)['due']),
    forge: changed((said) => {
      const due = said['due'] as { due: string };
      due.due = new Date(Date.parse(due.due) + dayMs).toISOString();
    }),
    broken: 'breach-due-wrong',
  },
  {
    does: 'nothing says that a breach was not notified in time',
    find: firstOf('incident.notice-overdue.v1'),
    forge: (ledger) => without(ledger, hasType('incident.notice-overdue.v1')),
    broken: 'breach-missed-without-overdue',
  },
  {
    does: 'a late notice is called punctual',
    find: (lines) =>
      lines.find((line) => hasType('incident.authority-notified.v1')(line) && facts(line)['late'] === true),
    forge: changed((said) => {
      said['late'] = false;
    }),
    broken: 'breach-lateness-wrong',
  },
  {
    does: 'a breach is closed, and the authority never heard of it',
    find: (lines) =>
      lines.find(
        (line) =>
          hasType('incident.closed.v1')(line) &&
          facts(line)['outcome'] === 'breach' &&
          lines.some(
            (other) =>
              hasType('incident.authority-notified.v1')(other) && facts(other)['incident'] === facts(line)['incident'],
          ),
      ),
    forge: (ledger, found) =>
      without(
        ledger,
        (line) =>
          hasType('incident.authority-notified.v1')(line) && facts(line)['incident'] === facts(found)['incident'],
      ),
    broken: 'breach-closed-unnotified',
  },
  {
    does: 'nothing says that a system was late with its task',
    find: firstOf('task.overdue.v1'),
    forge: (ledger) => without(ledger, hasType('task.overdue.v1')),
    broken: 'task-missed-without-overdue',
  },
  {
    does: 'a system is called late before it is',
    find: firstOf('task.overdue.v1'),
    forge: (ledger, { sequence, data }) =>
      altered(ledger, sequence, (line) => {
        line.headers['ce-time'] = new Date(Date.parse(String(data.facts['due'])) - 60_000).toISOString();
      }),
    broken: 'task-overdue-too-early',
  },
  {
    does: 'a link works for a month',
    find: firstOf('package.link-issued.v1'),
    forge: changed((said) => {
      said['expires'] = new Date(Date.parse(String(said['issued'])) + 31 * dayMs).toISOString();
    }),
    broken: 'link-lives-too-long',
  },
  {
    does: 'a package is taken away after its link had ended',
    find: firstOf('package.downloaded.v1'),
    forge: (ledger, found) =>
      altered(ledger, found.sequence, (line) => {
        line.headers['ce-time'] = new Date(time(found) + 15 * dayMs).toISOString();
      }),
    broken: 'opened-after-link-ended',
  },
  {
    does: 'a package is opened by a link that another one had replaced',
    find: firstOf('package.downloaded.v1'),
    forge: changed((said) => {
      said['link'] = Number(said['link']) + 7;
    }),
    broken: 'opened-by-old-link',
  },
  {
    does: 'a link is used more often than it may be',
    find: firstOf('package.downloaded.v1'),
    forge: changed((said) => {
      said['use'] = 11;
    }),
    broken: 'opened-too-often',
  },
  {
    does: 'packages are never deleted',
    find: firstOf('package.disposed.v1'),
    forge: (ledger) => without(ledger, hasType('package.disposed.v1')),
    broken: 'package-kept-too-long',
  },
  {
    does: 'data is handed out while its use is restricted',
    find: (lines) => lines.find(isDisclosure),
    forge: (ledger, found) => {
      const { person } = facts(found);
      const subject = found.subject.replace(/processor-registry\.person\..*$/, 'request-intake.request.forged');
      const asked = { request: 'forged', person, requestType: 'restriction' };
      const due = { due: '2099-01-01T00:00:00Z' };
      const accepted = before(ledger, found, told(found, subject, 'request.accepted.v2', asked));
      return before(
        accepted,
        found,
        told(found, subject, 'request.received.v1', { ...asked, received: found.headers['ce-time'], due }),
      );
    },
    broken: 'disclosed-while-restricted',
  },
  {
    does: 'data is handed out although the person had objected',
    find: (lines) => lines.find((line) => isDisclosure(line) && facts(line)['purpose'] === 'answer-enquiries'),
    forge: (ledger, found) => {
      const { person } = facts(found);
      const subject = found.subject.replace(/processor-registry\.person\..*$/, 'request-intake.request.forged');
      const said = { request: 'forged', person, requestType: 'objection', received: found.headers['ce-time'] };
      return before(
        ledger,
        found,
        told(found, subject, 'request.received.v1', { ...said, due: { due: '2099-01-01T00:00:00Z' } }),
      );
    },
    broken: 'disclosed-despite-objection',
  },
  {
    does: 'data is handed out that was ordered away',
    find: (lines) => lines.find(isDisclosure),
    forge: (ledger, found) => {
      const { person, dataCategories } = facts(found);
      const subject = found.subject.replace('processor-registry', 'retention');
      const systems = ['kaukus-site', 'kaukus-mail', 'moteadm'];
      const ordered = { disposal: 'forged', person, holdings: [], dataCategories, systems, action: 'erase' };
      return before(
        ledger,
        found,
        told(found, subject, 'disposal.ordered.v1', { ...ordered, reason: 'erasure-request' }),
      );
    },
    broken: 'disclosed-after-disposal',
  },
  {
    does: 'data is handed out that only a legal hold keeps',
    find: (lines) => lines.find(isDisclosure),
    forge: (ledger, found) => {
      const { person, dataCategories } = facts(found);
      const subject = found.subject.replace('processor-registry', 'retention');
      const late = new Date(time(found) + 40 * 365 * dayMs).toISOString();
      const held = before(
        ledger,
        found,
        told(found, subject, 'legal-hold.placed.v1', { hold: 'forged', person, dataCategories }),
      );
      return altered(held, found.sequence + 1, (line) => {
        line.headers['ce-time'] = late;
      });
    },
    broken: 'disclosed-while-held',
  },
  {
    does: 'somebody who was forgotten is known again',
    find: (lines) => lines.find((line) => facts(line)['occurred'] !== undefined && facts(line)['person'] !== undefined),
    forge: (ledger, found) => {
      const { person } = facts(found);
      const said = { person, because: 'nothing-kept', forgotten: found.headers['ce-time'] };
      return before(ledger, found, told(found, found.subject, 'person.forgotten.v1', said));
    },
    broken: 'known-after-forgotten',
  },
];
