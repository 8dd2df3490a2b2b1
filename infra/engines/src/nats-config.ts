import type { NatsAccess } from './nats-folder.ts';
import { exportedSubjects, guestAccounts, type NatsUser, platformAccount, platformUsers } from './nats-users.ts';

export type NatsConfigInput = {
  readonly host: string;
  readonly port: number;
  readonly storeDir: string;
  readonly access: NatsAccess;
  /** A file with the key that the store is encrypted under, relative to the configuration's folder. */
  readonly storeKeyFile?: string | undefined;
};

/**
 * The server's configuration, as JSON, which is part of the NATS configuration language and quotes everything.
 * `sync_interval: always` makes an acknowledgement mean "on disk" (jetstream, measured: the default loses whole streams).
 */
export function natsConfig({ host, port, storeDir, access, storeKeyFile }: NatsConfigInput): string {
  const user = ({ name, publish, subscribe }: NatsUser): object => ({
    user: name,
    password: access.passwords[name],
    permissions: { publish: { allow: publish }, subscribe: { allow: subscribe } },
  });
  const guests = guestAccounts(access.tenants).map(({ name, users, imports }) => [
    name,
    {
      users: users.map(user),
      imports: imports.map((subject) => ({ service: { account: platformAccount, subject } })),
    },
  ]);
  const accounts = {
    [platformAccount]: {
      jetstream: 'enabled',
      users: platformUsers(access.tenants).map(user),
      exports: exportedSubjects(access.tenants).map((service) => ({ service, response_type: 'Stream' })),
    },
    ...Object.fromEntries(guests),
  };
  const config = {
    server_name: 'vitne',
    listen: `${host}:${port}`,
    jetstream: { store_dir: storeDir, sync_interval: 'always' },
    accounts,
  };
  const text = `${JSON.stringify(config, null, 1)}\n`;
  // Including is not part of JSON. The key is, so that it does not lie beside the store that it opens.
  return storeKeyFile === undefined
    ? text
    : text.replace('"jetstream": {', `"jetstream": {\n  include ${JSON.stringify(storeKeyFile)}`);
}
