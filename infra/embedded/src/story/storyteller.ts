import { headers, type NatsConnection } from '@nats-io/transport-node';

export type Role = 'system' | 'staff' | 'privacy-officer' | 'auditor';

/** What the story is given: addresses and credentials, as any user of the platform has them. */
export type World = {
  gateway: string;
  token(as: { tenant: string; role: Role; subject: string }): Promise<string>;
  /** Signed in as the tenant's integrating systems. */
  bus(tenant: string): Promise<NatsConnection>;
  /** RFC 3339 moment at which the story begins. */
  begin: string;
  say(line: string): void;
  /** The mails to an address as they came, the newest last; nobody knows of them when they go to a real mail server. */
  mailsTo?(address: string): string[];
};

export type Answer = { status: number; position: number; body: Record<string, unknown> };
export type BusAnswer = {
  seq?: number;
  duplicate?: boolean;
  error?: { code: number };
  problem?: { code?: string; type?: string };
};

export type Storyteller = ReturnType<typeof storyteller>;

/** The hands of everybody in the story: they speak HTTP and NATS and know nothing of the inside. */
export function storyteller(world: World) {
  const tokens = new Map<string, Promise<string>>();
  const buses = new Map<string, Promise<NatsConnection>>();
  const failures: string[] = [];
  let checks = 0;
  let now = world.begin;

  const busOf = (tenant: string) => remembered(buses, tenant, () => world.bus(tenant));

  async function call(
    method: 'GET' | 'POST',
    path: string,
    as: { tenant: string; role: Role } | 'anyone',
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const bearer =
      as === 'anyone'
        ? {}
        : {
            authorization: `Bearer ${await remembered(tokens, `${as.tenant}/${as.role}`, () => world.token({ ...as, subject: as.role }))}`,
          };
    const response = await fetch(world.gateway + path, {
      method,
      headers: { ...bearer, ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      position: Number(response.headers.get('vitne-position') ?? 0),
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  }

  /** Each service learns of a publication by following the ledger; one read of each waits until it has. */
  async function everyoneKnows(tenant: string, position: number): Promise<void> {
    const staff = { tenant, role: 'staff' } as const;
    const reads = [`/v1/public/${tenant}/statements/in-force`, '/v1/requests', '/v1/retention-rules', '/v1/recipients'];
    await Promise.all(reads.map((path) => call('GET', `${path}?after=${position}`, staff)));
  }

  return {
    call,
    everyoneKnows,
    get: (path: string, as: { tenant: string; role: Role } | 'anyone') => call('GET', path, as),
    post: (path: string, as: { tenant: string; role: Role } | 'anyone', body?: unknown) =>
      call('POST', path, as, body ?? {}),

    /** A system tells on NATS that something happened, as a CloudEvent in binary mode, and hears what became of it. */
    async publish(
      tenant: string,
      context: string,
      type: string,
      source: string,
      id: string,
      data: unknown,
    ): Promise<BusAnswer> {
      const meta = headers();
      const attributes = { specversion: '1.0', id, source, type, time: now, datacontenttype: 'application/json' };
      for (const [name, value] of Object.entries(attributes)) meta.set(`ce-${name}`, value);
      const bus = await busOf(tenant);
      const message = await bus.request(`inbox.${tenant}.${context}.${type}`, JSON.stringify(data), {
        headers: meta,
        timeout: 10_000,
      });
      return message.json<BusAnswer>();
    },

    busOf,

    /** What stands at the end of the link that was sent to an address last; undefined where others carry the mail. */
    async linkSentTo(address: string): Promise<string | undefined> {
      if (!world.mailsTo) return undefined;
      // Long lines are folded in a mail (RFC 2045 § 6.7).
      const linkIn = (mail: string) => /\/links\/([\w.-]+)/.exec(mail.replaceAll(/=\r?\n/g, ''))?.[1] ?? [];
      return this.eventually(
        async () => world.mailsTo?.(address).flatMap(linkIn).at(-1),
        (found) => found !== undefined,
      );
    },

    /** Time goes on: `days` after the story began; everything that falls due meanwhile happens. */
    async until(days: number): Promise<void> {
      now = new Date(Date.parse(world.begin) + days * 86_400_000).toISOString();
      const moved = await call('POST', '/v1/clock', { tenant: 'kaukus', role: 'privacy-officer' }, { to: now });
      if (moved.status !== 200) throw new Error(`The clock did not move: ${JSON.stringify(moved.body)}`);
    },
    today: () => now.slice(0, 10),
    now: () => now,

    /** One sentence of what happened. */
    tell: (sentence: string) => world.say(`${now.slice(0, 10)}  ${sentence}`),

    /** One sentence that has to be true. */
    holds(sentence: string, truth: boolean, otherwise?: unknown): void {
      checks += 1;
      world.say(`            ${truth ? '✓' : '✗'} ${sentence}`);
      if (truth) return;
      failures.push(sentence);
      if (otherwise !== undefined) world.say(`              but: ${JSON.stringify(otherwise).slice(0, 600)}`);
    },

    chapter: (title: string) => world.say(`\n${title}\n${'─'.repeat(title.length)}`),

    /** Asks again until it is so; everything asynchronous here ends within seconds. */
    async eventually<Found>(look: () => Promise<Found>, enough: (found: Found) => boolean): Promise<Found> {
      const deadline = Date.now() + 20_000;
      for (;;) {
        const found = await look();
        if (enough(found) || Date.now() > deadline) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },

    outcome: () => ({ checks, failures }),
    async close() {
      for (const bus of buses.values()) await (await bus).drain();
    },
  };
}

function remembered<Value>(map: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
