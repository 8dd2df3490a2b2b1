import type { ApiExamples } from '@vitne/service-kit/api-examples';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';

const text = 'Somebody tries many passwords on my account.';
const inWords = (nb: string, en: string) => ({ nb, en });

/** One example for each operation on incidents, with parts that the statement in force has. */
export function incidentExamples({ statement }: PublishedStatement): ApiExamples {
  const activity = statement.activities.find(({ role }) => role === 'controller') ?? statement.activities[0];
  const dataCategories = activity?.dataCategories.slice(0, 1) ?? [];
  const at = '/v1/incidents/{incident}';
  return {
    'POST /v1/incidents': {
      body: { kind: 'breach', text: 'A backup could be read by others.', receivedThrough: 'phone' },
    },
    'POST /v1/public/{tenant}/incidents': { body: { kind: 'abuse', text, contact: { email: 'someone@example.org' } } },
    'GET /v1/incidents': { parameters: { status: 'open' } },
    [`POST ${at}/detection`]: { body: { by: 'report', findings: 'The log shows it.' } },
    [`POST ${at}/awareness`]: {
      body: { activities: activity ? [activity.id] : [], reasoning: 'The log shows that data was read from outside.' },
    },
    [`POST ${at}/assessments`]: {
      body: {
        nature: ['confidentiality'],
        dataCategories,
        populations: activity?.populations.slice(0, 1) ?? [],
        people: 12,
        risk: 'high',
        description: 'One account was used by somebody else.',
        consequences: 'Somebody can write to these people in our name.',
        measures: 'The account is closed, and passwords are asked for anew.',
        reasoning: 'Names and addresses together are enough for fraud.',
      },
    },
    [`POST ${at}/authority-notices`]: { body: { moreFollows: true, reference: '26/00123' } },
    [`POST ${at}/authority-notice-waiver`]: { body: { reasoning: 'What was read was encrypted.' } },
    [`POST ${at}/controllers-told`]: {
      body: { controller: { kind: 'company', value: '910 000 004' }, how: 'phone' },
    },
    [`POST ${at}/communications`]: {
      body: {
        selection: { dataCategories },
        message: {
          nature: inWords('En konto ble brukt av en annen.', 'An account was used by somebody else.'),
          consequences: inWords('Noen kan skrive til deg i vårt navn.', 'Somebody may write to you in our name.'),
          measures: inWords('Kontoen er stengt.', 'The account is closed.'),
        },
      },
    },
    [`POST ${at}/communications/{communication}/deliveries`]: {
      body: { person: { kind: 'email', value: 'someone@example.org' }, how: 'phone' },
    },
    [`POST ${at}/communication-exemption`]: {
      body: { ground: '34(3)(a)', reasoning: 'The data is encrypted, and the key is safe.' },
    },
    [`POST ${at}/closure`]: { body: { outcome: 'no-breach', lessons: 'Sign-ins are limited from now on.' } },
    [`POST ${at}/reopening`]: { body: { newFacts: 'A second account was used.' } },
  };
}
