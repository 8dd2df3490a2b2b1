import { openPackage } from './open-package.ts';
import type { Answer, Storyteller } from './storyteller.ts';
import type { LookUp } from './systems-of-a-tenant.ts';

const tenant = 'kaukus';
const officer = { tenant, role: 'privacy-officer' } as const;
const staff = { tenant, role: 'staff' } as const;
const visitor = { kind: 'cookie', value: 'visitor-7f3a9c21e5b84d06' } as const;
const enquirer = { kind: 'email', value: 'ordforer@fjordvik.example' } as const;

/** A visitor at the cookie banner: nothing without a choice, and a choice can be taken back (K5–K7). */
export async function visitorChooses(story: Storyteller): Promise<void> {
  story.chapter('A visitor meets the cookie banner of kaukus.no (K4–K8)');
  const notice = await story.get(`/v1/public/${tenant}/notices/analytics?language=nb`, 'anyone');
  story.tell('A visitor opens kaukus.no and is asked about statistics, in words that come from the statement.');
  const { hash: noticeHash, notice: shownNotice } = notice.body as {
    hash: string;
    notice: { statementVersion: string };
  };
  const choose = (purpose: string, decision: string, hash: string, method = 'pressed-button'): Promise<Answer> =>
    story.post(`/v1/public/${tenant}/consents`, 'anyone', {
      person: visitor,
      purpose,
      decision,
      statementVersion: shownNotice.statementVersion,
      shown: { noticeHash: hash, language: 'nb', surface: 'cookie-banner', method },
    });
  const browsedOn = await choose('analytics', 'given', noticeHash, 'kept-browsing');
  story.holds(
    'Going on browsing is not a consent: the attempt to record it as one is refused.',
    browsedOn.status === 400,
    browsedOn.body,
  );
  const foreign = await choose('analytics', 'given', 'f'.repeat(64));
  story.holds('A consent to something other than what was shown is refused.', foreign.status === 409, foreign.body);
  const given = await choose('analytics', 'given', noticeHash);
  story.holds(
    'The visitor presses Yes: the consent is recorded with the hash of the words shown.',
    given.status === 201,
    given.body,
  );
  const marketing = await story.get(`/v1/public/${tenant}/notices/marketing?language=nb`, 'anyone');
  const refused = await choose('marketing', 'refused', (marketing.body as { hash: string }).hash);
  story.holds(
    'No to marketing is recorded too, so that nobody asks again tomorrow.',
    refused.status === 201,
    refused.body,
  );
  const allowed = () =>
    story.post(
      '/v1/decisions',
      { tenant, role: 'system' },
      { person: visitor, purpose: 'analytics', dataCategory: 'behaviour' },
    );
  const may = await allowed();
  story.tell('The site asks before it counts the visit: may it?');
  story.holds('Yes, because of that consent, and the answer says so.', may.body['decision'] === 'allow', may.body);
  const known = await story.post('/v1/people/lookup', staff, { identifier: visitor });
  const { person } = known.body as { person: string };
  const consents = await story.get(`/v1/people/${person}/consents?after=${given.position}`, staff);
  const { eventId } = (consents.body['history'] as { eventId: string }[])[0] ?? { eventId: '' };
  const receipt = await story.get(`/v1/people/${person}/consents/${eventId}/receipt?format=jsonld`, staff);
  story.holds(
    'There is a receipt of it, by ISO/IEC TS 27560.',
    JSON.stringify(receipt.body).includes('ConsentReceipt'),
    receipt.body,
  );
  await story.until(21);
  const withdrawn = await story.post(`/v1/public/${tenant}/consents/withdrawals`, 'anyone', {
    person: visitor,
    purpose: 'analytics',
    surface: 'cookie-banner',
  });
  story.tell('The visitor changes their mind at the settings button.');
  story.holds('One act is enough to withdraw.', withdrawn.status === 201, withdrawn.body);
  const mayNot = await allowed();
  story.holds('From that moment the site may not count.', mayNot.body['decision'] === 'deny', mayNot.body);
}

