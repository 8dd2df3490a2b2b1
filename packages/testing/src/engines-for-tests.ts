import { randomBytes } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { addTenant } from '@vitne/engines/nats-engine';
import { accessFile, type NatsCredentials, readCredentials } from '@vitne/engines/nats-folder';
import type { EnginesAddress } from '@vitne/engines/test-engines';
import { MongoClient } from 'mongodb';
import { inject } from 'vitest';

declare module 'vitest' {
  // Declaration merging with the test runner's own interface needs an interface.
  interface ProvidedContext {
    engines: EnginesAddress;
  }
}

/** The real engines of this test run. Isolation comes from names: take a fresh tenant and a fresh database. */
export type EnginesForTests = EnginesAddress & {
  /** How a user of the bus signs in; spread it into the options of `connect`. */
  readonly credentials: (user: string) => Partial<NatsCredentials>;
  readonly connectNats: (user?: string) => Promise<NatsConnection>;
  readonly connectMongo: () => Promise<MongoClient>;
  /** Gives a tenant the users `system-<tenant>` and `auditor-<tenant>`; the services need none of their own. */
  readonly addTenant: (tenant: string) => Promise<void>;
};

/** The engines that the global setup started; available in every test file. */
export function enginesForTests(): EnginesForTests {
  const address = inject('engines');
  const { natsUrl, mongoUrl, natsFolder } = address;
  const credentials = (user: string): Partial<NatsCredentials> => credentialsOf(address, user);
  return {
    ...address,
    credentials,
    connectNats: (user = 'admin') => connect({ servers: natsUrl, ...credentials(user) }),
    connectMongo: () => new MongoClient(mongoUrl).connect(),
    addTenant: async (tenant) => {
      if (natsFolder) await addTenant(natsFolder, tenant);
    },
  };
}

/** A tenant name that no other test has. */
export const freshTenant = (prefix = 'tenant'): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** A database name that no other test has. */
export const freshDatabase = (prefix = 'test'): string => `${prefix}_${randomBytes(5).toString('hex')}`;

function credentialsOf({ natsUrl, natsFolder }: EnginesAddress, user: string): Partial<NatsCredentials> {
  const file = natsFolder ? accessFile(natsFolder) : process.env['VITNE_NATS_PASSWORDS'];
  if (file) return readCredentials(file, user);
  const { username, password } = new URL(natsUrl);
  return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {};
}
