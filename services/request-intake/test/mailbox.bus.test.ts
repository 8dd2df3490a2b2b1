import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailboxWorld, mailboxAddress, mailOf, startMailboxWorld } from './mailbox-world.ts';

let world: MailboxWorld;
beforeAll(async () => {
  world = await startMailboxWorld();
}, 60_000);
afterAll(() => world.stop());

const kept = 'Vitne-until-2026-03-02';

describe('a mail that no person wrote', () => {
  it.each([
    ['an automatic answer', { 'Auto-Submitted': 'auto-replied' }],
    ['what our own programs send', { 'Auto-Submitted': 'auto-generated' }],
    ['an old automatic answer', { Precedence: 'auto_reply' }],
    ['bulk mail', { Precedence: 'bulk' }],
    ['a mailing list', { 'List-Id': '<nytt.example.no>' }],
    ['a report of a mail that did not arrive', { 'Content-Type': 'multipart/report; report-type=delivery-status' }],
    ['a mail daemon', { From: 'MAILER-DAEMON@example.no' }],
    ['an empty return path', { 'Return-Path': '<>' }],
    ['our own address', { From: 'Kaukus <personvern@kaukus.no>' }],
    ['marked spam', { 'X-Spam-Flag': 'YES' }],
    ['nobody', { From: undefined }],
    ['nobody who can be answered', { From: 'undisclosed-recipients:;' }],
    ['an empty mail', { Subject: '' }],
  ])('becomes no request and is set aside: %s', async (_name, headers) => {
    const before = Object.values(await world.folders()).reduce((sum, count) => sum + count, 0);
    expect(
      await world.withoutTrace(() => world.mailed(mailOf(headers, _name === 'an empty mail' ? '' : 'Slett meg'))),
    ).toEqual([]);
    const after = await world.folders();
    expect(after).toMatchObject({ INBOX: 0 });
    expect(Object.values(after).reduce((sum, count) => sum + count, 0)).toBe(before + 1);
  });

  it('is a request where the header says that it is no automatic mail', async () => {
    expect(await world.mailed(mailOf({ 'Auto-Submitted': 'no' }, 'Hei'))).toHaveLength(1);
  });
});

