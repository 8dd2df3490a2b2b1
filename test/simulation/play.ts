import { setTimeout as pause } from 'node:timers/promises';
import { type BusAnswer, codeOf, type Hands, type HttpAnswer, handsOf } from './host/hands.ts';
import { ledgerLines } from './host/ledger-lines.ts';
import { type SimulatedPlatform, simulatedPlatform } from './host/simulated-platform.ts';
import { systemsOfTheWorld } from './host/systems-of-the-world.ts';
import { statements } from './statements.ts';
import type { Act, Step, TenantName } from './world/acts.ts';
import type { World } from './world/world.ts';

/** What became of a world on a real platform: its ledgers as they lie on the bus, and what the world met. */
export type Played = {
  /** Each ledger as lines of JSON, one for each raw message. */
  ledgers: Readonly<Record<TenantName, string>>;
  counts: Record<string, number>;
  /** Answers that nobody in the world expected, by what was asked. */
  surprises: Record<string, number>;
  seconds: number;
};

const atOnce = 24;

/** Lives the world on the platform: time goes on from tick to tick, and at each of them everything happens that is told by then. */
export async function play(world: World, say: (line: string) => void = () => {}): Promise<Played> {
  const startedMs = performance.now();
  const platform = await simulatedPlatform(world.beginMs);
  let kept = true;
  try {
    const hands = handsOf(platform);
    const notices = await publishStatements(hands);
    await agreeWithHost(hands);
    const systems = systemsOfTheWorld(world.size.seed, platform, hands);
    const actor = actorOf(hands, notices, platform);
    let next = 0;
    for (const [index, tickMs] of world.ticks.entries()) {
      await platform.steer(tickMs);
      const acts: Act[] = [];
      for (; (world.acts[next]?.atMs ?? Number.POSITIVE_INFINITY) <= tickMs; next++) acts.push(world.acts[next] as Act);
      const fault = world.crashes.get(index);
      const broken = fault === undefined ? undefined : breakSomething(platform, fault, acts.length);
      await inLanes(acts, actor.carryOut);
      await broken;
      await systems.work(tickMs);
      if (index % Math.ceil(world.ticks.length / 10) === 0) {
        const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
        say(`${platform.now().slice(0, 10)}  ${next} of ${world.acts.length} acts, ${seconds} s`);
      }
    }
    // What was told at the end is due at the next look; nothing new is told any more.
    await platform.steer(world.endMs + 86_400_000);
    await systems.work(world.endMs + 86_400_000);
    await platform.steer(world.endMs + 2 * 86_400_000);
    const ledgers = {
      catacloud: await ledgerLines(await platform.bus('auditor'), 'catacloud'),
      kaukus: await ledgerLines(await platform.bus('auditor'), 'kaukus'),
    };
    kept = false;
    return {
      ledgers,
      counts: { acts: world.acts.length, ...hands.counts, ...systems.counts, ...actor.counts },
      surprises: actor.surprises,
      seconds: (performance.now() - startedMs) / 1_000,
    };
  } finally {
    if (kept) say(`The data of the broken run is in ${platform.dataDir}.`);
    await platform.stop({ keep: kept });
  }
}

/** In the middle of what is being told; without anything to tell, at rest. */
async function breakSomething(platform: SimulatedPlatform, fault: 'platform' | 'nats' | 'mongo', acts: number) {
  await pause(Math.min(40, acts));
  if (fault === 'platform') await platform.crash();
  else platform.endEngine(fault);
}

/** Acts of one person follow each other; people do not wait for each other. */
async function inLanes(acts: readonly Act[], carryOut: (act: Act) => Promise<void>): Promise<void> {
  const lanes = [...Map.groupBy(acts, ({ lane }) => lane).values()];
  const workers = Array.from({ length: Math.min(atOnce, lanes.length) }, async () => {
    for (let lane = lanes.pop(); lane; lane = lanes.pop()) for (const act of lane) await carryOut(act);
  });
  await Promise.all(workers);
}

/** Staff tries what it may not: to extend the time of what is answered, or when the first month is over. */
const rightlyRefused: Partial<Record<Step, readonly string[]>> = {
  extension: ['already-closed', 'extension-too-late'],
  // Staff who is too early for the systems leaves it at that.
  fulfilment: ['tasks-open', 'tasks-not-given'],
};

type Notice = { hash: string; statementVersion: string };
type Notices = (tenant: TenantName, purpose: string) => Promise<Notice>;

