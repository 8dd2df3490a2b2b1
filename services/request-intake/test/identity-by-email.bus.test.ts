import { createHash } from 'node:crypto';
import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeMail, type IntakeWithMail, origin, receiptMail, startIntakeWithMail } from './mails-of-intake.ts';
import { judgement } from './running-intake.ts';

let intake: IntakeWithMail;
beforeAll(async () => {
  intake = await startIntakeWithMail();
});
afterAll(() => intake?.stop());

const wrong = { code: '00000000' };
const notThis = (code: string) => ({ code: code === '11111111' ? '22222222' : '11111111' });
const eventsOf = (person: unknown) =>
  intake.entity({ context: 'request-intake', entity: 'identity-check', id: String(person) });

describe('whoever asks in the portal proves it by e-mail', () => {
  it('with the code, after which the request is accepted by itself and the proof can be traced', async () => {
    const request = await intake.asks('kari@example.no', 'access', { language: 'nb' });
    expect(await intake.subjectsTo('kari@example.no')).toEqual([codeMail, receiptMail]);
    const sent = await intake.sentTo('kari@example.no');
    expect(sent.text).toContain('forespørsel om innsyn');
    expect(await intake.standing(request)).toMatchObject({ status: 'acknowledged', identityCheck: { status: 'open' } });
    const shown = await intake.show(request, { code: `${sent.code.slice(0, 4)} ${sent.code.slice(4)}` });
    expect([shown.status, shown.body['outcome']]).toEqual([201, 'recorded']);
    await intake.atRest();
    const standing = await intake.standing(request);
    expect(standing).toMatchObject({
      status: 'accepted',
      identity: 'email-code',
      identityCheck: { status: 'proved', proof: { by: 'email-code', identifierKind: 'email' } },
    });
    const proved = (await eventsOf(standing['person'])).at(-1);
    expect(proved?.meta).toMatchObject({ id: standing['proof'], actor: 'anonymous:portal' });
    expect((standing['steps'] as { eventType: string; actor: string }[]).at(-1)).toMatchObject({
      eventType: 'request.accepted.v2',
      actor: 'service:request-intake',
    });
  });

  it('with the link, which holds nothing of the person, opens a page, and proves only when its button is pressed', async () => {
    const request = await intake.asks('link@example.no', 'erasure', { language: 'en' });
    const { link, text } = await intake.sentTo('link@example.no');
    expect(text).toContain('request for erasure');
    expect(link.startsWith(`${origin}/identity/${intake.tenant}/links/`)).toBe(true);
    expect(link).not.toMatch(/@|example\.no|link%40/);
    const path = `${new URL(link).pathname}?language=en`;
    for (let scanner = 0; scanner < 7; scanner++) {
      const opened = await intake.withoutTrace(() => intake.request('nobody', 'GET', path));
      expect(opened.status).toBe(200);
      expect(opened.headers['content-security-policy']).toContain("form-action 'self'");
      expect(opened.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      expect(opened.body['page']).toContain('Yes, the request is mine');
    }
    const pressed = await intake.form(path);
    expect([pressed.status, pressed.page.includes('Thank you, now we know that it is you')]).toEqual([200, true]);
    await intake.atRest();
    expect(await intake.standing(request)).toMatchObject({ status: 'accepted', identity: 'email-link' });
    const again = await intake.withoutTrace(() => intake.form(path));
    expect([again.status, again.page.includes('confirmed already')]).toEqual([409, true]);
  });

  it('on the page where it was asked, which says what is wrong and sends another code', async () => {
    const request = await intake.asks('page@example.no');
    const page = `/identity/${intake.tenant}/requests/${request}`;
    const seen = await intake.request('nobody', 'GET', page);
    expect(seen.body['page']).toContain('Vis at det er du som spør');
    const first = await intake.sentTo('page@example.no');
    const missed = await intake.form(`${page}/code`, notThis(first.code));
    expect([missed.status, missed.page.includes('Koden er ikke riktig')]).toEqual([422, true]);
    const another = await intake.form(`${page}/mail`);
    expect([another.status, another.page.includes('er en ny kode på vei')]).toEqual([200, true]);
    await intake.atRest();
    const second = await intake.sentTo('page@example.no');
    expect(second.code).not.toBe(first.code);
    expect((await intake.form(`${page}/code`, { code: first.code })).status).toBe(422);
    const right = await intake.form(`${page}/code`, { code: second.code });
    expect([right.status, right.page.includes('Takk, nå vet vi at det er deg')]).toEqual([200, true]);
    await intake.atRest();
    expect(await intake.standing(request)).toMatchObject({
      status: 'accepted',
      identityCheck: { failedAttempts: 2 },
    });
  });

  it('what has to be judged beside who asks waits for staff, who can say that it was proved and no more', async () => {
    const request = await intake.asks('rett@example.no', 'rectification', { text: 'Navnet er feil.' });
    const accept = (body: object) => intake.request('staff', 'POST', `/v1/requests/${request}/acceptance`, body);
    const early = await intake.withoutTrace(() => accept({ identity: 'proved' }));
    expect([early.status, problemCode(early)]).toEqual([409, 'identity-not-proved']);
    for (const claim of ['email-link', 'signed-in']) {
      const claimed = await intake.withoutTrace(() => accept({ identity: claim }));
      expect([claimed.status, problemCode(claimed)]).toEqual([400, 'invalid-request']);
    }
    const unfounded = await intake.withoutTrace(() => accept({ identity: 'staff-judgement' }));
    expect(unfounded.status).toBe(400);
    await intake.show(request, { code: (await intake.sentTo('rett@example.no')).code });
    await intake.atRest();
    expect(await intake.standing(request)).toMatchObject({
      status: 'acknowledged',
      identityCheck: { status: 'proved' },
    });
    expect((await accept({ identity: 'proved' })).status).toBe(201);
    expect(await intake.standing(request)).toMatchObject({ status: 'accepted', identity: 'email-code' });
  });

  it('staff judges with a ground and a note that only staff reads', async () => {
    const request = await intake.asks('ringt@example.no', 'access');
    await intake.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
    expect(await intake.standing(request)).toMatchObject({
      identity: 'staff-judgement',
      ground: 'called-back',
      personal: { judgement: { fields: { note: judgement.note } } },
    });
    const audited = await intake.request('auditor', 'GET', `/v1/requests/${request}`);
    expect(JSON.stringify(audited.body)).not.toContain(judgement.note);
  });
});

describe('nobody proves by guessing', () => {
  it('five wrong codes lock the request, and the right one comes too late', async () => {
    const request = await intake.asks('gjett@example.no');
    const { code, token } = await intake.sentTo('gjett@example.no');
    for (let attempt = 1; attempt <= 5; attempt++) {
      const missed = await intake.show(request, notThis(code));
      expect([missed.status, problemCode(missed)]).toEqual([422, 'code-wrong']);
    }
    const locked = await intake.withoutTrace(async () => [
      await intake.show(request, { code }),
      await intake.show(request, { link: token }),
      await intake.askForCode(request),
    ]);
    expect(locked.map(problemCode)).toEqual(['check-locked', 'check-locked', 'check-locked']);
    expect(await intake.standing(request)).toMatchObject({
      status: 'acknowledged',
      identityCheck: { status: 'locked', failedAttempts: 5 },
    });
  });

  it('sends at once count as many attempts as they are', async () => {
    const request = await intake.asks('samtidig@example.no');
    const { code } = await intake.sentTo('samtidig@example.no');
    await Promise.all(Array.from({ length: 8 }, () => intake.show(request, notThis(code))));
    const { identityCheck } = (await intake.standing(request)) as { identityCheck: { failedAttempts: number } };
    expect(identityCheck.failedAttempts).toBeLessThanOrEqual(5);
  });

  it('a code counts for half an hour, and its end is recorded', async () => {
    const request = await intake.asks('sent@example.no');
    const { code } = await intake.sentTo('sent@example.no');
    intake.later(30);
    await intake.atRest();
    const late = await intake.withoutTrace(() => intake.show(request, { code }));
    expect([late.status, problemCode(late)]).toEqual([409, 'code-expired']);
    expect(await intake.standing(request)).toMatchObject({ identityCheck: { codes: [{ status: 'expired' }] } });
    expect((await intake.askForCode(request)).status).toBe(201);
    await intake.atRest();
    expect((await intake.show(request, { code: (await intake.sentTo('sent@example.no')).code })).status).toBe(201);
  });

  it('what the ledger and the read models keep is of no use to a guesser', async () => {
    const request = await intake.asks('les@example.no');
    const { code, token } = await intake.sentTo('les@example.no');
    const { body: audited } = await intake.request('auditor', 'GET', `/v1/requests/${request}`);
    const events = await eventsOf(audited['person']);
    const kept = JSON.stringify([events, audited]);
    for (const secret of [code, token.split('.')[1] ?? '', 'les@example.no']) expect(kept).not.toContain(secret);
    const sent = events.find(({ meta }) => meta.type === 'identity-check.code-sent.v1');
    const plain = createHash('sha256').update(code).digest('base64url');
    expect(JSON.stringify(sent?.facts)).not.toContain(plain.slice(0, 20));
    const { mail } = (sent?.facts ?? {}) as { mail: { contentHash: string } };
    const [sentMail] = await intake.codesTo('les@example.no');
    const whole = createHash('sha256').update(`${sentMail?.subject}\n\n${sentMail?.text}`).digest('hex');
    expect(mail.contentHash).not.toBe(whole);
  });

  it('sends no more than five codes an hour to a person, whatever is asked for', async () => {
    for (let count = 0; count < 7; count++) await intake.makes('mye@example.no');
    await intake.atRest();
    const mails = await intake.subjectsTo('mye@example.no');
    expect(mails).toEqual([...Array<string>(5).fill(codeMail), ...Array<string>(7).fill(receiptMail)]);
    const last = await intake.asks('mye@example.no', 'erasure');
    const asked = await intake.withoutTrace(() => intake.askForCode(last));
    expect([asked.status, problemCode(asked)]).toEqual([429, 'too-many-codes']);
    intake.later(61);
    expect((await intake.askForCode(last)).status).toBe(201);
    await intake.atRest();
    expect(await intake.codesTo('mye@example.no')).toHaveLength(6);
  });
});

describe('a proof is of one request and one person', () => {
  it('and of no other request of the same person, by code or by link', async () => {
    const first = await intake.asks('to@example.no', 'access');
    const { code, token } = await intake.sentTo('to@example.no');
    const second = await intake.asks('to@example.no', 'erasure');
    for (const shown of [{ code }, { link: token }])
      expect(problemCode(await intake.show(second, shown))).toBe('code-wrong');
    expect((await intake.show(first, { code })).status).toBe(201);
    await intake.atRest();
    expect(await intake.standing(second)).toMatchObject({ status: 'acknowledged', identityCheck: { status: 'open' } });
    const staff = await intake.withoutTrace(() =>
      intake.request('staff', 'POST', `/v1/requests/${second}/acceptance`, { identity: 'proved' }),
    );
    expect(problemCode(staff)).toBe('identity-not-proved');
  });

  it('and not of whom a visitor turned out to be', async () => {
    const { tenant, vault } = intake;
    const known = await vault.resolvePerson(tenant, { kind: 'email', value: 'eva@example.no' });
    const body = {
      person: { kind: 'cookie', value: 'visitor-1234567890123456' },
      requestType: 'erasure',
      contact: { email: 'eva@example.no' },
    };
    const made = await intake.request('nobody', 'POST', `/v1/public/${tenant}/requests`, body);
    const request = String(made.body['request']);
    await intake.atRest();
    expect(await intake.subjectsTo('eva@example.no')).toEqual([receiptMail]);
    const { person } = await intake.standing(request);
    await vault.moveIdentifiers(tenant, String(person), known);
    await intake.askForCode(request);
    await intake.atRest();
    expect(await intake.subjectsTo('eva@example.no')).toEqual([receiptMail]);
    expect(await intake.standing(request)).toMatchObject({
      status: 'acknowledged',
      identityCheck: { codes: [{ status: 'not-sent' }, { status: 'not-sent' }] },
    });
    expect(problemCode(await intake.show(request, wrong))).toBe('person-moved');
  });

  it('and not of a person whom nothing leads to any more', async () => {
    const request = await intake.asks('glemt@example.no', 'access');
    const { code } = await intake.sentTo('glemt@example.no');
    const { person } = await intake.standing(request);
    await intake.vault.forgetPerson(intake.tenant, String(person));
    const shown = await intake.withoutTrace(() => intake.show(request, { code }));
    expect([shown.status, problemCode(shown)]).toEqual([409, 'person-moved']);
  });
});
