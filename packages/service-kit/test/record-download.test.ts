import type { EvidenceDownloaded } from '@vitne/contracts/catalogue/evidence-download-events';
import type { Actor } from '@vitne/contracts/envelope';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, test } from 'vitest';
import { downloadsIn } from '../src/record-download.ts';

const type = 'request-answer.downloaded.v1';
const spec = specificationFor(downloadsIn(type));
const at = (minutes: number): string => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * 60_000).toISOString();
const download = (minutes: number, more: Partial<EvidenceDownloaded> = {}): EvidenceDownloaded => ({
  person: 'q7w2m4k8r1t5y9u3i6o0',
  about: 'r-1',
  by: 'staff',
  contains: 'sealed',
  downloaded: at(minutes),
  ...more,
});
const ola: Actor = 'staff:ola';
const before = [{ type, facts: download(0), meta: { actor: ola } }] as const;

describe('a file with proof that somebody takes away counts', () => {
  test('the first time', () => {
    const facts = download(0);
    spec.given([]).when({ actor: ola, facts }).then([{ type, facts }]);
  });

  test('once, when the same is fetched again within a quarter of an hour', () => {
    spec
      .given(before)
      .when({ actor: ola, facts: download(14) })
      .thenNothing();
  });

  test('again, after it', () => {
    const facts = download(15);
    spec.given(before).when({ actor: ola, facts }).then([{ type, facts }]);
  });

  test.each([
    ['is fetched by the person', 'anonymous:evidence-link', { by: 'person' }],
    ['is fetched by somebody else', 'staff:eva', {}],
    ['is of another matter', ola, { about: 'r-2' }],
    ['is open and was sealed before', ola, { contains: 'opened' }],
  ] as const)('by itself, when it %s', (_what, actor, more) => {
    const facts = download(1, more);
    spec.given(before).when({ actor, facts }).then([{ type, facts }]);
  });
});
