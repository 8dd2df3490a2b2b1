import type { Chance } from '../seeded-random.ts';
import { about, dayMs, type Life, tell, visitorOf } from './acts.ts';
import { choose } from './choices.ts';

/** Lives of people whom Catacloud's statement is about. */
export const catacloudLives: Readonly<Record<string, (life: Life) => void>> = {
  'user-of-a-client': userOfAClient,
  'newsletter-reader': newsletterReader,
  'course-participant': courseParticipant,
  'support-enquirer': supportEnquirer,
  'site-visitor': siteVisitor,
};

const email = (life: Life) => ({ email: life.person.value });

/** A company takes the product into use, its user works with it, gets invoices, and the company leaves, perhaps to return. */
function userOfAClient(life: Life): void {
  const { chance, fromMs, untilMs, name } = life;
  const client = { kind: 'company', value: `org-${name}` };
  const ofClient = (type: string, source: string, atMs: number, more: object = {}) =>
    tell(life, type, source, atMs, { client, ...more }, { lane: name });
  ofClient('client.created', 'catacloud-app', fromMs);
  ofClient('module.added', 'catacloud-app', fromMs + 60_000, { module: 'invoicing' });
  ofClient('subscription.started', 'catacloud-crm', fromMs + 120_000);
  ofClient('service-agreement.started', 'catacloud-crm', fromMs + 180_000);
  const bornMs = fromMs + chance.moment(dayMs, 30 * dayMs);
  const profile = { identity: { name: 'A User' }, contact: email(life), location: { placeOfResidence: 'Bergen' } };
  tell(life, 'profile.created', 'catacloud-app', bornMs, about(life, { client, ...profile }));
  const endMs = chance.happens(0.7) ? chance.moment(bornMs + 60 * dayMs, untilMs) : untilMs;
  use(life, bornMs, endMs, client);
  invoices(life, bornMs, endMs, client);
  if (chance.happens(0.4))
    tell(
      life,
      'register-data.fetched',
      'catacloud-crm',
      chance.moment(bornMs, endMs),
      about(life, { client, source: 'bronnoysund', register: { organisation: 'A Company', industry: 'trade' } }),
    );
  if (endMs >= untilMs) return;
  leave(life, endMs, ofClient);
  const backMs = endMs + chance.moment(10 * dayMs, 500 * dayMs);
  if (!chance.happens(0.35) || backMs >= untilMs) return;
  ofClient('module.added', 'catacloud-app', backMs, { module: 'invoicing' });
  ofClient('subscription.started', 'catacloud-crm', backMs + 60_000);
  ofClient('service-agreement.started', 'catacloud-crm', backMs + 120_000);
  tell(life, 'profile.created', 'catacloud-app', backMs + dayMs, about(life, { client, ...profile }));
  const goneMs = backMs + chance.moment(60 * dayMs, 900 * dayMs);
  if (goneMs < untilMs) leave(life, goneMs, ofClient);
}

function leave(
  life: Life,
  atMs: number,
  ofClient: (type: string, source: string, atMs: number, more?: object) => void,
): void {
  const { chance } = life;
  ofClient('subscription.ended', 'catacloud-crm', atMs);
  ofClient('service-agreement.ended', 'catacloud-crm', atMs + chance.moment(0, 5 * dayMs));
  ofClient('module.removed', 'catacloud-app', atMs + chance.moment(0, 5 * dayMs), { module: 'invoicing' });
}

function use(life: Life, fromMs: number, toMs: number, client: object): void {
  const { chance } = life;
  const visits = chance.whole(1, 6);
  for (let visit = 0; visit < visits; visit++) {
    const atMs = chance.moment(fromMs, toMs);
    const seen = { client, behaviour: { page: '/invoices', action: 'click' } };
    tell(life, 'behaviour.observed', 'catacloud-app', atMs, about(life, seen));
  }
}

