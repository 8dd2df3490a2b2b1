import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  caughtOnItsWayBack,
  keptBy,
  type PeopleSigningIn,
  saying,
  signsIn,
  startPeopleSigningIn,
} from './people-signing-in.ts';

let people: PeopleSigningIn;
beforeAll(async () => {
  people = await startPeopleSigningIn();
});
afterEach(() => people.later());
afterAll(() => people?.stop());

describe('what did not come from the sign-in that was begun proves nothing', () => {
  it('a callback that is replayed, in the same browser and with the cookie of before', async () => {
    const request = await people.intake.asks('kari@example.no', 'erasure');
    const tab = await people.atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const cookies = await keptBy(tab);
    expect(cookies).toMatchObject([{ name: 'vitne-sign-in', httpOnly: true, sameSite: 'Lax', path: back.pathname }]);
    await tab.goto(back.href);
    expect(await people.checkOf(request)).toMatchObject({ status: 'proved' });
    await people.intake.atRest();
    await people.intake.withoutTrace(async () => {
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('ikke påbegynt i denne nettleseren');
      await tab.context().addCookies(cookies);
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('bekreftet allerede');
    });
  });

  it('in another browser, with another state, or after ten minutes', async () => {
    const request = await people.intake.asks('kari@example.no', 'portability');
    const other = await people.freshBrowser();
    const tab = await people.atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const cookies = await keptBy(tab);
    const changed = new URL(back);
    changed.searchParams.set('state', 'x'.repeat(43));
    await people.intake.withoutTrace(async () => {
      await other.goto(back.href);
      expect(await saying(other)).toContain('ikke påbegynt i denne nettleseren');
      await tab.goto(changed.href);
      expect(await saying(tab)).toContain('ikke påbegynt i denne nettleseren');
    });
    people.intake.later(10);
    await tab.context().addCookies(cookies);
    await people.intake.withoutTrace(async () => {
      await tab.goto(back.href);
      expect(await saying(tab)).toContain('for lenge siden');
    });
    expect(await people.checkOf(request)).toMatchObject({ status: 'open', failedAttempts: 0 });
  });

  it.each([
    ['a nonce', 3],
    ['a verifier', 4],
  ])('with %s that is not of this sign-in', async (_what, part) => {
    const request = await people.intake.asks(`endret-${part}@example.no`, 'access');
    const tab = await people.atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    const [cookie] = await keptBy(tab);
    const parts = cookie?.value.split('.') ?? [];
    parts[part] = 'x'.repeat(43);
    await tab.context().addCookies([{ ...(cookie as NonNullable<typeof cookie>), value: parts.join('.') }]);
    await tab.goto(back.href);
    expect(await saying(tab)).toContain('kunne ikke stole på svaret');
    expect(await people.failuresOf(request)).toEqual(['answer-invalid']);
  });

  it('from an issuer that is not the one where it was begun', async () => {
    const request = await people.intake.asks('utsteder@example.no', 'access');
    const tab = await people.atTheProvider(request);
    const back = await caughtOnItsWayBack(tab, 'kari');
    back.searchParams.set('iss', 'https://another.example');
    await tab.goto(back.href);
    expect(await saying(tab)).toContain('kunne ikke stole på svaret');
    expect(await people.failuresOf(request)).toEqual(['answer-invalid']);
  });

  it('for another request of the same person', async () => {
    const first = await people.intake.asks('kari@example.no', 'restriction');
    const second = await people.intake.asks('kari@example.no', 'erasure');
    await signsIn(await people.atTheProvider(first), 'kari');
    await people.intake.atRest();
    expect(await people.checkOf(first)).toMatchObject({ status: 'proved' });
    expect(await people.checkOf(second)).toMatchObject({ status: 'open', signIns: 0 });
  });

  it('more often than ten times for one request', async () => {
    const request = await people.intake.asks('ofte@example.no', 'access');
    for (let time = 0; time < 10; time++) expect((await people.begins(request)).status).toBe(200);
    const over = await people.intake.withoutTrace(() => people.begins(request));
    expect([over.status, over.page.includes('påbegynt for mange ganger')]).toEqual([429, true]);
  });
});
