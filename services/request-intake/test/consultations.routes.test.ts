import type { Consulted } from '@vitne/contracts/catalogue/consultation-events';
import type { Role } from '@vitne/service-kit/caller';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { judgement, type RunningIntake, startIntake } from './running-intake.ts';

let intake: RunningIntake;
beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

const email = 'kari.nordmann@example.no';

async function received(requestType = 'rectification'): Promise<{ request: string; person: string }> {
  const body = {
    person: { kind: 'email', value: email },
    contact: { email, name: 'Kari Nordmann' },
    requestType,
    text: 'Etternavnet mitt er Nordmann-Berg.',
    receivedThrough: 'email',
  };
  const answer = await intake.call('POST', '/v1/requests', { role: 'staff', body });
  await intake.settled();
  return answer.body as { request: string; person: string };
}
async function incident(): Promise<string> {
  const post = async (path: string, body: object) => {
    const answer = await intake.call('POST', path, { role: 'staff', body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body as { incident: string };
  };
  const { incident: id } = await post('/v1/incidents', {
    kind: 'breach',
    text: 'Kari Nordmanns konto ble lest.',
    receivedThrough: 'phone',
    contact: { name: 'Kari Nordmann', email },
  });
  await post(`/v1/incidents/${id}/detection`, { by: 'report', findings: 'Loggen viser det.' });
  await post(`/v1/incidents/${id}/awareness`, { reasoning: 'Data ble lest utenfra.' });
  await intake.settled();
  return id;
}
type Consultation = { by: string } & Consulted;
const consultations = async (owner: string): Promise<Consultation[]> =>
  (await intake.entity({ context: 'request-intake', entity: 'consultations', id: owner })).map(({ meta, facts }) => ({
    by: meta.actor,
    ...(facts as Consulted),
  }));
const read = (path: string, role: Role = 'staff', as = 'ola') => intake.call('GET', path, { role, as });

describe('who opens what a person wrote is on record', () => {
  it('of a request for staff; an auditor is shown facts, and opens nothing', async () => {
    const { request, person } = await received();
    await intake.withoutTrace(() => read(`/v1/requests/${request}`, 'auditor'));
    await intake.withoutTrace(() => read('/v1/requests'));
    expect((await read(`/v1/requests/${request}`)).body['personal']).toMatchObject({ contact: { fields: { email } } });
    expect(await consultations(person)).toEqual([
      {
        by: 'staff:ola',
        owner: person,
        role: 'staff',
        purpose: 'answering-request',
        opened: 'request',
        matter: request,
        dataCategories: ['answer-address', 'contact', 'enquiry'],
        consulted: intake.clock.now(),
      },
    ]);
  });

  it('of a task for the system that carries it out; where it collects data, the words stay closed', async () => {
    const { request, person } = await received('access');
    await intake.call('POST', `/v1/requests/${request}/acceptance`, { role: 'staff', body: judgement });
    const task = await vi.waitFor(
      async () => {
        const { body } = await read(`/v1/tasks?request=${request}`);
        const [one] = body['tasks'] as { task: string; system: string }[];
        if (!one) throw new Error('No system was asked yet.');
        return one;
      },
      { timeout: 15_000 },
    );
    const before = (await consultations(person)).length;
    expect((await read(`/v1/tasks/${task.task}`, 'system', task.system)).body['asked']).toMatchObject({
      contact: { email },
    });
    expect((await consultations(person)).slice(before)).toMatchObject([
      { by: `system:${task.system}`, role: 'system', purpose: 'carrying-out-task', dataCategories: ['contact'] },
    ]);
  });

  it('of an incident: the reporter’s words for staff alone, its record for whoever reads it', async () => {
    const id = await incident();
    const { body } = await read(`/v1/incidents/${id}`);
    expect(JSON.stringify(body)).toContain('Nordmanns konto');
    const reporter = String(body['reporter']);
    expect(await consultations(id)).toMatchObject([
      { by: 'staff:ola', purpose: 'handling-incident', matter: id, dataCategories: ['incident-record'] },
    ]);
    const about = (await consultations(reporter)).filter(({ matter }) => matter === id);
    expect(about).toMatchObject([{ by: 'staff:ola', opened: 'incident' }]);
    await read(`/v1/incidents/${id}`, 'auditor', 'revisor');
    expect((await consultations(id)).at(-1)).toMatchObject({ role: 'auditor', purpose: 'audit', opened: 'incident' });
    expect((await consultations(reporter)).filter(({ matter }) => matter === id)).toEqual(about);
  });

  it('of the breach register, once for each breach that it shows, on paper too', async () => {
    const id = await incident();
    await read('/v1/breach-register', 'staff', 'eva');
    const page = await read('/v1/breach-register/page?language=nb', 'staff', 'eva');
    expect(String(page.body['page']).includes('Data ble lest utenfra.')).toBe(true);
    expect(await consultations(id)).toMatchObject([
      { by: 'staff:eva', purpose: 'keeping-breach-register', opened: 'breach-register' },
    ]);
  });

  it('of everything that is sealed of a person, for a privacy officer who says why; of others beside it nothing', async () => {
    const { request, person } = await received();
    const [first] = await intake.readRequest(request);
    const place = { context: 'request-intake', entity: 'request', id: request, position: first?.position };
    const body = { purpose: 'audit', matter: request, events: [place] };
    const path = `/v1/people/${person}/consultations`;
    const { status, body: shown } = await intake.call('POST', path, { role: 'privacy-officer', as: 'liv', body });
    expect(status).toBe(200);
    expect(shown['parts']).toMatchObject([
      { position: first?.position, part: 'contact', dataCategory: 'contact', fields: { email } },
      { part: 'enquiry', fields: { text: 'Etternavnet mitt er Nordmann-Berg.' } },
    ]);
    expect((await consultations(person)).at(-1)).toMatchObject({
      by: 'staff:liv',
      role: 'privacy-officer',
      purpose: 'audit',
      opened: 'record',
      matter: request,
      dataCategories: ['contact', 'enquiry'],
    });
    await intake.withoutTrace(async () => {
      const ofOthers = '/v1/people/q7w2m4k8r1t5y9u3i6o0/consultations';
      const none = await intake.call('POST', ofOthers, { role: 'privacy-officer', body });
      expect(none.body['parts']).toEqual([]);
      const elsewhere = { ...body, events: [{ ...place, position: 1 }] };
      expect((await intake.call('POST', path, { role: 'privacy-officer', body: elsewhere })).status).toBe(404);
      for (const role of ['staff', 'auditor', 'system'] as const)
        expect((await intake.call('POST', path, { role, body })).status).toBe(403);
    });
  });

  it('who may not read leaves no trace, and neither does what is not there', async () => {
    const { request } = await received();
    await intake.withoutTrace(async () => {
      expect((await read(`/v1/requests/${request}`, 'system')).status).toBe(403);
      expect((await intake.call('GET', `/v1/requests/${request}`)).status).toBe(401);
      const elsewhere = await intake.call('GET', `/v1/requests/${request}`, { role: 'staff', of: intake.other });
      expect(elsewhere.status).toBe(404);
      expect((await read('/v1/requests/not-there')).status).toBe(404);
    });
  });
});
