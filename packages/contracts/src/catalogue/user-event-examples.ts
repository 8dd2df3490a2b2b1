import { noticeOf } from '../statement/notice.ts';
import type { Statement } from '../statement/schema.ts';

/** A CloudEvent in JSON form, without a time: it has happened when it comes in. */
export type ExampleEvent = { specversion: '1.0'; id: string; source: string; type: string; data: object };

const person = { kind: 'email', value: 'someone@example.org' } as const;
const visitor = { kind: 'cookie', value: 'visitor-0123456789abcdef' } as const;
const client = { kind: 'company', value: '910 000 004' } as const;
const contact = { email: person.value };
const language = 'nb';

/** What a system tells, of which data categories, and for which purposes the statement has to keep them. */
type Template = { type: string; dataCategories: readonly string[]; purposes?: readonly string[]; data: object };

const templates: readonly Template[] = [
  {
    type: 'enquiry.received',
    dataCategories: ['identity', 'contact', 'enquiry'],
    purposes: ['answer-enquiries', 'support'],
    data: { person: [person], identity: { name: 'Some One' }, contact, enquiry: { message: 'Hello' } },
  },
  {
    type: 'enquiry.answered',
    dataCategories: ['enquiry'],
    purposes: ['answer-enquiries', 'support'],
    data: { person: [person] },
  },
  {
    type: 'newsletter.signed-up',
    dataCategories: ['contact'],
    purposes: ['newsletter'],
    data: { person: [person], contact },
  },
  { type: 'newsletter.opted-out', dataCategories: ['contact'], purposes: ['newsletter'], data: { person: [person] } },
  {
    type: 'course.signed-up',
    dataCategories: ['identity', 'contact'],
    purposes: ['course-invitations'],
    data: { person: [person], identity: { name: 'Some One' }, contact, reference: 'course-7/31' },
  },
  {
    type: 'technical-log.written',
    dataCategories: ['technical-log'],
    data: { person: [visitor], log: { maskedIp: '192.0.2.0', line: 'GET / 200' } },
  },
  { type: 'client.created', dataCategories: [], data: { client } },
  { type: 'module.added', dataCategories: [], data: { client, module: 'invoicing' } },
  { type: 'subscription.started', dataCategories: [], data: { client } },
];

/** Events that are accepted under a statement as they stand, by systems that it names. */
export async function userEventExamples(statement: Statement): Promise<ExampleEvent[]> {
  const told = templates.flatMap(({ type, data, ...of }) => {
    const source = systemFor(statement, of);
    return source === undefined ? [] : [{ type, source, data }];
  });
  const source = statement.systems[0]?.id ?? 'site';
  const request = { person, requestType: 'access', receivedThrough: 'system', text: 'Which data do you have?' };
  const incident = { kind: 'abuse', receivedThrough: 'system', text: 'Many failed sign-ins from one address.' };
  return [
    ...told,
    ...(await consentEvents(statement, source)),
    { type: 'request.received', source, data: request },
    { type: 'incident.reported', source, data: incident },
  ].map((event) => ({ specversion: '1.0', id: `example-${event.type.replace('.', '-')}`, ...event }));
}

/** A system that a retention rule lets hold the data for such a purpose; anyone where none is sent. */
function systemFor(
  { systems, retention }: Statement,
  { dataCategories, purposes }: Omit<Template, 'type' | 'data'>,
): string | undefined {
  if (dataCategories.length === 0) return systems[0]?.id;
  const rules = retention.filter(
    (rule) =>
      dataCategories.every((category) => rule.dataCategories.includes(category)) &&
      (purposes === undefined || rule.purposes?.some((purpose) => purposes.includes(purpose))),
  );
  const mayHold = (id: string) =>
    dataCategories.every((category) => systems.find((system) => system.id === id)?.holds.includes(category));
  return rules.flatMap((rule) => rule.systems).find(mayHold);
}

async function consentEvents(statement: Statement, source: string) {
  const asked = statement.purposes.find(
    ({ consent, cookieCategory }) => consent?.level === 'person' && !cookieCategory,
  );
  const hashed = asked && (await noticeOf(statement, asked.id, language));
  if (!hashed) return [];
  const { purpose, statementVersion } = hashed.notice;
  const surface = 'web-form';
  const shown = { noticeHash: hashed.hash, language, surface, method: 'ticked-box' };
  return [
    { type: 'consent.given', source, data: { person, purpose, statementVersion, shown } },
    { type: 'consent.withdrawn', source, data: { person, purpose, surface } },
  ];
}
