import { join } from 'node:path';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  caughtOnItsWayBack,
  keptBy,
  type PeopleSigningIn,
  pid,
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

describe('while the provider has not answered once yet', () => {
  it('the page says so, nothing is recorded, and the code in the e-mail counts', async () => {
    await people.provider.leave();
    const request = await people.intake.asks('tidlig@example.no', 'access');
    const away = await people.intake.withoutTrace(() => people.begins(request));
    expect([away.status, away.page.includes('Innloggingstjenesten svarer ikke nå')]).toEqual([503, true]);
    await people.provider.comeBack();
    const { code } = await people.intake.sentTo('tidlig@example.no');
    expect((await people.intake.show(request, { code })).status).toBe(201);
  });
});

describe('whoever asks proves it by signing in', () => {
  it('with the claim that leads to the person, after which the request is accepted by itself; nothing of the claim is kept', async () => {
    const request = await people.intake.asks('kari@example.no', 'access');
    const tab = await people.atTheProvider(request);
    await signsIn(tab, 'kari');
    expect(await saying(tab)).toContain('Takk, nå vet vi at det er deg');
    expect(tab.url()).toBe(people.pageOf(request));
    expect(await keptBy(tab)).toEqual([]);
    await tab.reload();
    expect(await saying(tab)).toContain('Takk, nå vet vi at det er deg');
    await people.intake.atRest();
    const standing = await people.intake.standing(request);
    expect(standing).toMatchObject({
      status: 'accepted',
      identity: 'signed-in',
      identityCheck: {
        status: 'proved',
        signIns: 1,
        proof: {
          by: 'signed-in',
          identifierKind: 'email',
          issuer: people.provider.issuer,
          acr: 'idporten-loa-high',
          amr: ['BankID'],
        },
      },
    });
  });

  it('with a national identity number, that the directory alone knows and that stands nowhere', async () => {
    const request = await people.intake.asks('borger@example.no', 'erasure');
    const person = String((await people.intake.standing(request))['person']);
    expect(
      await people.intake.vault.linkIdentifier(people.intake.tenant, person, {
        kind: 'national-id',
        value: '170540 26641',
      }),
    ).toBe('linked');
    const tab = await people.atTheProvider(request, 'en');
    await signsIn(tab, 'known');
    expect(await saying(tab)).toContain('Thank you, now we know that it is you');
    await people.intake.atRest();
    const standing = await people.intake.standing(request);
    expect(standing).toMatchObject({ status: 'accepted', identityCheck: { proof: { identifierKind: 'national-id' } } });
    const events = await people.intake.entity({ context: 'request-intake', entity: 'identity-check', id: person });
    expect(JSON.stringify([standing, events])).not.toContain(pid);
  });
});

describe('a sign-in that proves nothing says so, is recorded with its reason, and loses nothing', () => {
  it.each([
    ['of somebody else', 'ola', 'claim-differs', 'er en annen enn den forespørselen gjelder', 1],
    ['of somebody else, by a number', 'known', 'claim-differs', 'er en annen enn den forespørselen gjelder', 1],
    ['of somebody whom nobody knows', 'stranger', 'claim-differs', 'ukjent for oss', 1],
    ['with an address that nobody verified', 'unverified', 'claim-not-verified', 'ikke bekreftet opplysningene', 0],
    ['without a claim that could lead to anybody', 'nobody', 'claim-missing', 'ikke nok om hvem du er', 0],
    ['on a level that is too low', 'weak', 'level-too-low', 'ikke sikker nok', 0],
  ])('%s', async (_what, name, reason, says, attempts) => {
    const request = await people.intake.asks('kari@example.no', 'access');
    const tab = await people.atTheProvider(request);
    await signsIn(tab, name);
    expect(await saying(tab)).toContain(says);
    expect(await accessibilityViolations(tab)).toEqual([]);
    expect(await people.failuresOf(request)).toEqual([reason]);
    expect(await people.checkOf(request)).toMatchObject({ status: 'open', failedAttempts: attempts, signIns: 1 });
    await tab.getByRole('link', { name: 'Prøv på en annen måte' }).click();
    await tab.waitForURL(people.pageOf(request));
    const { code } = await people.intake.sentTo('kari@example.no');
    expect((await people.intake.show(request, { code })).status).toBe(201);
  });

  it('and remembers nobody who signed in', async () => {
    const stranger = { kind: 'email', value: 'fremmed@example.no' } as const;
    expect(await people.intake.vault.findPerson(people.intake.tenant, stranger)).toBeUndefined();
  });

  it('that the person broke off', async () => {
    const request = await people.intake.asks('avbrutt@example.no', 'access');
    const tab = await people.atTheProvider(request, 'en');
    await tab.click('#cancel');
    await tab.waitForSelector('main h1');
    expect(await saying(tab)).toContain('The sign-in was broken off');
    expect(await people.failuresOf(request)).toEqual(['denied']);
    expect(await people.checkOf(request)).toMatchObject({ status: 'open', failedAttempts: 0 });
  });

  it('while the provider is away when the person comes back; it works when it is there again', async () => {
    const request = await people.intake.asks('borte@example.no', 'access');
    const away = await people.atTheProvider(request);
    const back = await caughtOnItsWayBack(away, 'kari');
    await people.provider.leave();
    await away.goto(back.href);
    expect(await saying(away)).toContain('Innloggingstjenesten svarer ikke nå');
    expect(await people.failuresOf(request)).toEqual(['provider-unavailable']);
    await people.provider.comeBack();
    await signsIn(await people.atTheProvider(request), 'ola');
    expect(await people.failuresOf(request)).toEqual(['provider-unavailable', 'claim-differs']);
  });
});

it('looks right on a telephone and at a desk, in both languages', async () => {
  const { VITNE_PICTURES } = process.env;
  const request = await people.intake.asks('bilde@example.no', 'access');
  for (const language of ['nb', 'en'] as const) {
    const tab = await people.atTheProvider(request, language);
    await signsIn(tab, 'ola');
    for (const [name, go] of [
      ['not-signed-in', undefined],
      ['ways', people.pageOf(request, language)],
    ] as const) {
      if (go) await tab.goto(go);
      expect(await accessibilityViolations(tab)).toEqual([]);
      for (const width of [390, 1280]) {
        await tab.setViewportSize({ width, height: 900 });
        const path = VITNE_PICTURES && join(VITNE_PICTURES, `${name}-${language}-${width}.png`);
        if (path) await tab.screenshot({ path, fullPage: true });
      }
    }
  }
});
