import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { type MailboxWorld, mailboxAddress, mailOf, startMailboxWorld } from './mailbox-world.ts';

let world: MailboxWorld;
let proxy: CuttingProxy;
beforeAll(async () => {
  world = await startMailboxWorld({
    through: async (port) => {
      proxy = await startCuttingProxy(port);
      return proxy.port;
    },
  });
}, 60_000);
afterAll(async () => {
  await world.stop();
  await proxy.stop();
});

const ready = async () =>
  (await world.request('nobody', 'GET', '/ready')) as { status: number; body: { notices?: string[] } };

describe('a mailbox that fails', () => {
  it('gives one request of a mail whose connection broke between the recording and the deletion', async () => {
    proxy.cutAt(/UID STORE|EXPUNGE|UID MOVE/);
    expect(await world.mailed(mailOf({}, 'Slett alt.'))).toHaveLength(1);
    expect(await world.folders()).toMatchObject({ INBOX: 1 });
    proxy.cutAt(undefined);
    expect(await world.mailed()).toHaveLength(0);
    expect(await world.folders()).toMatchObject({ INBOX: 0 });
  });

  it('is told by /ready and stops nothing, and loses nothing of what came meanwhile', async () => {
    await world.keeper.append(mailboxAddress, mailOf({}, 'Slett alt.'), new Date('2026-01-31T08:30:00Z'));
    await world.keeper.kill();
    expect(await world.service.lookOutside()).toBe(0);
    expect(await ready()).toMatchObject({
      status: 200,
      body: { notices: [expect.stringContaining('does not answer')] },
    });
    const body = { person: { kind: 'phone', value: '40000000' }, requestType: 'access', receivedThrough: 'phone' };
    expect(await world.request('staff', 'POST', '/v1/requests', body)).toMatchObject({ status: 201 });
    await world.keeper.restart();
    expect(await world.service.lookOutside()).toBe(1);
    expect((await ready()).body).toEqual({ ready: true });
  }, 40_000);

  it('keeps what it holds while no statement is published', async () => {
    const bare = await startMailboxWorld({ published: false });
    try {
      await bare.keeper.append(mailboxAddress, mailOf({}, 'Slett alt.'), new Date());
      expect(await bare.withoutTrace(() => bare.service.lookOutside())).toBe(0);
      expect(await bare.folders()).toMatchObject({ INBOX: 1 });
      const { body } = await bare.request('nobody', 'GET', '/ready');
      expect(String(body['notices'])).toContain('no-statement');
    } finally {
      await bare.stop();
    }
  }, 40_000);
});

describe('a mail that is made to break its reader', () => {
  const multipart = (depth: number): string =>
    depth === 0
      ? 'Content-Type: text/plain\r\n\r\nSlett meg\r\n'
      : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${multipart(depth - 1)}\r\n--b${depth}--\r\n`;

  it.each([
    ['three megabytes of text', mailOf({}, 'Slett meg! '.repeat(300_000)), ['rest-of-text']],
    [
      'a hundred parts in each other',
      `${mailOf({ 'Content-Type': undefined }).trimEnd()}\r\n${multipart(100)}`,
      undefined,
    ],
    ['a boundary that is not there', mailOf({ 'Content-Type': 'multipart/mixed' }, 'x'), undefined],
    [
      'an encoding that nobody knows',
      mailOf({ 'Content-Type': 'text/plain; charset=klingon' }, 'Slett meg'),
      undefined,
    ],
    ['base64 that is none', mailOf({ 'Content-Transfer-Encoding': 'base64' }, '%%%%'), undefined],
    ['a header of half a megabyte', mailOf({ 'X-Long': 'x'.repeat(500_000) }, 'Slett meg'), undefined],
    ['two thousand addresses', mailOf({ To: 'a@example.no, '.repeat(2_000) }, 'Slett meg'), undefined],
    ['markup in ten thousand levels', mailOf({ 'Content-Type': 'text/html' }, '<div>'.repeat(10_000)), undefined],
    ['zeros', Buffer.from(mailOf({}, 'Slett\0meg\0'), 'latin1'), undefined],
  ])('is still a request: %s', async (_name, raw, leftOut) => {
    const received = await world.mailed(raw);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ requestType: 'erasure', ...(leftOut && { leftOut }) });
    expect(await world.folders()).toMatchObject({ INBOX: 0 });
  });

  it.each([
    [
      'markup alone',
      mailOf(
        { 'Content-Type': 'text/html; charset=utf-8' },
        '<style>p{}</style><p>Ikke<b>noe</b> <a href="https://x.example">her</a></p><script>alert(1)</script>',
      ),
      'Ikkenoe her',
    ],
    [
      'Latin letters of before Unicode',
      Buffer.from(mailOf({ 'Content-Type': 'text/plain; charset=iso-8859-1' }, 'Blåbær'), 'latin1'),
      'Blåbær',
    ],
    [
      'an encoding for seven bits',
      mailOf({ 'Content-Transfer-Encoding': 'quoted-printable' }, 'Bl=C3=A5b=C3=A6r'),
      'Blåbær',
    ],
    ['a letter that turns the line around', mailOf({}, 'a\u202eb'), 'ab'],
  ])('is read as a person would read it: %s', async (_name, raw, text) => {
    const [request] = await world.mailed(raw);
    const { enquiry } = await world.opened(request?.['request']);
    expect(enquiry?.fields['text']).toBe(`Slett meg\n\n${text}`);
  });

  it('cannot slip a header or a second sender into what is kept', async () => {
    const [request] = await world.mailed(
      mailOf({ From: '"Kari\\r\\nBcc: all" <kari@example.no>, other@example.no' }, 'Hei'),
    );
    const { contact } = await world.opened(request?.['request']);
    expect(contact?.fields['email']).toBe('kari@example.no');
    expect(contact?.fields['name']).not.toMatch(/[\r\n]/);
  });
});

describe('a mail of somebody who was erased', () => {
  it('is a request of somebody whom nobody knows yet', async () => {
    const from = { From: 'Per <per@example.no>' };
    const [first] = await world.mailed(mailOf(from));
    await world.vault.forgetPerson(world.tenant, String(first?.['person']));
    await world.vault.shred({ tenant: world.tenant, person: String(first?.['person']) });
    const [second] = await world.mailed(mailOf(from, 'Har dere slettet alt?'));
    expect(second?.['person']).not.toBe(first?.['person']);
    expect(await world.opened(first?.['request'])).toMatchObject({ contact: { shredded: true } });
    expect((await world.opened(second?.['request']))['contact']?.fields['email']).toBe('per@example.no');
  });
});