async function publishStatements(hands: Hands): Promise<Notices> {
  for (const [tenant, file] of Object.entries(statements())) {
    const { status, body } = await hands.http('POST', tenant, 'privacy-officer', '/v1/statements', {
      body: { file },
      key: tenant,
    });
    if (status > 201) throw new Error(`The statement was refused: ${JSON.stringify(body)}`);
  }
  const known = new Map<string, Notice>();
  return async (tenant, purpose) => {
    const key = `${tenant}/${purpose}`;
    const found = known.get(key) ?? (await fetchNotice(hands, tenant, purpose));
    known.set(key, found);
    return found;
  };
}

/** Kaukus may hand its host nothing without an agreement; the host is known a moment after the statement is. */
async function agreeWithHost(hands: Hands): Promise<void> {
  const body = { agreement: 'dpa-2026', signed: '2026-01-05' };
  for (let attempt = 0; attempt < 100; attempt++) {
    const path = '/v1/recipients/hetzner/agreements';
    const { status } = await hands.http('POST', 'kaukus', 'privacy-officer', path, { body, key: 'dpa-2026' });
    if (status < 300) return;
    await pause(200);
  }
  throw new Error('The agreement with the host was never taken.');
}

async function fetchNotice(hands: Hands, tenant: TenantName, purpose: string): Promise<Notice> {
  const { body } = await hands.http('GET', tenant, 'anyone', `/v1/public/${tenant}/notices/${purpose}?language=nb`);
  const { hash, notice } = body as { hash: string; notice: { statementVersion: string } };
  return { hash, statementVersion: notice.statementVersion };
}

