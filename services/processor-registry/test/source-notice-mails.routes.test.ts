import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningRegistry, startRegistry } from './running-registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-art-14-'));
let keeper: MailKeeper;
let registry: RunningRegistry;
let answers: Record<string, number> = {};
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => answers[recipient] });
  registry = await startRegistry({ mail: smtpMailSender({ url: keeper.url }) });
  await registry.publish(1, []);
});
afterAll(async () => {
  await registry?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody whose address is known, or not, and about whom something is fetched from the register. */
async function fetchedAbout(name: string, contact: object = { email: `${name}@example.org` }): Promise<string> {
  const person = await registry.vault.resolvePerson(registry.tenant, { kind: 'user', value: name });
  const told = { system: 'catacloud-crm', occurred: registry.clock.now(), person };
  await registry.tell({ type: 'profile.created.v1', facts: told, personal: { contact } }, person);
  const register = { organisation: 'Fjell AS', industry: 'Retail' };
  const facts = { ...told, source: 'bronnoysund' };
  await registry.tell({ type: 'register-data.fetched.v1', facts, personal: { register } }, person);
  await registry.settled();
  return person;
}
const noticesOf = async (person: string, status: string) =>
  (await registry.call('GET', `/v1/source-notices?status=${status}&person=${person}`, { role: 'staff' })).body[
    'notices'
  ];

it('C8, Art. 14: a person is told of data from elsewhere by e-mail, with all that the article lists, and it is proved', async () => {
  const person = await fetchedAbout('nora');
  await registry.service.checkTimers();
  await registry.settled();
  expect(keeper.mails().map(({ to }) => to)).toEqual([['nora@example.org']]);
  const mail = await PostalMime.parse(keeper.mails()[0]?.raw as Uint8Array);
  expect(mail.subject).toBe('Catacloud AS har hentet opplysninger som gjelder deg');
  for (const said of [
    'Brønnøysundregistrene',
    'Fakta fra offentlig register',
    'artikkel 6',
    'Datatilsynet',
    'protestere',
  ])
    expect(mail.text).toContain(said);
  expect(mail.text).not.toContain('Fjell AS');
  expect(await noticesOf(person, 'given')).toMatchObject([
    { how: 'email', late: false, attempts: 0, mail: { replyCode: 250, messageId: mail.messageId } },
  ]);
  expect(JSON.stringify(await registry.readEntity('source-notices', person))).not.toContain('example.org');
  await registry.service.checkTimers();
  expect(keeper.mails()).toHaveLength(1);
});

it('who cannot be reached stays in the list of those to be told, with the reason', async () => {
  answers = { 'away@example.org': 550, 'later@example.org': 451 };
  const [away, later, silent] = [
    await fetchedAbout('away'),
    await fetchedAbout('later'),
    await fetchedAbout('silent', { phone: '+47 99 99 99 99' }),
  ];
  await registry.service.checkTimers();
  await registry.settled();
  expect(await noticesOf(away, 'open')).toMatchObject([
    { attempts: 1, failure: { reason: 'refused', replyCode: 550 } },
  ]);
  expect(await noticesOf(silent, 'open')).toMatchObject([{ failure: { reason: 'no-address' } }]);
  expect(await noticesOf(later, 'open')).toMatchObject([
    { failure: { reason: 'deferred' }, nextAttempt: expect.any(String) },
  ]);
  answers = {};
  await registry.comeTo(new Date(Date.parse(registry.clock.now()) + 5 * 60_000).toISOString());
  expect(await noticesOf(later, 'given')).toMatchObject([{ how: 'email', late: false }]);
  const [notice] = (await noticesOf(silent, 'open')) as { notice: string }[];
  const given = await registry.call('POST', `/v1/source-notices/${notice?.notice}/given`, {
    role: 'staff',
    body: { how: 'phone' },
  });
  expect(given.status).toBe(201);
  expect(await noticesOf(silent, 'given')).toMatchObject([{ how: 'phone' }]);
});
