import { type Context, contexts } from '@vitne/contracts/channels';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform } from '../running-platform.ts';

type Role = 'staff' | 'system' | 'privacy-officer';
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: string | number;
  examples?: Record<string, { value: string | number }>;
};
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
};
type Description = {
  info: { description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: { bearer: { description: string } } };
};
type Page = { at: string; described: Description };
type Answer = { status: number; type: string; body: Record<string, unknown>; text: string };

const tenants = ['catacloud', 'kaukus'];
let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running?.stop());

async function pageOf(name: Context | 'gateway'): Promise<Page> {
  const path = name === 'gateway' ? '/openapi.json' : `/services/${name}/openapi.json`;
  const at = running.platform.address.gateway + path;
  return { at, described: (await (await fetch(at)).json()) as Description };
}

function operationOf({ described }: Page, method: string, path: string): Operation {
  const operation = described.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not described.`);
  return operation;
}

/** The bodies that the page offers for a tenant, by name. */
function bodiesOf(operation: Operation, tenant: string): [name: string, body: unknown][] {
  const { example, examples = {} } = operation.requestBody?.content['application/json'] ?? {};
  const own = Object.entries(examples).filter(([name]) => name === tenant || name.startsWith(`${tenant}.`));
  return [
    ...(example === undefined ? [] : [['example', example] as [string, unknown]]),
    ...own.map(([name, { value }]) => [name, value] as [string, unknown]),
  ];
}

const tokens = new Map<string, Promise<string>>();
function tokenOf(tenant: string, role: Role): Promise<string> {
  const name = `${tenant}/${role}`;
  const token = tokens.get(name) ?? running.platform.token({ tenant, role, subject: `${role}-1` });
  tokens.set(name, token);
  return token;
}

type Filled = { filled?: Record<string, string>; body?: unknown; role?: Role };

/** Calls an operation as a page does that is filled in with its examples, and with what earlier calls answered. */
async function call(
  page: Page,
  [method, path]: [method: string, path: string],
  tenant: string,
  { filled = {}, body, role = 'staff' }: Filled = {},
): Promise<Answer> {
  const parameters = operationOf(page, method, path).parameters ?? [];
  const valueOf = ({ name, example, examples }: Parameter) =>
    filled[name] ?? (name === 'tenant' ? tenant : (examples?.[tenant]?.value ?? example));
  let place = path.slice(1);
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (value === undefined) continue;
    if (parameter.in === 'query') query.set(parameter.name, String(value));
    place = place.replace(`{${parameter.name}}`, encodeURIComponent(String(value)));
  }
  const base = new URL(page.described.servers[0]?.url as string, page.at);
  const response = await fetch(new URL(`${place}?${query.toString()}`, base), {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(tenant, role)}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  return { status: response.status, type, text, body: type.includes('json') ? JSON.parse(text) : {} };
}

test.each(tenants)('with nothing but the page a consent of %s is given, seen, proved and withdrawn', async (tenant) => {
  const page = await pageOf('consent');
  expect(page.described.components.securitySchemes.bearer.description).toContain('npm run --silent vitne -- token');
  const example = (path: string) =>
    bodiesOf(operationOf(page, 'POST', path), tenant)[0]?.[1] as Record<string, unknown>;

  const notice = await call(page, ['GET', '/v1/public/{tenant}/notices/{purpose}'], tenant);
  const given = await call(page, ['POST', '/v1/consents'], tenant, { body: example('/v1/consents') });
  expect([notice.status, given.status], given.text).toEqual([200, 201]);
  expect(notice.body['hash']).toBe((example('/v1/consents')['shown'] as { noticeHash: string }).noticeHash);
  const { person, position } = given.body as { person: string; position: number };

  const seeing: [string, string] = ['GET', '/v1/people/{person}/consents'];
  const seen = await call(page, seeing, tenant, { filled: { person, after: String(position) } });
  const [act] = seen.body['history'] as { status: string; eventId: string }[];
  expect([seen.status, act?.status]).toEqual([200, 'given']);

  const proving: [string, string] = ['GET', '/v1/people/{person}/consents/{eventId}/receipt'];
  const filled = { person, eventId: act?.eventId as string };
  const promised = Object.keys(operationOf(page, ...proving).responses['200']?.content ?? {});
  for (const [format, type] of [
    ['jsonld', 'application/ld+json'],
    ['kantara', 'application/json'],
    ['html', 'text/html'],
  ] as const) {
    const proof = await call(page, proving, tenant, { filled: { ...filled, format } });
    expect([proof.status, proof.type.split(';')[0]]).toEqual([200, type]);
    expect(promised).toContain(type);
  }

  const body = example('/v1/consents/withdrawals');
  const withdrawn = await call(page, ['POST', '/v1/consents/withdrawals'], tenant, { body });
  expect(withdrawn.status, withdrawn.text).toBe(201);
  const after = String(withdrawn.body['position']);
  const then = await call(page, seeing, tenant, { filled: { person, after } });
  expect(then.body['choices']).toMatchObject({ [body['purpose'] as string]: { status: 'withdrawn' } });
});

/** Stands where the page asks for an id that an earlier call answers with: well-formed, and nobody's. */
const strangers: Record<string, string> = {
  person: 'a'.repeat(24),
  announcement: '1-1',
  request: 'nobody-asked',
  task: 'nobody-gave',
  package: 'nobody-made',
  disposal: 'nobody-ordered',
  hold: 'nobody-holds',
  notice: 'nobody-owes',
  notification: 'nobody-tells',
  incident: 'a'.repeat(32),
  communication: '1',
  system: 'nobody-speaks',
};

/** Examples that an operation answers with a no, since what they are about has not happened. */
const refused = ['/v1/statements', '/v1/consents/revocations'];
/** Taken only with the signature of a controller that the organisation processes data for, which no page can make. */
const ofAController = '/opendsr/{tenant}/v2/requests';
const ofAnAgreement = /^\/v1\/(disclosures|recipients\/\{recipient\}\/sub-processor-changes)/;

test.each(['gateway', ...contexts] as const)('what the page of %s prefills is taken as it stands', async (name) => {
  const page = await pageOf(name);
  expect(page.described.info.description).toContain('### The way of');
  const unexpected: unknown[] = [];
  for (const [path, item] of Object.entries(page.described.paths)) {
    const operation = item['post'];
    // Nobody else on this platform could go on in a time that is put forward by years.
    if (!operation?.requestBody || path === '/v1/clock') continue;
    const offered = tenants.flatMap((tenant) => bodiesOf(operation, tenant).map(([, body]) => ({ tenant, body })));
    if (offered.length === 0) unexpected.push([path, 'has no example']);
    for (const { tenant, body } of offered) {
      const answer = await call(page, ['POST', path], tenant, { body, filled: strangers, role: 'privacy-officer' });
      const isOfAStranger = Object.keys(strangers).some((id) => path.includes(`{${id}}`));
      const mayBeRefused = isOfAStranger || refused.includes(path) || ofAnAgreement.test(path);
      const isTaken =
        path === ofAController
          ? answer.status === 403
          : mayBeRefused
            ? [200, 201, 404, 409, 422].includes(answer.status)
            : answer.status < 300;
      if (!isTaken) unexpected.push([path, tenant, answer.status, answer.text]);
    }
  }
  expect(unexpected).toEqual([]);
});

test.each(['gateway', ...contexts] as const)('the page of %s says what every parameter is', async (name) => {
  const unsaid: string[] = [];
  for (const [path, item] of Object.entries((await pageOf(name)).described.paths)) {
    for (const [method, { parameters = [] }] of Object.entries(item)) {
      for (const { name: parameter, required, ...said } of parameters) {
        if (required && !said.description && said.example === undefined && !said.examples)
          unsaid.push(`${method} ${path} ${parameter}`);
      }
    }
  }
  expect(unsaid).toEqual([]);
});

test('every type of user event is named where events are sent, with examples of what each tenant’s systems tell', async () => {
  const page = await pageOf('gateway');
  const schema = JSON.stringify(operationOf(page, 'POST', '/v1/events').requestBody);
  for (const type of ['enquiry.received', 'disposal.confirmed', 'consent.given', 'request.received', 'client.closed']) {
    expect(page.described.info.description).toContain(`\`${type}\``);
    expect(schema).toContain(`"${type}"`);
  }
  for (const tenant of tenants)
    expect(bodiesOf(operationOf(page, 'POST', '/v1/events'), tenant).length).toBeGreaterThan(5);
});
