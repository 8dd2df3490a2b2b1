import { type BusAnswer, codeOf, type Hands, type HttpAnswer } from './host/hands.ts';
import type { SimulatedPlatform } from './host/simulated-platform.ts';
import type { Act, Step, TenantName } from './world/acts.ts';

/** What a person is shown, as the platform serves it. */
export type Notice = { hash: string; statementVersion: string };
export type Notices = (tenant: TenantName, purpose: string) => Promise<Notice>;

/** Staff tries what it may not: to extend the time of what is answered, or when the first month is over. */
const rightlyRefused: Partial<Record<Step, readonly string[]>> = {
  extension: ['already-closed', 'extension-too-late'],
  // Staff who is too early for the systems leaves it at that.
  fulfilment: ['tasks-open', 'tasks-not-given'],
};

/** Carries acts out, remembers what later acts need of the answers, and counts what nobody expected. */
export function actorOf(hands: Hands, notices: Notices, platform: SimulatedPlatform) {
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

  async function handleIncident(act: Extract<Act, { act: 'incident' }>): Promise<void> {
    const { tenant, key, step, body } = act;
    const path = step === 'report' ? '/v1/incidents' : `/v1/incidents/${incidents.get(key)}/${step}`;
    counts.incidents += 1;
    const once = `${key}-${step}-${counts.incidents}`;
    const answer = await hands.http('POST', tenant, 'staff', path, { body, key: once });
    // Time went on between two looks at the world, so what was in time there may be late here; whoever is told so says why.
    if (codeOf(answer.body) === 'delay-reasons-missing' && !('delayReasons' in body)) {
      return handleIncident({ ...act, body: { ...body, delayReasons: 'We looked too late.' } });
    }
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
      const what = use % 2 === 0 ? 'opening' : 'downloads/portability-json';
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
