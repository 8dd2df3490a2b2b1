import { parse, stringify } from 'yaml';
import type { Storyteller } from './storyteller.ts';

const tenant = 'catacloud';
const officer = { tenant, role: 'privacy-officer' } as const;
const staff = { tenant, role: 'staff' } as const;
const client = { kind: 'company', value: '999 888 777' } as const;
const user = { kind: 'email', value: 'nora@fjellregnskap.example' } as const;

/** Publishes an edition of the file: an earlier revision, perhaps with a partner that gets data with consent. */
export async function publishEdition(
  story: Storyteller,
  file: string,
  revision: number,
  partner?: string,
): Promise<void> {
  const document = parse(file) as {
    statement: { revision: number };
    resolutions: { finding: string }[];
    recipients: object[];
    purposes: { id: string; recipients: string[] }[];
  };
  document.statement.revision = revision;
  if (partner !== undefined) {
    document.resolutions = document.resolutions.filter(({ finding }) => finding !== 'empty-recipients');
    document.recipients.push({
      id: partner,
      name: 'Fjell Analyse AS',
      kind: 'third-party',
      services: [{ nb: 'Bransjeanalyse', en: 'Industry analysis' }],
      locations: ['NO'],
      agreement: { kind: 'controller-to-controller' },
      dataCategories: ['identity', 'register-facts'],
      purposes: ['sharing-with-partners'],
    });
    document.purposes.find(({ id }) => id === 'sharing-with-partners')?.recipients.push(partner);
  }
  const published = await story.post('/v1/statements', officer, { file: stringify(document) });
  story.tell(`Catacloud publishes revision ${revision} of its statement${partner ? ', which names a partner' : ''}.`);
  await story.everyoneKnows(tenant, published.position);
  const named = await story.eventually(
    () => story.get('/v1/recipients?status=named', staff),
    ({ body }) => JSON.stringify(body).includes('fjell-analyse') === (partner !== undefined),
  );
  story.holds('It is in force.', published.status === 201, published.body);
  const listed = JSON.stringify(named.body).includes('fjell-analyse');
  story.holds('The list of recipients says what the statement says.', listed === (partner !== undefined), named.body);
}

/** A new recipient is a significant change: the people concerned are written to, and the site tells its visitors (C1). */
export async function changeIsAnnounced(story: Storyteller, person: string): Promise<void> {
  story.chapter('The people concerned are told (C1)');
  await story.until(82.01);
  const told = await story.eventually(
    () => story.get(`/v1/people/${person}/announcements`, staff),
    ({ body }) => JSON.stringify(body).includes('"delivered"'),
  );
  story.tell('A partner that gets data is a significant change. Nora is concerned, and gets an e-mail.');
  story.holds(
    'The mail server took it on; its answer and the hash of the words are in the ledger, her address is not.',
    JSON.stringify(told.body).includes('"replyCode":250'),
    told.body,
  );
  const site = await story.get(`/v1/public/${tenant}/announcements`, 'anyone');
  story.holds(
    'The site is given the same words to show, in Norwegian and in English.',
    JSON.stringify(site.body).includes('Fjell Analyse AS'),
    site.body,
  );
}

/** A client is created, and a user of it makes a profile (C4, C5, C16, C22). */
export async function clientArrives(story: Storyteller): Promise<string> {
  story.chapter('A client of Catacloud arrives (C5, C8, C16, C18, C22)');
  const tell = (type: string, id: string, data: object, source = 'catacloud-app') =>
    story.publish(tenant, 'retention', type, source, id, data);
  const told = [
    await tell('client.created', 'client-1', { client }),
    await tell('module.added', 'module-1', { client, module: 'invoicing' }),
    await tell('subscription.started', 'subscription-1', { client }, 'catacloud-crm'),
    await tell('service-agreement.started', 'agreement-1', { client }, 'catacloud-crm'),
    await tell('profile.created', 'profile-1', {
      person: [user],
      client,
      reference: 'user-4711',
      identity: { name: 'Nora Fjell' },
      contact: { email: user.value, phone: '+47 400 00 000' },
    }),
    await tell(
      'newsletter.signed-up',
      'newsletter-1',
      { person: [user], contact: { email: user.value } },
      'catacloud-crm',
    ),
    await tell(
      'accounting-material.recorded',
      'invoice-1',
      { person: [user], client, material: 'primary', accountingYearEnd: `${story.today().slice(0, 4)}-12-31` },
      'catacloud-crm',
    ),
    await tell('behaviour.observed', 'click-1', {
      person: [user],
      client,
      behaviour: { page: '/faktura', action: 'click' },
    }),
  ];
  story.tell(
    'Fjell Regnskap becomes a client; its user Nora makes a profile, orders the newsletter, and gets an invoice.',
  );
  story.holds(
    'All eight events of the two systems are accepted.',
    told.every(({ seq }) => typeof seq === 'number'),
    told,
  );
  const found = await story.post('/v1/people/lookup', staff, { identifier: user });
  const { person } = found.body as { person: string };
  const holdings = await story.get(`/v1/people/${person}/holdings?after=${told.at(-1)?.seq}`, staff);
  const held = JSON.stringify(holdings.body);
  story.holds(
    'Each kind of data about Nora has the rule that ends it.',
    held.includes('behaviour') && held.includes('accounting-material'),
    holdings.body,
  );
  const invoiceEnd = `${Number(story.today().slice(0, 4)) + 6}-01-01`;
  story.holds(
    `The invoice is kept for the Bookkeeping Act, and erasable from ${invoiceEnd}.`,
    held.includes(invoiceEnd),
    holdings.body,
  );
  return person;
}

