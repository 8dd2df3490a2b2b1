import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeMail, type IntakeWithMail, receiptMail, startIntakeWithMail } from './mails-of-intake.ts';

let intake: IntakeWithMail;
beforeAll(async () => {
  intake = await startIntakeWithMail();
});
afterAll(() => intake?.stop());

const wrong = { code: '00000000' };

describe('strangers learn nothing', () => {
  it('the answers and mails are the same whether somebody is known or not, and a code goes to the person’s own address alone', async () => {
    await intake.vault.resolvePerson(intake.tenant, { kind: 'email', value: 'kjent@example.no' });
    const seen = async (name: string) => {
      const contact = { email: `angriper-${name}@example.no` };
      const body = { person: { kind: 'email', value: `${name}@example.no` }, requestType: 'access', contact };
      const made = await intake.request('nobody', 'POST', `/v1/public/${intake.tenant}/requests`, body);
      await intake.atRest();
      const asked = await intake.askForCode(String(made.body['request']));
      await intake.atRest();
      const mails = await intake.mailsTo(contact.email);
      expect(mails.map(({ subject }) => subject)).toEqual([receiptMail]);
      const saysAlike = (text: unknown) =>
        String(text).replaceAll(String(made.body['request']), '<request>').replaceAll(name, '<name>');
      return [
        [made.status, Object.keys(made.body).sort(), made.body['due']],
        [asked.status, Object.keys(asked.body).sort()],
        mails.map(({ text }) => saysAlike(text)),
      ];
    };
    const known = await seen('kjent');
    expect(await seen('ukjent')).toEqual(known);
    expect(JSON.stringify(known)).not.toMatch(/<name>|links|\d{8}/);
    for (const name of ['kjent', 'ukjent'])
      expect(await intake.subjectsTo(`${name}@example.no`)).toEqual([codeMail, codeMail]);
  });

  it('what is no address, no link and no request is refused without a trace', async () => {
    const odd = await intake.asks('not an address at all', 'access');
    expect(await intake.standing(odd)).toMatchObject({ identityCheck: { codes: [{ status: 'not-sent' }] } });
    const complaint = await intake.asks('klager@example.no', 'complaint');
    const answers = await intake.withoutTrace(async () => [
      await intake.show('0123456789abcdef0123456789abcdef', wrong),
      await intake.askForCode('0123456789abcdef0123456789abcdef'),
      await intake.askForCode(complaint),
      await intake.show(complaint, wrong),
    ]);
    expect(answers.map(problemCode)).toEqual([
      'unknown-request',
      'unknown-request',
      'identity-not-needed',
      'identity-not-needed',
    ]);
    for (const path of ['links/nonsense', 'links/0123.abc', 'requests/0123456789abcdef0123456789abcdef']) {
      const page = await intake.withoutTrace(() =>
        intake.request('nobody', 'GET', `/identity/${intake.tenant}/${path}`),
      );
      expect([page.status, String(page.body['page']).includes('Vi finner ikke forespørselen')]).toEqual([404, true]);
    }
    expect(await intake.subjectsTo('klager@example.no')).toEqual([receiptMail]);
  });

  it('a mail server that says later is asked again, and one that says never leaves it to staff', async () => {
    intake.answers['full@example.no'] = 451;
    intake.answers['borte@example.no'] = 550;
    const full = await intake.asks('full@example.no');
    const gone = await intake.asks('borte@example.no');
    expect(await intake.standing(full)).toMatchObject({ identityCheck: { codes: [{ status: 'owed' }] } });
    expect(await intake.standing(gone)).toMatchObject({ identityCheck: { codes: [{ status: 'not-sent' }] } });
    delete intake.answers['full@example.no'];
    intake.later(5);
    await intake.atRest();
    expect((await intake.show(full, { code: (await intake.sentTo('full@example.no')).code })).status).toBe(201);
  });
});