/** An enquiry by web form, answered, kept 24 months after the last contact and no longer (K2, K3, K10). */
export async function enquiryComesIn(story: Storyteller): Promise<string> {
  story.chapter('An enquiry comes in (K2, K3, K10)');
  const received = await story.publish(tenant, 'retention', 'enquiry.received', 'kaukus-site', 'form-1001', {
    person: [enquirer],
    identity: { name: 'Kari Fjordvik' },
    contact: { email: enquirer.value },
    enquiry: { subject: 'Møteadm for kommunen', message: 'Kan vi få en demonstrasjon?' },
  });
  story.tell('The web form tells over NATS that a municipality asks about møteadm.');
  story.holds('It is accepted and has its place in the ledger.', typeof received.seq === 'number', received);
  const again = await story.publish(tenant, 'retention', 'enquiry.received', 'kaukus-site', 'form-1001', {
    person: [enquirer],
    identity: { name: 'Kari Fjordvik' },
    contact: { email: enquirer.value },
    enquiry: { subject: 'Møteadm for kommunen', message: 'Kan vi få en demonstrasjon?' },
  });
  story.holds('The form sends it twice: it is recorded once, with the same answer.', again.seq === received.seq, again);
  const extra = await story.publish(tenant, 'retention', 'enquiry.received', 'kaukus-site', 'form-1002', {
    person: [enquirer],
    identity: { name: 'Kari Fjordvik', shoeSize: '38' },
  });
  story.holds(
    'A field that the statement does not list is refused, not stored (data minimisation).',
    extra.error?.code === 400 || extra.error?.code === 422,
    extra,
  );
  const unknown = await story.publish(tenant, 'retention', 'enquiry.guessed', 'kaukus-site', 'form-1003', {
    person: [enquirer],
  });
  story.holds('An event type that nobody declared is refused.', unknown.error?.code === 404, unknown);
  await story.until(24);
  const answered = await story.publish(tenant, 'retention', 'enquiry.answered', 'kaukus-mail', 'mail-2001', {
    person: [enquirer],
  });
  story.tell('Kaukus answers: the last contact so far, from which 24 months are counted.');
  story.holds('The retention clock starts again.', typeof answered.seq === 'number', answered);
  const found = await story.post('/v1/people/lookup', staff, { identifier: enquirer });
  const { person } = found.body as { person: string };
  const holdings = await story.get(`/v1/people/${person}/holdings?after=${answered.seq}`, staff);
  const text = JSON.stringify(holdings.body);
  const end = monthsLater(story.now(), 24);
  story.holds(`What is held about the person is erased from ${end}, not later.`, text.includes(end), holdings.body);
  return person;
}

/** Technical logs live one month (K11). */
export async function logsAreWritten(story: Storyteller): Promise<void> {
  story.chapter('Technical logs (K11)');
  const written = await story.publish(tenant, 'retention', 'technical-log.written', 'kaukus-site', 'log-1', {
    person: [visitor],
    log: { maskedIp: '192.0.2.0', line: 'GET /priser 200' },
  });
  story.tell('The web server writes a log line about the visitor; the address is masked.');
  story.holds('The platform knows of it and when it has to go.', typeof written.seq === 'number', written);
  await story.until(60);
  story.tell('A month has passed since the log line.');
  const disposals = await story.eventually(
    () => story.get('/v1/disposals?state=completed', staff),
    ({ body }) => JSON.stringify(body).includes('technical-log'),
  );
  story.holds(
    'The site was told to delete it, confirmed, and the key of that month is destroyed.',
    JSON.stringify(disposals.body).includes('technical-log'),
    disposals.body,
  );
}

/** What the web form kept of the municipality's enquiry; the other systems find nothing. */
export const kaukusRecords: LookUp = (system) =>
  system === 'kaukus-site'
    ? [
        { dataCategory: 'identity', source: 'you-tell-us', items: [{ name: 'Kari Fjordvik' }] },
        { dataCategory: 'contact', source: 'you-tell-us', items: [{ email: enquirer.value }] },
        {
          dataCategory: 'enquiry',
          source: 'you-tell-us',
          items: [{ subject: 'Møteadm for kommunen', message: 'Kan vi få en demonstrasjon?' }],
        },
      ]
    : [];

