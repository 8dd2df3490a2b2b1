import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import type { Statement } from '@vitne/contracts/statement/schema';
import { oddStatement } from '@vitne/testing/odd-statements';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
});
afterAll(() => consent?.stop());

let version = 0;

/** Publishes the statement as the next version; it was checked, so it is not refused. */
async function publish(statement: Statement): Promise<void> {
  const next = { ...statement, tenant: consent.tenant, statement: { ...statement.statement, version: ++version } };
  const answer = await consent.post('privacy-officer', '/v1/statements', { file: JSON.stringify(next) });
  expect([answer.status, answer.body['errors']]).toEqual([201, undefined]);
  await consent.service.reached(consent.tenant, Number(answer.body['position']));
}

/** Asks, shows, consents, proves, decides and withdraws for every purpose, and answers all that went wrong inside. */
async function defectsOf(statement: Statement): Promise<string[]> {
  const defects: string[] = [];
  const asked = async (...call: Parameters<RunningConsent['request']>) => {
    const answer = await consent.request(...call);
    if (answer.status >= 500) defects.push(`${call[1]} ${call[2]} ${answer.status}`);
    return answer;
  };
  const open = `/v1/public/${consent.tenant}`;
  const edition = `${version}.${statement.statement.revision}`;
  const person = { kind: 'cookie', value: randomUUID() };
  for (const path of ['cookies', `statements/${edition}/dpv.jsonld`]) await asked('nobody', 'GET', `${open}/${path}`);
  for (const language of ['nb', 'en']) {
    await asked('nobody', 'GET', `/statements/${consent.tenant}/${edition}?language=${language}`);
    await asked('nobody', 'GET', `/statements/${consent.tenant}/${edition}/changes?language=${language}`);
  }
  await asked('nobody', 'POST', `${open}/consents/questions`, { person });
  for (const { id: purpose, dataCategories } of statement.purposes) {
    const { body: notice } = await asked('nobody', 'GET', `${open}/notices/${purpose}`);
    const { hash: noticeHash = await sha256Hex('') } = notice as { hash?: string };
    const shown = { noticeHash, language: 'nb' };
    const said = { surface: 'cookie-banner', method: 'pressed-button' };
    const company = statement.purposes.some(({ consent: terms }) => terms?.level === 'person-and-company')
      ? { company: 'c4k7w2m9x1c6v3b8n5z0' }
      : {};
    for (const decision of ['given', 'refused']) {
      const choice = { person, purpose, decision, statementVersion: edition, shown: { ...shown, ...said }, ...company };
      const { body } = await asked('staff', 'POST', '/v1/consents', choice);
      if (typeof body['person'] !== 'string') continue;
      const read = await asked('staff', 'GET', `/v1/people/${body['person']}/consents`);
      const { eventId } = (read.body['history'] as { eventId: string }[]).at(-1) ?? {};
      for (const format of ['jsonld', 'kantara', 'html']) {
        const receipt = `/v1/people/${body['person']}/consents/${eventId}/receipt?format=${format}`;
        await asked('staff', 'GET', receipt);
      }
    }
    await asked('nobody', 'POST', `${open}/consents/questions`, { person });
    const question = { person, purpose, dataCategory: dataCategories[0] };
    await asked('staff', 'POST', '/v1/decisions', question);
    for (const { id: recipient } of statement.recipients)
      await asked('staff', 'POST', '/v1/decisions', { ...question, recipient });
  }
  return defects;
}

describe('a statement that the check lets pass', () => {
  it('never makes the service fail, however odd its values are', { timeout: 120_000 }, async () => {
    const odd = fc.tuple(fc.constantFrom('kaukus' as const, 'catacloud' as const), fc.nat());
    await fc.assert(
      fc.asyncProperty(odd, async ([name, seed]) => {
        const statement = oddStatement(name, seed);
        await publish(statement);
        expect(await defectsOf(statement)).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
