import { randomUUID } from 'node:crypto';
import { computeDue } from '@vitne/contracts/law/due';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { companyGives, hostingInStatement, partnerInStatement, personGives } from './registry-scenarios.ts';
import { type RunningRegistry, startRegistry } from './running-registry.ts';

/** A processor under agreement, for something that stands on contract, on interest and on consent. */
const hosting: Recipient = {
  ...hostingInStatement,
  agreement: { kind: 'data-processing-agreement', signed: '2025-01-01' },
  purposes: ['support', 'newsletter', 'abuse-detection'],
  dataCategories: ['contact', 'behaviour'],
};
/** A partner that data is shared with, and that nobody named as a buyer. */
const sharer: Recipient = { ...partnerInStatement, purposes: ['sharing-with-partners'] };
let registry: RunningRegistry;
beforeAll(async () => {
  registry = await startRegistry();
  await registry.publish(1, [hosting, sharer]);
});
afterAll(() => registry?.stop());

const somebody = () => registry.vault.resolvePerson(registry.tenant, { kind: 'user', value: randomUUID() });
async function asks(person: string, requestType: string): Promise<void> {
  const request = randomUUID();
  const received = registry.clock.now();
  const due = computeDue({ clock: 'gdpr-12-3', received });
  const about = { request, person, requestType };
  await registry.tell(
    { type: 'request.received.v1', facts: { ...about, receivedThrough: 'portal', received, due } },
    request,
  );
  await registry.tell({ type: 'request.accepted.v1', facts: { ...about, identity: 'signed-in' } }, request);
}
const disclosed = async (person: string, purpose: string, dataCategory = 'contact') => {
  const body = { person: { person }, recipient: 'hosting', purpose, dataCategories: [dataCategory] };
  const answer = await registry.call('POST', '/v1/disclosures', { role: 'system', body });
  return [answer.status, (answer.body['facts'] as { reasons?: string[] } | undefined)?.reasons ?? []];
};

describe('what decide would not let be used is not handed over, not even to a processor under agreement', () => {
  it('while the person has nothing against it, it is', async () => {
    expect(await disclosed(await somebody(), 'support')).toEqual([201, []]);
  });

  it('no data of a person whose data is restricted (Art. 18)', async () => {
    const person = await somebody();
    await asks(person, 'restriction');
    expect(await disclosed(person, 'support')).toEqual([409, ['restriction']]);
  });

  it('no data for an interest that the person objected to (Art. 21)', async () => {
    const person = await somebody();
    expect(await disclosed(person, 'abuse-detection', 'behaviour')).toEqual([201, []]);
    await asks(person, 'objection');
    expect(await disclosed(person, 'abuse-detection', 'behaviour')).toEqual([409, ['objection']]);
  });

  it('no data for a purpose that asks for a consent which nobody has given', async () => {
    expect(await disclosed(await somebody(), 'newsletter')).toEqual([409, ['consent-missing']]);
  });

  it('no sale to somebody whom the statement does not sell to, whatever purpose the sale is called by', async () => {
    const person = await somebody();
    const value = '922140251';
    const company = await registry.vault.resolvePerson(registry.tenant, { kind: 'company', value });
    for (const purpose of ['sharing-with-partners', 'sale']) {
      const [own, theirs] = [
        { purpose, company, statementVersion: '2.1' },
        { purpose, statementVersion: '2.1' },
      ];
      await registry.tell({ ...personGives(own), facts: { ...personGives(own).facts, person } }, person);
      await registry.tell({ ...companyGives(theirs), facts: { ...companyGives(theirs).facts, company } }, company);
    }
    const share = { person: { person }, recipient: 'partner', company: { kind: 'company', value } };
    const body = { ...share, purpose: 'sharing-with-partners', dataCategories: ['contact'] };
    const sold = await registry.call('POST', '/v1/disclosures', { role: 'system', body: { ...body, sale: true } });
    expect(sold.status).toBe(409);
    expect(sold.body['facts']).toMatchObject({ reasons: expect.arrayContaining(['recipient-not-for-purpose']) });
    expect((await registry.call('POST', '/v1/disclosures', { role: 'system', body })).status).toBe(201);
  });
});

describe('an attempt that is denied is on record', () => {
  const deniedOf = async (person: string) =>
    (await registry.readEntity('person', person)).filter(({ meta }) => meta.type === 'disclosure.denied.v1');
  const ask = (body: object, key?: string) =>
    registry.call('POST', '/v1/disclosures', { role: 'system', body, ...(key !== undefined && { key }) });
  const toHosting = (person: string, purpose = 'newsletter') => ({
    person: { person },
    recipient: 'hosting',
    purpose,
    dataCategories: ['contact'],
  });

  it('with whom, what, what for and why not, under the statement in force, and up to where everything was counted', async () => {
    const person = await somebody();
    const before = await registry.lastPosition();
    const answer = await ask(toHosting(person));
    expect([answer.status, problemCode(answer)]).toEqual([409, 'use-not-allowed']);
    const [event, ...more] = await deniedOf(person);
    expect(more).toEqual([]);
    expect(event?.meta).toMatchObject({ actor: 'system:po-1', statementVersion: '2.1' });
    expect(event?.facts).toEqual({
      disclosure: expect.any(String),
      person,
      recipient: 'hosting',
      purpose: 'newsletter',
      dataCategories: ['contact'],
      sale: false,
      upTo: before,
      reasons: ['use-not-allowed', 'consent-missing'],
      denied: registry.clock.now(),
    });
  });

  it('once, however often a caller tries the same, with one key or with many', async () => {
    const person = await somebody();
    const key = randomUUID();
    for (const used of [key, key, randomUUID(), undefined])
      expect((await ask(toHosting(person), used)).status).toBe(409);
    expect(await deniedOf(person)).toHaveLength(1);
    await Promise.all(Array.from({ length: 5 }, () => ask(toHosting(person))));
    expect(await deniedOf(person)).toHaveLength(1);
  });

  it('and the same key gets the same answer, also when the person has said yes since; a new one is decided anew', async () => {
    const person = await somebody();
    const key = randomUUID();
    expect((await ask(toHosting(person), key)).status).toBe(409);
    const yes = personGives({ purpose: 'newsletter', statementVersion: '2.1' });
    const { company: _, ...own } = { ...yes.facts, person } as Record<string, unknown>;
    await registry.tell({ ...yes, facts: own }, person);
    const again = await registry.withoutTrace(() => ask(toHosting(person), key));
    expect([again.status, problemCode(again)]).toEqual([409, 'use-not-allowed']);
    expect((await ask(toHosting(person), randomUUID())).status).toBe(201);
  });

  it('not where what is asked for has no name, or nobody knows the person: that leaves no trace', async () => {
    const person = await somebody();
    for (const wrong of [{ recipient: 'nobody' }, { purpose: 'no-such-purpose' }, { dataCategories: ['no-such-data'] }])
      expect((await registry.withoutTrace(() => ask({ ...toHosting(person), ...wrong }))).status).toBeGreaterThan(399);
    const stranger = { ...toHosting(person), person: { kind: 'email', value: 'nobody.knows@example.no' } };
    expect((await registry.withoutTrace(() => ask(stranger))).status).toBe(409);
  });

  it('while what was allowed says up to where everything was counted', async () => {
    const person = await somebody();
    const before = await registry.lastPosition();
    expect((await ask(toHosting(person, 'support'))).status).toBe(201);
    const [event] = await registry.readEntity('person', person);
    expect([event?.meta.type, event?.facts['upTo']]).toEqual(['disclosure.recorded.v2', before]);
  });
});