/** A newsletter stops the day a person says so, and nothing else does (C22). */
export async function newsletterStops(story: Storyteller, person: string): Promise<void> {
  story.chapter('Nora opts out of the newsletter (C22)');
  const optedOut = await story.publish(tenant, 'retention', 'newsletter.opted-out', 'catacloud-crm', 'opt-out-1', {
    person: [user],
  });
  story.tell('One click at the bottom of the newsletter.');
  story.holds('It counts at once.', typeof optedOut.seq === 'number', optedOut);
  await story.until(82);
  const holdings = await story.get(`/v1/people/${person}/holdings`, staff);
  story.holds(
    'Her account and its contact data stay, because she still uses the product.',
    JSON.stringify(holdings.body).includes('contact'),
    holdings.body,
  );
}

/** Sharing takes the consent of the company and of the user; one alone is not enough (C11). */
export async function sharingNeedsTwo(story: Storyteller, person: string): Promise<void> {
  story.chapter('A partner asks for data (C11)');
  const share = (more: object = {}) =>
    story.post('/v1/disclosures', staff, {
      person: { person },
      company: client,
      recipient: 'fjell-analyse',
      purpose: 'sharing-with-partners',
      dataCategories: ['register-facts'],
      ...more,
    });
  const noneYet = await share();
  story.holds('Without any consent nothing is shared.', noneYet.status === 409, noneYet.body);
  const { hash, notice } = (await story.get(`/v1/public/${tenant}/notices/sharing-with-partners?language=nb`, 'anyone'))
    .body as {
    hash: string;
    notice: { statementVersion: string };
  };
  const asked = {
    purpose: 'sharing-with-partners',
    statementVersion: notice.statementVersion,
    shown: { noticeHash: hash, language: 'nb', surface: 'in-product', method: 'ticked-box' },
  };
  const company = await story.post('/v1/company-consents', staff, { ...asked, company: client, representative: user });
  story.tell('The manager of Fjell Regnskap agrees on behalf of the company.');
  story.holds('The consent of the company is recorded.', company.status === 201, company.body);
  const half = await share();
  story.holds('The consent of the company alone is not enough.', half.status === 409, half.body);
  const own = await story.post('/v1/consents', staff, { ...asked, person: user, company: client, decision: 'given' });
  story.tell('Nora agrees for herself.');
  story.holds('Her own consent is recorded.', own.status === 201, own.body);
  const shared = await share();
  story.holds('Now it may be shared, and the record names both consents.', shared.status === 201, shared.body);
  const sold = await share({ sale: true });
  story.holds(
    'Selling is another matter: it needs a consent of its own, and is refused.',
    sold.status === 409,
    sold.body,
  );
  const withdrawn = await story.post('/v1/consents/withdrawals', staff, {
    person: user,
    purpose: 'sharing-with-partners',
    surface: 'portal',
  });
  story.tell('Nora takes her consent back.');
  const over = await share();
  story.holds('From that moment nothing more is shared.', withdrawn.status === 201 && over.status === 409, over.body);
}

/** An authority gets data only with an order (C12). */
export async function authorityAsks(story: Storyteller, person: string): Promise<void> {
  story.chapter('An authority asks (C12)');
  const disclose = (more: object) =>
    story.post('/v1/disclosures', officer, {
      person: { person },
      recipient: 'public-authorities',
      purpose: 'bookkeeping',
      dataCategories: ['accounting-material'],
      ...more,
    });
  const bare = await disclose({});
  story.holds('A telephone call is no order: refused.', bare.status === 409 || bare.status === 422, bare.body);
  const ordered = await disclose({
    authorityOrder: { demandedBy: 'law', reference: 'SKE-2025-118', legalGround: 'skatteforvaltningsloven § 10-2' },
  });
  story.tell('The tax administration sends a written order.');
  story.holds(
    'Disclosed, with the reference, the legal ground and who approved it.',
    ordered.status === 201,
    ordered.body,
  );
}

/** The client leaves, comes back inside twelve months, and leaves for good (C17). */
export async function clientLeavesAndReturns(story: Storyteller, person: string): Promise<void> {
  story.chapter('The client leaves, returns, and leaves again (C16, C17, C21)');
  const tell = (type: string, id: string) => story.publish(tenant, 'retention', type, 'catacloud-crm', id, { client });
  await story.until(200);
  await tell('subscription.ended', 'subscription-2');
  story.tell('Fjell Regnskap ends its subscription.');
  await story.until(300);
  const back = await tell('subscription.started', 'subscription-3');
  story.tell('A hundred days later it is back: within twelve months a customer still counts as one.');
  story.holds('Nothing was erased meanwhile.', typeof back.seq === 'number', back);
  const holdings = await story.get(`/v1/people/${person}/holdings?after=${back.seq}`, staff);
  story.holds('Her history is there.', JSON.stringify(holdings.body).includes('identity'), holdings.body);
}

/** Behaviour lives eighteen months (C19). */
export async function behaviourRollsOff(story: Storyteller): Promise<void> {
  story.chapter('Eighteen months of clicks (C19)');
  await story.until(600);
  const done = await story.eventually(
    () => story.get('/v1/disposals?state=completed', staff),
    ({ body }) => JSON.stringify(body).includes('behaviour'),
  );
  story.tell('The clicks of the first month are eighteen months old.');
  story.holds(
    'They are erased in the product, and the key of that month is destroyed.',
    JSON.stringify(done.body).includes('behaviour'),
    done.body,
  );
}
