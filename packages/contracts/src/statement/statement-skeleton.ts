import type { Statement } from './schema.ts';

const id = 'put-aside';
const text = { nb: '–', en: '–' };
const url = 'https://put-aside.invalid';
const nobody = { populations: [id], dataCategories: [id] };

/** Stands in for parts of a file that cannot be read, so that the other parts can be checked. Nothing of it is ever told. */
export const SKELETON: Statement = {
  vitne: 1,
  tenant: id,
  statement: {
    version: 1,
    revision: 0,
    updated: '2000-01-01',
    url,
    languages: ['nb', 'en'],
    timeZone: 'Europe/Oslo',
    title: text,
    covers: text,
    claims: [],
  },
  controller: { name: id, country: 'NO', website: url, email: 'nobody@put-aside.invalid' },
  contacts: [
    { id, role: 'privacy', name: text, email: 'nobody@put-aside.invalid', reachable: 'office-hours', about: text },
  ],
  activities: [{ id, name: text, role: 'controller', purposes: [id], ...nobody, recipients: [], security: [id] }],
  populations: [{ id, name: text }],
  dataCategories: [{ id, name: text, attributes: [{ id: 'aside', name: text }], identifiers: [] }],
  sources: [{ id, kind: 'provided', name: text, how: ['form'], ...nobody }],
  purposes: [
    { id, name: text, term: 'dpv:Purpose', role: 'controller', bases: [], ...nobody, sources: [], recipients: [] },
  ],
  cookies: { settings: ['browser'], categories: [], table: [] },
  recipients: [],
  sharing: {
    requiresConsentOf: [],
    requiresAgreement: true,
    saleRequiresSpecificConsent: true,
    authorities: { requires: ['law'] },
    principle: text,
  },
  transfers: { onlyInEea: false, allowedBases: [], principle: text },
  retention: [],
  systems: [{ id, name: text, holds: [id] }],
  requests: { channels: [{ kind: 'post', address: '–' }], rights: [{ right: 'access', article: '15' }] },
  security: { measures: [{ id, name: text }] },
  automatedDecisions: { used: false },
  children: { ageOfConsent: 13, addressed: false },
  changes: { significant: { announcedBy: ['website'], populations: [id], text } },
  record: {
    purpose: text,
    basis: { article: '6(1)(c)', with: '5(2)' },
    anchor: 'record-written',
    keep: { atMost: 'P1Y' },
  },
  resolutions: [],
  promises: [],
};