/** Carries acts out, remembers what later acts need of the answers, and counts what nobody expected. */
function actorOf(hands: Hands, notices: Notices, platform: SimulatedPlatform) {
  const requests = new Map<string, string>();
  /** Requests that a package answers by itself, perhaps before staff does. */
  const byPackage = new Set<string>();
  const holds = new Map<string, string>();
  const incidents = new Map<string, string>();
  const counts = {
    disclosures: 0,
    disclosuresRefused: 0,
    incidents: 0,
    packagesOpened: 0,
    events: 0,
    refusals: 0,
    choices: 0,
    requests: 0,
    steps: 0,
    stepsRefused: 0,
    questions: 0,
  };
  const surprises: Record<string, number> = {};
  const surprise = (what: string) => {
    surprises[what] = (surprises[what] ?? 0) + 1;
  };
  const expect2xx = (what: string, { status, body }: HttpAnswer) => {
    if (status > 201) surprise(`${what}: ${codeOf(body)}`);
  };

  async function tellEvent(act: Extract<Act, { act: 'event' }>): Promise<void> {
    const { type, source, id, data, occurredMs } = act;
    const event = { type, source, id, data, time: new Date(occurredMs).toISOString() };
    const answers: BusAnswer[] = [];
    for (let copy = 0; copy < act.copies; copy++) answers.push(await hands.publish(act.tenant, event));
    counts.events += 1;
    if (act.refused !== undefined) counts.refusals += 1;
    const codes = answers.map(({ code }) => code ?? 'accepted');
    const wanted = act.refused ?? 'accepted';
    for (const code of codes) if (code !== wanted) surprise(`${type}: ${code}`);
    const positions = new Set(answers.map(({ seq }) => seq));
    if (act.refused === undefined && positions.size !== 1) surprise(`${type}: told twice, recorded twice`);
  }

  async function choose({ tenant, person, purpose, decision, id }: Extract<Act, { act: 'choice' }>): Promise<void> {
    counts.choices += 1;
    const surface = person.kind === 'cookie' ? 'cookie-banner' : 'web-form';
    const doors =
      person.kind === 'cookie'
        ? (['anyone', `/v1/public/${tenant}/consents`] as const)
        : (['system', '/v1/consents'] as const);
    const [role, path] = doors;
    if (decision === 'withdrawn') {
      const answer = await hands.http('POST', tenant, role, `${path}/withdrawals`, {
        body: { person, purpose, surface },
        key: id,
      });
      if (codeOf(answer.body) !== 'nothing-to-withdraw') expect2xx('withdrawal', answer);
      return;
    }
    const { hash, statementVersion } = await notices(tenant, purpose);
    const shown = { noticeHash: hash, language: 'nb', surface, method: 'pressed-button' };
    const body = { person, purpose, decision, statementVersion, shown };
    const answer = await hands.http('POST', tenant, role, path, { body, key: id });
    // A reader who opted out and orders again is asked again: the platform keeps no such question from a form.
    expect2xx(`choice ${decision}`, answer);
  }

  async function disclose(act: Extract<Act, { act: 'disclosure' }>): Promise<void> {
    const { tenant, person, recipient, purpose, dataCategories, id } = act;
    const body = { person, recipient, purpose, dataCategories };
    const answer = await hands.http('POST', tenant, 'staff', '/v1/disclosures', { body, key: id });
    if (codeOf(answer.body) === 'use-not-allowed') counts.disclosuresRefused += 1;
    else {
      counts.disclosures += 1;
      expect2xx('disclosure', answer);
    }
  }

  async function handleIncident({ tenant, key, step, body }: Extract<Act, { act: 'incident' }>): Promise<void> {
    const path = step === 'report' ? '/v1/incidents' : `/v1/incidents/${incidents.get(key)}/${step}`;
    counts.incidents += 1;
    const once = `${key}-${step}-${counts.incidents}`;
    const answer = await hands.http('POST', tenant, 'staff', path, { body, key: once });
    expect2xx(`incident ${step}`, answer);
    if (step === 'report') incidents.set(key, String(answer.body['incident']));
  }

  /** A package that is not there yet, or not any more, is opened by nobody; a link that is used up opens nothing. */
  async function openPackage({ tenant, key, id, uses }: Extract<Act, { act: 'package' }>): Promise<void> {
    const path = `/v1/packages?state=assembled&request=${requests.get(key)}`;
    const { packages } = (await hands.http('GET', tenant, 'staff', path)).body as { packages?: { package: string }[] };
    const [made] = packages ?? [];
    if (!made) return;
    const links = `/v1/packages/${made.package}/links`;
    const body = { through: 'by-hand' };
    const { address } = (await hands.http('POST', tenant, 'privacy-officer', links, { body, key: id })).body;
    if (typeof address !== 'string') return;
    const { pathname } = new URL(address);
    for (let use = 0; use < uses; use++) {
      const what = use % 2 === 0 ? 'opening' : 'downloads/json';
      const { status } = await hands.http('POST', tenant, 'anyone', `${pathname}/${what}`);
      if (status < 300) counts.packagesOpened += 1;
      else if (use < 10) surprise(`package ${what}: ${status}`);
    }
  }

  async function carryOut(act: Act): Promise<void> {
    const { tenant } = act;
    switch (act.act) {
      case 'event':
        return tellEvent(act);
      case 'choice':
        return choose(act);
      case 'request': {
        counts.requests += 1;
        const { person, requestType, receivedMs, key } = act;
        const contact = person.kind === 'email' ? { contact: { email: person.value } } : {};
        const received = new Date(receivedMs).toISOString();
        const body = { person, requestType, receivedThrough: 'email', received, text: 'I ask for this.', ...contact };
        const answer = await hands.http('POST', tenant, 'staff', '/v1/requests', { body, key });
        expect2xx(`request ${requestType}`, answer);
        requests.set(key, String(answer.body['request']));
        if (requestType === 'access' || requestType === 'portability') byPackage.add(key);
        return;
      }
      case 'step': {
        counts.steps += 1;
        const request = requests.get(act.key);
        const path = `/v1/requests/${request}/${act.step}`;
        const key = `${act.key}-${act.step}`;
        const answer = await hands.http('POST', tenant, 'staff', path, { body: act.body, key });
        const code = codeOf(answer.body);
        const isTooLate = act.step === 'fulfilment' && byPackage.has(act.key) && code === 'already-closed';
        if (answer.status > 201 && (isTooLate || rightlyRefused[act.step]?.includes(code))) counts.stepsRefused += 1;
        else expect2xx(`request ${act.step}`, answer);
        return;
      }
      case 'question': {
        counts.questions += 1;
        const { person, purpose, dataCategory, id } = act;
        const body = { person, purpose, dataCategory, log: true };
        expect2xx('question', await hands.http('POST', tenant, 'staff', '/v1/decisions', { body, key: id }));
        return;
      }
      case 'hold': {
        const { person, dataCategories, until, key } = act;
        if (until !== undefined && until < platform.now().slice(0, 10)) return;
        const body = {
          person,
          dataCategories,
          ground: 'legal-claim',
          reference: 'case-1',
          ...(until !== undefined && { until }),
        };
        const answer = await hands.http('POST', tenant, 'privacy-officer', '/v1/legal-holds', { body, key });
        expect2xx('legal hold', answer);
        holds.set(key, String(answer.body['hold']));
        return;
      }
      case 'disclosure':
        return disclose(act);
      case 'incident':
        return handleIncident(act);
      case 'package':
        return openPackage(act);
      case 'lift': {
        const hold = holds.get(act.key);
        const key = `${act.key}-lift`;
        expect2xx(
          'lifting',
          await hands.http('POST', tenant, 'privacy-officer', `/v1/legal-holds/${hold}/lift`, { body: {}, key }),
        );
      }
    }
  }

  return { carryOut, counts, surprises };
}
