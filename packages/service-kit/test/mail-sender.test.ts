import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Mail, type MailSender, MailUnavailable, noMailSender, smtpMailSender } from '../src/mail-sender.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-mail-'));
const turnedAway = new Map([
  ['nobody@example.org', 550],
  ['later@example.org', 451],
  ['closing@example.org', 421],
]);
let keeper: MailKeeper;
let sender: MailSender;
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => turnedAway.get(recipient) });
  sender = smtpMailSender({ url: keeper.url });
});
afterAll(async () => {
  sender?.close();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mail: Mail = {
  from: { name: 'Kaukus AS', address: 'personvern@kaukus.example' },
  to: 'kari@example.org',
  subject: 'Endringer i personvernerklæringen',
  text: 'Hei. Vi har endret erklæringen: æøå.\n',
  html: '<p>Hei. Vi har endret erklæringen: æøå.</p>',
  language: 'nb',
  messageId: '<0123456789abcdef@kaukus.example>',
};

it('a mail arrives as it was written, from the controller, to one person, and says that a machine sent it', async () => {
  expect(await sender.send(mail)).toEqual({ outcome: 'accepted', replyCode: 250 });
  const [kept] = keeper.mails();
  expect(kept).toMatchObject({ from: mail.from.address, to: [mail.to] });
  const read = await PostalMime.parse(kept?.raw as Uint8Array);
  const { subject, messageId, from } = mail;
  expect(read).toMatchObject({ subject, messageId, from, to: [{ address: mail.to }] });
  expect([read.text?.trim(), read.html?.trim()]).toEqual([mail.text.trim(), mail.html]);
  const headers = Object.fromEntries(read.headers.map(({ key, value }) => [key, value]));
  expect(headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'content-language': 'nb' });
});

it('an address that the server refuses or defers is told by its code, and the way out stays open', async () => {
  expect(await sender.send({ ...mail, to: 'nobody@example.org' })).toEqual({ outcome: 'refused', replyCode: 550 });
  expect(await sender.send({ ...mail, to: 'later@example.org' })).toEqual({ outcome: 'deferred', replyCode: 451 });
  expect(sender.ready()).toBe(true);
});

it('nothing that stands in a mail becomes a header or another receiver', async () => {
  const before = keeper.mails().length;
  await sender.send({ ...mail, subject: 'One\r\nBcc: thief@example.org', to: 'ola@example.org' });
  const [kept] = keeper.mails().slice(before);
  expect(kept?.to).toEqual(['ola@example.org']);
  expect((await PostalMime.parse(kept?.raw as Uint8Array)).bcc).toBeUndefined();
});

it('a server that is closing, away or mute is no answer about the mail, and is left in peace for a while', async () => {
  const closing = smtpMailSender({ url: keeper.url });
  await expect(closing.send({ ...mail, to: 'closing@example.org' })).rejects.toBeInstanceOf(MailUnavailable);
  expect(closing.ready()).toBe(false);
  closing.close();
  const away = smtpMailSender({ url: `smtp://127.0.0.1:${await unusedPort()}` });
  await expect(away.send(mail)).rejects.toMatchObject({ code: 'mail-unavailable' });
  expect(away.ready()).toBe(false);
  away.close();
});

it('a server that wants to know who sends lets in who has the password, and about nobody else says nothing of the mail', async () => {
  const signIn = { user: 'vitne', password: 'correct horse' };
  const closed = await startMailKeeper({ folder: join(folder, 'closed'), signIn });
  const url = closed.url.replace('smtp://', 'smtp://vitne@');
  const known = smtpMailSender({ url, password: signIn.password });
  expect(await known.send(mail)).toEqual({ outcome: 'accepted', replyCode: 250 });
  known.close();
  const stranger = smtpMailSender({ url, password: 'wrong' });
  await expect(stranger.send(mail)).rejects.toBeInstanceOf(MailUnavailable);
  stranger.close();
  expect(closed.mails()).toHaveLength(1);
  await closed.stop();
});

it('without a mail server nothing is sent, and nothing is said to be', async () => {
  expect(noMailSender.ready()).toBe(false);
  await expect(noMailSender.send(mail)).rejects.toBeInstanceOf(MailUnavailable);
});

/** A port that was free a moment ago. */
function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
