import type { Document } from '../promises/tenant-at-work.ts';

type Part = Document & {
  id: string;
  bases: Document[];
  populations: string[];
  recipients: string[];
  purposes: string[];
};
const partsOf = (document: Document, list: string) => document[list] as Part[];
export const part = (document: Document, list: string, id: string): Part => {
  const found = partsOf(document, list).find((one) => one.id === id);
  if (!found) throw new Error(`The file has no ${list}/${id}.`);
  return found;
};
const services = [{ nb: 'Brukerstøtte', en: 'Support desk' }];
const clauses = { article: '46(2)(c)', instrument: 'Standard Contractual Clauses' };
const signed = { kind: 'data-processing-agreement', signed: '2025-01-15' };
const recipient = (id: string, over: object) => ({
  id,
  name: id,
  kind: 'processor',
  services,
  locations: ['NO'],
  agreement: signed,
  dataCategories: ['enquiry'],
  purposes: ['answer-enquiries'],
  ...over,
});

/** Recipients by the finding that is raised about each. */
export const weakRecipients = {
  'processor-without-agreement': recipient('unsigned', { agreement: undefined }),
  'transfer-without-basis': recipient('abroad', { locations: ['US'], transfer: { ...clauses, article: '48' } }),
  'transfer-against-promise': recipient('abroad-by-clauses', { locations: ['US'], transfer: clauses }),
  'agreement-expired': recipient('expired', { agreement: { ...signed, expires: '2025-01-31' } }),
  'sub-processor-without-processor': recipient('under-nobody', { kind: 'sub-processor' }),
};

/** Kaukus' statement with the weak spots that can stand beside each other. */
export function weakEdition(document: Document): void {
  const text = (nb: string, en: string) => ({ nb, en });
  document['promises'] = [];
  (document['statement'] as Document)['claims'] = ['use-is-consent'];
  const about = { populations: ['newsletter-subscriber'] };
  part(document, 'purposes', 'newsletter').bases.push({ article: '6(1)(f)', appliesTo: about });
  const login = part(document, 'purposes', 'login-session');
  login.populations.push('visitor');
  Object.assign(login, { term: 'dpv:TargetedAdvertising' });
  delete part(document, 'purposes', 'consent-choices').bases[0]?.['law'];
  const cookies = document['cookies'] as { categories: Part[]; table: Document[] };
  cookies.categories.find(({ id }) => id === 'statistics')!['consentRequired'] = false;
  cookies.table.push({
    identifier: 'counts',
    type: 'cookie',
    declaredCategory: 'necessary',
    function: 'statistics',
    maxAge: 'until-next-visit',
    domains: ['kaukus.no'],
    description: text('Teller besøk.', 'Counts visits.'),
  });
  partsOf(document, 'retention').splice(
    partsOf(document, 'retention').findIndex(({ id }) => id === 'technical-logs'),
    1,
  );
  const visits = part(document, 'retention', 'visits');
  partsOf(document, 'retention').push({ ...visits, id: 'visits-longer', keep: { atMost: 'P18M' } });
  const decision = text('Den lengste gjelder.', 'The longer one counts.');
  const resolve = (finding: string, path: string) =>
    (document['resolutions'] as Document[]).push({ finding, path, decision, reason: decision });
  resolve('colliding-retention-rules', 'retention/visits');
  resolve('vague-duration', 'purposes/newsletter');
  const answering = part(document, 'purposes', 'answer-enquiries');
  for (const { id, ...said } of Object.values(weakRecipients)) {
    partsOf(document, 'recipients').push({ id, ...said } as unknown as Part);
    answering.recipients.push(id);
  }
  part(document, 'purposes', 'customer-relationship').bases = [
    { article: '6(1)(f)', appliesTo: { populations: ['customer-contact'] } },
  ];
  const requests = document['requests'] as { answerWithin?: string; rights: { right: string }[] };
  requests.answerWithin = 'P6W';
  requests.rights = requests.rights.filter(({ right }) => right !== 'access');
  delete document['complaints'];
  for (const contact of partsOf(document, 'contacts')) contact['role'] = 'support';
  part(document, 'activities', 'news-and-marketing').purposes = ['newsletter'];
  (document['sharing'] as Document)['salePurpose'] = 'preferences';
  ((document['changes'] as Document)['significant'] as Document)['noticeBefore'] = 'P30D';
  fromRegister(document);
}

/** Data from a register, told of later than the law allows, and from another one of which nobody is told. */
function fromRegister(document: Document): void {
  const name = { nb: 'Register', en: 'Register' };
  const provenance = { name: 'The register', country: 'NO', askedForBy: 'controller' };
  const source = (id: string, over: object) => ({
    id,
    kind: 'third-party',
    name,
    how: ['register'],
    dataCategories: ['register-facts'],
    populations: ['customer-contact'],
    provenance,
    ...over,
  });
  partsOf(document, 'sources').push(
    source('late-register', { notice: { article: '14', within: 'P12M' } }) as unknown as Part,
    source('silent-register', {}) as unknown as Part,
  );
  const attribute = { id: 'organisation', name };
  partsOf(document, 'dataCategories').push({
    id: 'register-facts',
    name,
    attributes: [attribute],
    identifiers: [],
  } as unknown as Part);
  (part(document, 'systems', 'kaukus-mail')['holds'] as string[]).push('register-facts');
  (part(document, 'purposes', 'customer-relationship')['dataCategories'] as string[]).push('register-facts');
  (part(document, 'retention', 'customers')['dataCategories'] as string[]).push('register-facts');
}

/** Kaukus' statement without recipients, without a promise of when, and with nothing that stands on consent. */
export function barrenEdition(document: Document): void {
  document['promises'] = [];
  document['recipients'] = [];
  for (const list of ['activities', 'purposes']) for (const one of partsOf(document, list)) one.recipients = [];
  for (const system of partsOf(document, 'systems')) delete system['processor'];
  delete (document['requests'] as Document)['answerWithin'];
  document['resolutions'] = [];
  for (const purpose of partsOf(document, 'purposes')) {
    purpose.bases = [{ article: '6(1)(c)', law: 'loven', appliesTo: { populations: purpose.populations } }];
    delete purpose['consent'];
    delete purpose['directMarketing'];
  }
}
