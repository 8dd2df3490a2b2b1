import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { statementOf } from '@vitne/testing/statement-files';
import { describe, expect, it } from 'vitest';
import { requestsMade } from '../src/package/ledger-facts.ts';
import { knownSources, namedSources, sourcesOfCategories } from '../src/package/where-from.ts';

const statement = statementOf('catacloud');
const known = { statement, earlier: new Map() };
const ids = (sources: readonly { id: string; kind: string; term: string }[]) =>
  sources.map(({ id, kind, term }) => [id, kind, term]);

describe('where a piece of a package came from', () => {
  it('is told in the statement’s words, a public register as what it is', () => {
    const told = { from: 'statement', ids: ['bronnoysund', 'profile'], by: { system: 'catacloud-crm' } } as const;
    const sources = namedSources(known, told);
    expect(ids(sources)).toEqual([
      ['bronnoysund', 'third-party', 'dpv:PublicDataSource'],
      ['profile', 'provided', 'dpv:DataSubjectDataSource'],
    ]);
    expect(sources[0]).toMatchObject({ name: { nb: 'Brønnøysundregistrene' }, by: { id: 'catacloud-crm' } });
  });

  it('is still known when the statement has the source no more, and is the system when no version had it', async () => {
    const gone = { ...statement, sources: statement.sources.filter(({ id }) => id !== 'profile') };
    const event = { meta: {}, facts: { statementVersion: '2.10', sources: { contact: ['profile'] } } };
    const statements = { version: async () => ({ statement }) } as unknown as Parameters<
      typeof knownSources
    >[0]['statements'];
    const later = await knownSources({ statements }, 'catacloud', gone, [event as unknown as AnyRecordedEvent]);
    const told = { from: 'statement', ids: ['profile'], by: { system: 'catacloud-app' } } as const;
    expect(ids(namedSources(later, told))).toEqual([['profile', 'provided', 'dpv:DataSubjectDataSource']]);
    expect(ids(namedSources({ statement: gone, earlier: new Map() }, told))).toEqual([
      ['catacloud-app', 'organisation', 'dpv:DataControllerDataSource'],
    ]);
  });

  it('is never nothing: of a category without a source of its own it is whoever holds it', () => {
    expect(ids(sourcesOfCategories(known, ['no-such-category'], ['catacloud-crm']))).toEqual([
      ['catacloud-crm', 'organisation', 'dpv:DataControllerDataSource'],
    ]);
    expect(sourcesOfCategories(known, ['no-such-category'], [])).toHaveLength(1);
  });

  it('is the other controller for a request that one passed on, and the person for the person’s own', () => {
    const received = (request: string, actor: string, receivedThrough: string) =>
      ({
        meta: { type: 'request.received.v1', entity: request, actor, time: '2026-03-01T09:00:00.000Z' },
        facts: {
          request,
          person: 'p'.repeat(20),
          requestType: 'access',
          receivedThrough,
          received: '2026-03-01T09:00:00.000Z',
          due: { received: '2026-03-01T09:00:00.000Z', dueDate: '2026-04-01', due: '2026-04-01T21:59:59.999Z' },
        },
        sealed: [],
        position: 1,
      }) as unknown as AnyRecordedEvent;
    const passedOn = {
      meta: { type: 'controller-request.received.v1', entity: 'passed-on' },
      facts: { request: 'passed-on', controller: 'client-1' },
    } as unknown as AnyRecordedEvent;
    const requests = [
      received('passed-on', 'system:client-1', 'system'),
      received('own', 'anonymous:portal', 'portal'),
    ];
    const ledger = {
      requests,
      aboutRequests: [passedOn],
      consents: [],
      data: [],
      disclosures: [],
      told: [],
      reports: [],
      consultations: [],
      downloads: [],
    };
    expect(requestsMade(known, ledger).map(({ sources }) => sources)).toMatchObject([
      [{ id: 'client-1', kind: 'third-party', term: 'dpv:ThirdPartyDataSource', through: 'open-dsr' }],
      [{ id: 'person', kind: 'provided', through: 'portal' }],
    ]);
  });
});
