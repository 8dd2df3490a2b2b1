import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';

type Edition = { version: number; revision: number; hash: string };
export type PublishedStatementState = { inForce?: Edition };

export type PublishStatement = { statement: Statement; hash: string };

type Published = typeof statementPublished;
export type StatementRejection = 'version-taken' | 'version-not-newer';

/** One controller's statement through its versions: each is newer than the one before, and none changes afterwards. */
export const publishedStatement: Decider<
  PublishedStatementState,
  PublishStatement,
  DomainEvent<Published>,
  RecordedEvent<Published>,
  StatementRejection
> = {
  initial: () => ({}),

  decide({ statement, hash }, { inForce }) {
    const { version, revision, updated } = statement.statement;
    if (inForce) {
      const order = version - inForce.version || revision - inForce.revision;
      if (order === 0 && hash === inForce.hash) return accept();
      if (order === 0) {
        return reject(
          'version-taken',
          `Version ${version}.${revision} is published with another text. Raise the revision in the file.`,
        );
      }
      if (order < 0) {
        return reject(
          'version-not-newer',
          `Version ${inForce.version}.${inForce.revision} is in force. Give the file a higher version or revision.`,
        );
      }
    }
    return accept({
      type: 'statement.published.v1',
      facts: { version, revision, updated, hash, document: statement },
    });
  },

  evolve(_state, { facts: { version, revision, hash } }) {
    return { inForce: { version, revision, hash } };
  },
};
