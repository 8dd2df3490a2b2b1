import { type Chance, chance } from '../seeded-random.ts';
import { type Act, dayMs, type IncidentStep, type Life, type TenantName } from './acts.ts';

/** Kaukus hands data of some of its people to whoever hosts it; now and then of somebody who does not want that, or is gone. */
export function hand(life: Life): void {
  const { tenant, name, person, fromMs, untilMs } = life;
  const own = life.chance.of('disclosures');
  if (tenant !== 'kaukus' || person.kind !== 'email' || !own.happens(0.6)) return;
  for (let turn = own.whole(1, 4); turn > 0; turn--) {
    const atMs = own.moment(fromMs, untilMs);
    const id = `${name}-disclosure-${turn}`;
    const purpose = own.one(['answer-enquiries', 'customer-relationship']);
    const dataCategories = own.one([['enquiry'], ['contact'], ['identity', 'contact']]);
    life.acts.push({
      act: 'disclosure',
      tenant,
      lane: name,
      atMs,
      id,
      person,
      recipient: 'hetzner',
      purpose,
      dataCategories,
    });
  }
}

/** Whoever asked for a copy is handed a link by the privacy officer once more, and reads and takes away what is behind it. */
export function fetch(life: Life): void {
  const { tenant, name, untilMs } = life;
  const own = life.chance.of('packages');
  const asked = life.acts.find((act) => act.act === 'request' && /access|portability/.test(act.requestType));
  if (!asked || asked.act !== 'request' || !own.happens(0.8)) return;
  const { key } = asked;
  for (let turn = own.whole(1, 3); turn > 0; turn--) {
    const atMs = asked.atMs + own.moment(20 * dayMs, 110 * dayMs);
    if (atMs < untilMs)
      life.acts.push({
        act: 'package',
        tenant,
        lane: name,
        atMs,
        key,
        id: `${key}-package-${turn}`,
        uses: own.whole(1, 12),
      });
  }
}

const words = 'What was found, in a few words.';
const assessed = (risk: 'none' | 'risk') => ({
  nature: ['confidentiality'],
  risk,
  description: words,
  consequences: words,
  measures: words,
  reasoning: words,
});

/** Incidents of both organisations: notified in time, late, in phases or never, waived, or no breach at all. */
export function incidentsOf(seed: string, many: number, beginMs: number, endMs: number): Act[] {
  return Array.from({ length: many }, (_, number) =>
    incident(chance(`${seed}/incident-${number}`), number, beginMs, endMs),
  ).flat();
}

function incident(own: Chance, number: number, beginMs: number, endMs: number): Act[] {
  const tenant: TenantName = own.happens(0.5) ? 'catacloud' : 'kaukus';
  const key = `incident-${number}`;
  const acts: Act[] = [];
  let atMs = own.moment(beginMs + dayMs, beginMs + (endMs - beginMs) * 0.85);
  const step = (what: IncidentStep, body: object, afterMs = 3_600_000) => {
    atMs += afterMs;
    acts.push({ act: 'incident', tenant, lane: key, atMs, key, step: what, body: { ...body } });
  };
  step('report', { kind: own.one(['breach', 'abuse']), text: words, receivedThrough: 'staff' });
  if (own.happens(0.15)) {
    step('closure', { outcome: 'no-breach', lessons: words });
    return acts;
  }
  step('detection', { by: 'monitoring', findings: words });
  step('awareness', { reasoning: words });
  const way = own.one(['in-time', 'in-phases', 'late', 'waived', 'never'] as const);
  step('assessments', assessed(way === 'waived' ? 'none' : 'risk'));
  const longMs = own.moment(90 * dayMs, 200 * dayMs);
  if (way === 'never') return acts;
  if (way === 'waived') step('authority-notice-waiver', { reasoning: words });
  else if (way === 'late') step('authority-notices', { moreFollows: false, delayReasons: words }, longMs);
  else step('authority-notices', { moreFollows: way === 'in-phases' });
  if (way === 'in-phases') step('authority-notices', { moreFollows: false }, longMs);
  if (own.happens(0.7)) step('closure', { outcome: 'breach', lessons: words }, own.moment(dayMs, longMs));
  return acts;
}