/** Someone asks for access; thirty days are promised, and the law may want it earlier (K14, K15). */
export async function accessIsAsked(story: Storyteller): Promise<void> {
  story.chapter('A person asks what Kaukus holds about them (K14, K15)');
  const asked = await story.post('/v1/requests', staff, {
    person: enquirer,
    requestType: 'access',
    receivedThrough: 'email',
    text: 'Hva har dere lagret om meg?',
    contact: { email: enquirer.value },
  });
  const { request, due } = asked.body as { request: string; due: { dueDate: string; boundBy: string } };
  story.tell('An e-mail to the privacy contact asks for access; staff enters it.');
  story.holds(
    `It has to be answered by ${due?.dueDate} (${due?.boundBy === 'promise' ? 'the promised 30 days' : 'the month of the law'}).`,
    asked.status === 201,
    asked.body,
  );
  const acknowledged = await story.post(`/v1/requests/${request}/acknowledgement`, staff);
  story.holds(
    'The person is told that it came in, and until when it is answered.',
    acknowledged.status === 201,
    acknowledged.body,
  );
  await story.post(`/v1/requests/${request}/assignment`, staff, { assignee: 'staff' });
  const read = await story.get(`/v1/requests/${request}`, staff);
  story.tell('Staff opens what she wrote. That it was opened, by whom and why, is on record before it is shown.');
  story.holds(
    'It is shown to staff as long as its key is there.',
    JSON.stringify(read.body['personal']).includes('Hva har dere lagret om meg?'),
    { status: read.status },
  );
  await story.post(`/v1/requests/${request}/acceptance`, staff, {
    identity: 'staff-judgement',
    ground: 'called-back',
    note: 'Called the number that we have.',
  });
  story.tell('Staff knows who asks. Each system is told to hand out what it has, and does.');
  const answered = await story.eventually(
    () => story.get(`/v1/requests/${request}`, staff),
    ({ body }) => body['status'] === 'fulfilled',
  );
  story.holds(
    'When all have answered, the person gets a link by e-mail to everything, and the request is closed by that.',
    JSON.stringify(answered.body['fulfilled']).includes('package'),
    answered.body,
  );
  const packages = await story.get(`/v1/packages?request=${request}`, staff);
  const [made] = packages.body['packages'] as { package: string }[];
  const link = await story.post(`/v1/packages/${made?.package}/links`, officer, { through: 'by-hand' });
  const page = await openPackage(String(link.body['address']));
  story.holds(
    'Behind a link stands all that Art. 15 gives the right to know, on a page for people and as JSON.',
    page.includes('Kari Fjordvik') && page.includes('Datatilsynet'),
    packages.body,
  );
  story.holds(
    'It also tells her when somebody at Kaukus opened something of hers, in which role and why.',
    page.includes('Hvem hos oss som har sett dem') && page.includes('For å svare på en henvendelse fra deg'),
    packages.body,
  );
  await story.until(70);
  const late = await story.post(`/v1/requests/${request}/refusal`, staff, {
    reason: 'manifestly-unfounded',
    explanation: 'Nei.',
    courtRemedyStated: true,
  });
  story.holds('Nobody can refuse it afterwards.', late.status === 409, late.body);
}

/** A processor gets data under an agreement, and not without (K9). */
export async function processorGetsData(story: Storyteller, person: string): Promise<void> {
  story.chapter('The hosting company (K9)');
  const disclose = () =>
    story.post('/v1/disclosures', staff, {
      person: { person },
      recipient: 'hetzner',
      purpose: 'answer-enquiries',
      dataCategories: ['enquiry'],
    });
  const early = await disclose();
  story.tell('Staff moves an enquiry to the hosting company before the agreement is registered.');
  story.holds(
    'That is refused: no data processing agreement is in force.',
    early.status === 409 || early.status === 422,
    early.body,
  );
  const signed = await story.post('/v1/recipients/hetzner/agreements', officer, {
    agreement: 'dpa-2024',
    signed: story.today(),
  });
  story.holds('The privacy officer registers the signed agreement.', signed.status === 201, signed.body);
  const now = await disclose();
  story.holds('Now the disclosure is allowed, and recorded on the person.', now.status === 201, now.body);
  const stranger = await story.post('/v1/disclosures', staff, {
    person: { person },
    recipient: 'data-broker',
    purpose: 'answer-enquiries',
    dataCategories: ['enquiry'],
  });
  story.holds(
    'A recipient that the statement does not name gets nothing.',
    stranger.status >= 400 && stranger.status < 500,
    stranger.body,
  );
}

/** After two years without contact the enquiry is gone, everywhere (K10). */
export async function enquiryIsDisposedOf(story: Storyteller, person: string): Promise<void> {
  story.chapter('Two years after the last contact (K10)');
  await story.until(770);
  const completed = await story.eventually(
    () => story.get(`/v1/disposals?state=completed`, staff),
    ({ body }) => JSON.stringify(body).includes(person),
  );
  story.tell('24 months have passed since Kaukus last heard of the municipality.');
  story.holds(
    'Every system that held the enquiry was told to erase it and confirmed, and the keys are destroyed.',
    JSON.stringify(completed.body).includes(person),
    completed.body,
  );
  const requests = await story.get('/v1/requests?type=access', staff);
  const readable = JSON.stringify(requests.body).includes('Hva har dere');
  story.holds(
    'What the person once wrote can no longer be read in any copy: only that it happened is left.',
    !readable,
    requests.body,
  );
}

function monthsLater(moment: string, months: number): string {
  const date = new Date(moment);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString().slice(0, 10);
}
