import type { LocalisedText } from '../statement/schema.ts';

export type JsonLd = { readonly [key: string]: unknown };

const references = (...terms: string[]) =>
  Object.fromEntries(terms.map((term) => [term, { '@id': term, '@type': '@id' }]));

/** The context of our documents: vocabularies by their prefix, and which keys hold references rather than words. */
export const CONTEXT: JsonLd = {
  dpv: 'https://w3id.org/dpv#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  'legal-eu': 'https://w3id.org/dpv/legal/eu#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  dct: 'http://purl.org/dc/terms/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  schema: 'https://schema.org/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  ...references(
    'dct:conformsTo',
    'dct:publisher',
    'schema:url',
    'skos:broader',
    'schema:recipient',
    'dpv:hasApplicableLaw',
    'dpv:hasCountry',
    'dpv:hasDataController',
    'dpv:hasDataProcessor',
    'dpv:hasDataSubject',
    'dpv:hasJurisdiction',
    'dpv:hasContact',
    'dpv:hasLegalBasis',
    'dpv:hasLegalMeasure',
    'dpv:hasLocation',
    'dpv:hasNecessity',
    'dpv:hasPersonalData',
    'dpv:hasProcessing',
    'dpv:hasPurpose',
    'dpv:hasRecipient',
    'dpv:isExercisedAt',
    'dpv:isIndicatedBy',
  ),
  'dct:created': { '@id': 'dct:created', '@type': 'xsd:dateTime' },
  'dct:date': { '@id': 'dct:date', '@type': 'xsd:date' },
  'dpv:isIndicatedAtTime': { '@id': 'dpv:isIndicatedAtTime', '@type': 'xsd:dateTime' },
};

/** A sentence in both languages, each marked as what it is. */
export const inBothLanguages = ({ nb, en }: LocalisedText): JsonLd[] => [
  { '@language': 'nb', '@value': nb },
  { '@language': 'en', '@value': en },
];

/** The GDPR, by the name in the guide to TS 27560 and by the name in the list of laws. */
export const APPLICABLE_LAW: readonly string[] = ['eu-gdpr:GDPR', 'legal-eu:law-GDPR'];
