import { specificationFor } from '@vitne/testing/decider-specification';
import { statementOf } from '@vitne/testing/statement-files';
import { describe, it } from 'vitest';
import { publishedStatement } from '../src/domain/published-statement.ts';

const spec = specificationFor(publishedStatement);
const hash = 'a'.repeat(64);
const publish = (version: number, revision: number, text = hash) => ({
  statement: statementOf('kaukus', { version, revision }),
  hash: text,
});
const published = (version: number, revision: number, text = hash) =>
  ({
    type: 'statement.published.v1',
    facts: {
      version,
      revision,
      updated: '2025-06-01',
      hash: text,
      document: statementOf('kaukus', { version, revision }) as unknown as Record<string, unknown>,
    },
  }) as const;

describe('a published statement', () => {
  it('is in the ledger whole, with the hash that names its text', () => {
    spec
      .given([])
      .when(publish(1, 0))
      .then([published(1, 0)]);
  });

  it('follows an older version or revision', () => {
    spec
      .given([published(1, 0)])
      .when(publish(1, 1))
      .then([published(1, 1)]);
    spec
      .given([published(1, 9)])
      .when(publish(2, 0))
      .then([published(2, 0)]);
  });

  it('stays quiet when the same text is published again', () => {
    spec
      .given([published(1, 0)])
      .when(publish(1, 0))
      .thenNothing();
  });

  it('never changes under its version', () => {
    spec
      .given([published(1, 0)])
      .when(publish(1, 0, 'b'.repeat(64)))
      .thenRejected('version-taken');
  });

  it('is never followed by an older one', () => {
    const history = [published(1, 0), published(2, 10)];
    spec.given(history).when(publish(2, 9)).thenRejected('version-not-newer');
    spec.given(history).when(publish(1, 11)).thenRejected('version-not-newer');
    spec.given(history).when(publish(1, 0)).thenRejected('version-not-newer');
  });
});
