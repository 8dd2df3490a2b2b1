/** What a NATS user may publish and hear. Whatever is not listed is refused by the server. */
export type NatsPermissions = { readonly publish: readonly string[]; readonly subscribe: readonly string[] };
export type NatsUser = NatsPermissions & { readonly name: string };

/** A subject of the platform's account that another account may call, and the answers of which come back. */
export type NatsAccount = {
  readonly name: string;
  readonly users: readonly NatsUser[];
  readonly imports: readonly string[];
};

/** The contexts that own events; each has a user that may append to its own part of every ledger only. */
export const serviceUsers = ['consent', 'request-intake', 'retention', 'processor-registry'] as const;
export const platformAccount = 'PLATFORM';

/** Reads every ledger and signs it; it takes no user events and has no key that opens anything. */
export const notaryUser = 'notary';

/** The services that take user events; nobody may publish for another, where it would be kept and never answered. */
export const inboxServices = ['consent', 'request-intake', 'retention'] as const;

/** The services that tell systems what to do. */
export const orderingServices: readonly string[] = ['retention', 'request-intake'];

/** A user event's type has two tokens, so no subject with fewer or more can be published. */
const inboxOf = (tenant: string): readonly string[] => inboxServices.map((context) => `inbox.${tenant}.${context}.*.*`);

/** The streams whose names the permissions speak of. */
export const ledgerStream = (tenant: string): string => `LEDGER_${tenant}`;
export const checkpointsStream = (tenant: string): string => `CHECKPOINTS_${tenant}`;
export const ordersStream = (tenant: string): string => `ORDERS_${tenant}`;
export const systemUser = (tenant: string): string => `system-${tenant}`;
export const auditorUser = (tenant: string): string => `auditor-${tenant}`;

const replies = ['_INBOX.>'];

/** Reading streams and keeping consumers, but no stream's creation, change, purge, restoration or end. */
const jetStreamUse = [
  '$JS.API.INFO',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.INFO.*',
  '$JS.API.STREAM.MSG.GET.*',
  '$JS.API.DIRECT.GET.>',
  '$JS.API.CONSUMER.>',
  '$JS.ACK.>',
  '$JS.FC.>',
];

/**
 * The users inside the platform's own account. Only they share an account with the streams, because the server sends
 * its answers to whatever reply subject a client names: a stranger in this account could name a ledger's subject and
 * have an answer stored there, whatever that stranger may publish.
 */
export function platformUsers(tenants: readonly string[]): readonly NatsUser[] {
  return [
    { name: 'admin', publish: ['>'], subscribe: ['>'] },
    ...serviceUsers.map((context) => ({
      name: context,
      publish: [
        `ledger.*.${context}.>`,
        ...(orderingServices.includes(context) ? ['orders.>'] : []),
        'vault.>',
        ...jetStreamUse,
        ...replies,
        '_R_.>',
      ],
      subscribe: ['ledger.>', 'vault.>', `inbox.*.${context}.>`, 'confirmations.>', ...replies],
    })),
    {
      name: notaryUser,
      publish: [`ledger.*.${notaryUser}.>`, 'checkpoints.>', ...tenants.flatMap(ledgerReading), '$JS.API.INFO'],
      subscribe: replies,
    },
  ];
}

/** The accounts beside the platform's: they reach it through named subjects, and their reply subjects stay theirs. */
export function guestAccounts(tenants: readonly string[]): readonly NatsAccount[] {
  const reading = tenants.flatMap(ledgerReading);
  return [
    {
      name: 'GATEWAY',
      users: [{ name: 'gateway', publish: [...inboxOf('*'), '$JS.API.INFO'], subscribe: replies }],
      imports: [...inboxOf('*'), '$JS.API.INFO'],
    },
    {
      name: 'AUDIT',
      users: [{ name: 'auditor', publish: ['$JS.API.INFO', ...reading], subscribe: replies }],
      imports: ['$JS.API.INFO', ...reading],
    },
    ...tenants.map(tenantAccount),
  ];
}

/** The subjects of the platform's account that guests may import. */
export function exportedSubjects(tenants: readonly string[]): readonly string[] {
  return [...new Set(guestAccounts(tenants).flatMap(({ imports }) => imports))];
}

function tenantAccount(tenant: string): NatsAccount {
  const reading = ledgerReading(tenant);
  const working = [
    ...inboxOf(tenant),
    `confirmations.${tenant}.>`,
    `$JS.API.CONSUMER.INFO.${ordersStream(tenant)}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${ordersStream(tenant)}.*`,
    `$JS.ACK.${ordersStream(tenant)}.>`,
  ];
  return {
    name: `TENANT_${tenant}`,
    users: [
      { name: systemUser(tenant), publish: working, subscribe: [...replies, `orders.${tenant}.>`] },
      { name: auditorUser(tenant), publish: ['$JS.API.INFO', ...reading], subscribe: replies },
    ],
    imports: ['$JS.API.INFO', ...working, ...reading],
  };
}

/**
 * What reading one ledger from its first event takes. Deleting a consumer is not among it, so that no auditor can end
 * a service's: an auditor's own ones expire by themselves.
 */
const ledgerReading = (tenant: string): readonly string[] =>
  [ledgerStream(tenant), checkpointsStream(tenant)].flatMap(streamReading);

function streamReading(stream: string): readonly string[] {
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.DIRECT.GET.${stream}`,
    `$JS.API.DIRECT.GET.${stream}.>`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.FC.${stream}.>`,
  ];
}