describe('a mail to the privacy mailbox', () => {
  it('is a request whose time runs from when the server received it, and is deleted from the mailbox', async () => {
    const [request, ...others] = await world.mailed(mailOf({}, 'Hei, jeg vil at dere sletter alt om meg.\r\nKari'));
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      requestType: 'erasure',
      typeRead: 'clear',
      receivedThrough: 'email',
      received: '2026-01-31T08:30:00.000Z',
      language: 'nb',
      status: 'received',
    });
    expect(request).not.toHaveProperty('identity');
    const { contact, enquiry } = await world.opened(request?.['request']);
    expect(contact?.fields).toEqual({ name: 'Kari Nordmann', email: 'kari@example.no' });
    expect(enquiry?.fields).toEqual({ text: 'Slett meg\n\nHei, jeg vil at dere sletter alt om meg.\nKari' });
    expect(await world.folders()).toMatchObject({ INBOX: 0 });
  });

  it('names nobody in what stays readable of it', async () => {
    const [request] = await world.mailed(mailOf({ 'Message-ID': '<kari@example.no>' }, 'Hilsen Kari'));
    const events = await world.entity({
      context: 'request-intake',
      entity: 'request',
      id: String(request?.['request']),
    });
    expect(events.length).toBeGreaterThan(0);
    expect(JSON.stringify(events.map(({ sealed: _sealed, ...readable }) => readable))).not.toMatch(/kari|example\.no/i);
  });

  it('is one request, in however many copies it comes', async () => {
    const mail = mailOf({}, 'Slett alt.');
    expect(await world.mailed(mail, mail)).toHaveLength(1);
    expect(await world.mailed(mail)).toHaveLength(0);
    expect(await world.folders()).toMatchObject({ INBOX: 0 });
  });

  it('is another request when the person asks again in the same words', async () => {
    expect(await world.mailed(mailOf({}, 'Slett alt.'), mailOf({}, 'Slett alt.'))).toHaveLength(2);
    const unnamed = mailOf({ 'Message-ID': undefined }, 'Slett alt.');
    expect(await world.mailed(unnamed, unnamed)).toHaveLength(2);
  });

  it('is received when nobody can tell what it asks for, and not carried out before staff have said it', async () => {
    const [request] = await world.mailed(mailOf({ Subject: 'Hei' }, 'Kan noen ringe meg?'));
    expect(request).toMatchObject({ typeRead: 'unclear', status: 'received', dueDate: '2026-03-02' });
    const path = `/v1/requests/${request?.['request'] as string}`;
    const accept = () =>
      world.request('staff', 'POST', `${path}/acceptance`, {
        identity: 'staff-judgement',
        ground: 'called-back',
        note: 'Called the number that we have had for years.',
      });
    expect(await world.withoutTrace(accept)).toMatchObject({ status: 409, body: { type: '/problems/type-unclear' } });
    const settled = await world.request('staff', 'POST', `${path}/classification`, { requestType: 'rectification' });
    expect(settled).toMatchObject({ status: 201, body: { requestType: 'rectification' } });
    expect(await accept()).toMatchObject({ status: 201 });
    const { body } = await world.request('staff', 'GET', path);
    expect(body).toMatchObject({
      requestType: 'rectification',
      classified: { before: 'access' },
      dueDate: '2026-03-02',
    });
    expect(body).not.toHaveProperty('typeRead');
  });

  it('does not bring an attachment along, says so, and leaves it to staff for thirty days', async () => {
    const body = [
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Se vedlegg, og slett meg.',
      '--b',
      'Content-Type: application/pdf; name=pass.pdf',
      'Content-Disposition: attachment; filename=pass.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.alloc(3_000, 'passport').toString('base64'),
      '--b--',
    ].join('\r\n');
    const [request] = await world.mailed(mailOf({ 'Content-Type': 'multipart/mixed; boundary=b' }, body));
    expect(request).toMatchObject({ requestType: 'erasure', leftOut: ['attachments'] });
    expect(await world.folders()).toMatchObject({ INBOX: 0, [kept]: 14 });
    world.clock.advanceTo('2026-03-02T23:00:00.000Z');
    await world.service.lookOutside();
    expect(await world.folders()).toMatchObject({ [kept]: 14 });
    world.clock.advanceTo('2026-03-03T00:00:00.000Z');
    await world.service.lookOutside();
    expect(await world.folders()).not.toHaveProperty([kept]);
  });

  it('never puts a receipt into the future, whatever the clock of the mail server says', async () => {
    await world.keeper.append(mailboxAddress, mailOf({}, 'Fra fremtiden'), new Date('2031-01-01T00:00:00Z'));
    await world.service.lookOutside();
    expect((await world.requests()).find(({ received }) => received === world.clock.now())).toBeDefined();
  });
});

describe('who wrote a mail is asked to prove it', () => {
  let last = '';
  const asksFor = async (name: string, headers: Record<string, string | undefined> = {}, copies = 1) => {
    const mail = mailOf({ From: `${name}@example.no`, ...headers }, 'Hilsen meg');
    const [request, ...others] = await world.mailed(...Array.from({ length: copies }, () => mail));
    expect(others).toEqual([]);
    last = String(request?.['request']);
    const id = String(request?.['person']);
    const events = await world.entity({ context: 'request-intake', entity: 'identity-check', id });
    return events.map(({ meta }) => meta.type);
  };
  const known = (name: string) =>
    world.vault.resolvePerson(world.tenant, { kind: 'email', value: `${name}@example.no` });
  const oneCode = ['identity-check.started.v1', 'identity-check.code-requested.v1'];

  it('at once, and once however many copies come, if the address led to somebody before', async () => {
    await known('kunde');
    expect(await asksFor('kunde', {}, 2)).toEqual(oneCode);
  });

  it('only when staff want it, if nobody was known by that address', async () => {
    expect(await asksFor('fremmed', {}, 2)).toEqual([]);
    expect(await world.request('staff', 'POST', `/v1/requests/${last}/identity-codes`, {})).toMatchObject({
      status: 201,
    });
  });

  it.each([
    ['that answers another, as a machine may', 'svarer', { 'In-Reply-To': '<code@kaukus.example>' }],
    ['of which nobody can tell what it asks for', 'uklar', { Subject: 'Hei' }],
    ['that asks for nothing that needs a proof', 'klager', { Subject: 'Jeg klager' }],
  ])('never for a mail %s', async (_what, name, headers) => {
    await known(name);
    expect(await asksFor(name, headers)).toEqual([]);
  });
});