function invoices(life: Life, fromMs: number, toMs: number, client: object): void {
  const { chance } = life;
  const count = chance.whole(0, 5);
  for (let invoice = 0; invoice < count; invoice++) {
    const atMs = chance.moment(fromMs, toMs);
    const material = chance.happens(0.6) ? 'primary' : 'secondary';
    const voucher = {
      client,
      material,
      accountingYearEnd: yearEndAfter(chance, atMs),
      voucher: { reference: `v-${invoice}` },
    };
    tell(life, 'accounting-material.recorded', 'catacloud-crm', atMs, about(life, voucher));
  }
}

/** Most accounting years end in December, some in June. The day is that of Oslo; a day is left to either side. */
function yearEndAfter(chance: Chance, atMs: number): string {
  const day = new Date(atMs + dayMs).toISOString().slice(0, 10);
  const year = Number(day.slice(0, 4));
  if (chance.happens(0.8)) return `${year}-12-31`;
  return day <= `${year}-06-30` ? `${year}-06-30` : `${year + 1}-06-30`;
}

function newsletterReader(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  let atMs = fromMs;
  for (let turn = chance.whole(1, 3); turn > 0 && atMs < untilMs; turn--) {
    const signUp = { contact: email(life), identity: { name: 'A Reader' } };
    const connection = chance.happens(0.3) ? { connection: { ipAddress: '192.0.2.17' } } : {};
    tell(life, 'newsletter.signed-up', 'catacloud-crm', atMs, about(life, { ...signUp, ...connection }));
    choose(life, 'newsletter', 'given', atMs + 3_600_000);
    const outMs = atMs + chance.moment(5 * dayMs, 1_500 * dayMs);
    if (outMs >= untilMs || chance.happens(0.2)) return;
    tell(life, 'newsletter.opted-out', 'catacloud-crm', outMs, about(life));
    atMs = outMs + chance.moment(2 * dayMs, 700 * dayMs);
  }
}

function courseParticipant(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  tell(
    life,
    'course.signed-up',
    'catacloud-crm',
    fromMs,
    about(life, { contact: email(life), identity: { name: 'A Pupil' } }),
  );
  const heldMs = fromMs + chance.moment(10 * dayMs, 120 * dayMs);
  if (heldMs < untilMs) tell(life, 'course.held', 'catacloud-crm', heldMs, about(life));
  const outMs = fromMs + chance.moment(10 * dayMs, 1_500 * dayMs);
  if (outMs < untilMs && chance.happens(0.7)) tell(life, 'course.opted-out', 'catacloud-crm', outMs, about(life));
}

function supportEnquirer(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  let atMs = fromMs;
  for (let turn = chance.whole(1, 3); turn > 0 && atMs < untilMs; turn--) {
    const asked = { contact: email(life), enquiry: { subject: 'Help', message: 'How does this work?' } };
    tell(life, 'support.contacted', 'catacloud-crm', atMs, about(life, asked));
    atMs += chance.moment(dayMs, 700 * dayMs);
  }
}

function siteVisitor(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  const visitor: Life = { ...life, person: visitorOf(life.name) };
  const purpose = chance.one(['statistics', 'usability', 'campaign-measurement']);
  choose(visitor, purpose, chance.happens(0.7) ? 'given' : 'refused', fromMs);
  let atMs = fromMs + dayMs;
  for (let visit = chance.whole(1, 4); visit > 0 && atMs < untilMs; visit--) {
    const seen = { behaviour: { page: '/', action: 'scroll' } };
    const cookie = { cookie: 'catacloud_visit' };
    if (chance.happens(0.5)) tell(visitor, 'behaviour.observed', 'catacloud-site', atMs, about(visitor, seen));
    else tell(visitor, 'cookie.set', 'catacloud-site', atMs, about(visitor, cookie));
    atMs += chance.moment(dayMs, 200 * dayMs);
  }
  if (chance.happens(0.4)) choose(visitor, purpose, 'withdrawn', chance.moment(fromMs + dayMs, untilMs));
}
