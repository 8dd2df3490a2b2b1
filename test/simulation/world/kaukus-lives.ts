import { about, dayMs, type Life, tell, visitorOf } from './acts.ts';
import { choose } from './choices.ts';

/** Lives of people whom Kaukus' statement is about. */
export const kaukusLives: Readonly<Record<string, (life: Life) => void>> = {
  enquirer,
  'newsletter-subscriber': newsletterSubscriber,
  'user-of-moteadm': userOfMoteadm,
  'site-visitor': siteVisitor,
};

const email = (life: Life) => ({ email: life.person.value });

/** Somebody asks, is answered, perhaps becomes a customer's contact, and the agreement ends one day. */
function enquirer(life: Life): void {
  const { chance, fromMs, untilMs, name } = life;
  let atMs = fromMs;
  for (let turn = chance.whole(1, 3); turn > 0 && atMs < untilMs; turn--) {
    const asked = { contact: email(life), enquiry: { subject: 'A question', message: 'Can you show us?' } };
    tell(life, 'enquiry.received', chance.one(['kaukus-site', 'kaukus-mail']), atMs, about(life, asked));
    const answeredMs = atMs + chance.moment(3_600_000, 20 * dayMs);
    if (chance.happens(0.7)) tell(life, 'enquiry.answered', 'kaukus-mail', answeredMs, about(life));
    atMs = answeredMs + chance.moment(dayMs, 500 * dayMs);
  }
  if (!chance.happens(0.3) || atMs >= untilMs) return;
  const client = { kind: 'company', value: `municipality-${name}` };
  const prompt = { prompt: true } as const;
  tell(life, 'service-agreement.started', 'moteadm', atMs, { client }, prompt);
  tell(life, 'customer.converted', 'moteadm', atMs + 60_000, about(life, { client }), prompt);
  const endMs = atMs + chance.moment(30 * dayMs, 1_200 * dayMs);
  if (endMs >= untilMs) return;
  tell(life, 'service-agreement.ended', 'moteadm', endMs, { client });
  const backMs = endMs + chance.moment(10 * dayMs, 400 * dayMs);
  if (chance.happens(0.3) && backMs < untilMs) tell(life, 'service-agreement.started', 'moteadm', backMs, { client });
}

function newsletterSubscriber(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  tell(
    life,
    'newsletter.signed-up',
    'kaukus-mail',
    fromMs,
    about(life, { contact: email(life), identity: { name: 'A Reader' } }),
  );
  choose(life, 'newsletter', 'given', fromMs + 3_600_000);
  const outMs = fromMs + chance.moment(dayMs, 2_000 * dayMs);
  if (outMs >= untilMs) return;
  if (chance.happens(0.6)) tell(life, 'newsletter.opted-out', 'kaukus-mail', outMs, about(life));
  else choose(life, 'newsletter', 'withdrawn', outMs);
}

function userOfMoteadm(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  let atMs = fromMs;
  for (let turn = chance.whole(1, 4); turn > 0 && atMs < untilMs; turn--) {
    const cookie = { cookie: '_moeteadm_session' };
    tell(life, 'cookie.set', 'moteadm', atMs, about(life, cookie));
    const outMs = atMs + chance.moment(3_600_000, 20 * dayMs);
    tell(life, 'cookie.removed', 'moteadm', outMs, about(life, cookie));
    atMs = outMs + chance.moment(dayMs, 400 * dayMs);
  }
}

function siteVisitor(life: Life): void {
  const { chance, fromMs, untilMs } = life;
  const visitor: Life = { ...life, person: visitorOf(life.name) };
  const purpose = chance.one(['analytics', 'preferences', 'marketing']);
  choose(visitor, purpose, chance.happens(0.6) ? 'given' : 'refused', fromMs);
  let atMs = fromMs + 60_000;
  for (let visit = chance.whole(1, 4); visit > 0 && atMs < untilMs; visit--) {
    const line = { log: { maskedIp: '192.0.2.0', line: 'GET /' } };
    tell(visitor, 'technical-log.written', 'kaukus-site', atMs, about(visitor, line));
    const seen = { behaviour: { page: '/', action: 'scroll' } };
    if (chance.happens(0.5)) tell(visitor, 'behaviour.observed', 'kaukus-site', atMs + 1_000, about(visitor, seen));
    atMs += chance.moment(dayMs, 300 * dayMs);
  }
  if (chance.happens(0.4)) choose(visitor, purpose, 'withdrawn', chance.moment(fromMs + dayMs, untilMs));
}
