import { describe, expect, test } from 'vitest';
import { dpvStatement } from '../src/interop/dpv-statement.ts';
import { isDpvTerm, termOfArticle, unknownDpvTerms } from '../src/interop/dpv-terms.ts';
import { statementFile, the } from './statement-files.ts';

type Node = Record<string, unknown> & { 'dct:identifier'?: string };
type Process = {
  'dpv:hasPurpose': Node;
  'dpv:hasLegalBasis': unknown;
  'dpv:hasPersonalData': Node[];
  'dpv:hasDataSubject': Node[];
  'dpv:hasRecipient': { '@id': string }[];
  'dpv:hasStorageCondition': Node[];
};
const processes = (document: Record<string, unknown>) => document['dpv:hasProcess'] as Process[];

describe.each(['catacloud', 'kaukus'] as const)('the statement of %s in the words of the DPV', (tenant) => {
  const statement = statementFile(tenant);
  const document = dpvStatement(statement);

  test('uses only terms that the vocabularies have', () => {
    expect(unknownDpvTerms(document)).toEqual([]);
  });

  test('has one process for each purpose and basis, with its people and its data and nothing else', () => {
    const told = processes(document).map((one) => ({
      purpose: one['dpv:hasPurpose']['dct:identifier'],
      basis: one['dpv:hasLegalBasis'],
      people: one['dpv:hasDataSubject'].map((node) => node['dct:identifier']),
      data: [...new Set(one['dpv:hasPersonalData'].map((node) => node['dct:identifier']?.split('/')[0]))],
    }));
    expect(told).toEqual(
      statement.purposes.flatMap((purpose) =>
        purpose.bases.map((basis) => ({
          purpose: purpose.id,
          basis: termOfArticle(basis.article),
          people: basis.appliesTo.populations,
          data: basis.appliesTo.dataCategories ?? purpose.dataCategories,
        })),
      ),
    );
  });

  test('names every recipient that a process points to', () => {
    const named = (document['dpv:hasRecipient'] as { '@id': string }[]).map((node) => node['@id']);
    for (const one of processes(document).flatMap((process) => process['dpv:hasRecipient'] ?? [])) {
      expect(named).toContain(one['@id']);
    }
  });

  test('tells the retention rules that the platform carries out', () => {
    const rules = processes(document)
      .flatMap((process) => process['dpv:hasStorageCondition'])
      .filter((node) => node['@type'] === 'dpv:StorageDuration')
      .map((node) => node['dct:identifier']);
    expect([...new Set(rules)].filter((rule) => rule !== undefined).sort()).toEqual(
      statement.retention.map(({ id }) => id).sort(),
    );
  });

  test('names the controller, the law, the authority and every right', () => {
    expect(document).toMatchObject({
      '@type': 'dpv:PrivacyNotice',
      'dpv:hasDataController': { 'dpv:hasName': statement.controller.name },
      'dpv:hasJurisdiction': 'loc:NO',
      'dpv:hasAuthority': { '@type': 'dpv:DataProtectionAuthority', 'dpv:hasName': 'Datatilsynet' },
    });
    expect((document['dpv:hasRight'] as Node[]).map((node) => node['dct:identifier'])).toEqual(
      statement.requests.rights.map(({ right }) => right),
    );
  });
});

describe('what the DPV has no word for', () => {
  test('is told by the name in the file, and never under a term that nobody knows', () => {
    const statement = statementFile('kaukus');
    the(statement.purposes, 'newsletter').term = 'dpv:Newslettering';
    the(the(statement.dataCategories, 'contact').attributes, 'phone').term = 'pd:Pigeon';
    the(statement.purposes, 'newsletter').bases[0]!.article = '6(4)';
    const document = dpvStatement(statement);
    expect(unknownDpvTerms(document)).toEqual([]);
    const newsletter = processes(document).find((one) => one['dpv:hasPurpose']['dct:identifier'] === 'newsletter');
    expect(newsletter?.['dpv:hasPurpose']).not.toHaveProperty('skos:broader');
    expect(newsletter).not.toHaveProperty('dpv:hasLegalBasis');
  });

  test('is a duration that the statement does not tell, which is said and not made up', () => {
    const statement = statementFile('kaukus');
    statement.retention = [];
    const [process] = processes(dpvStatement(statement));
    expect(process?.['dpv:hasStorageCondition'].at(-1)).toMatchObject({
      'dpv:hasDuration': { '@type': 'dpv:IndeterminateDuration' },
    });
  });

  test.each(['dpv:Newslettering', 'pd:Pigeon', 'eu-gdpr:A6-1-z', 'loc:Norway', 'tech:GPS', 'dpv:'])(
    '%s is seen',
    (term) => {
      expect(isDpvTerm(term)).toBe(false);
      expect(unknownDpvTerms({ '@type': ['dpv:Process', term] })).toEqual(term.startsWith('tech') ? [] : [term]);
    },
  );

  test.each([
    ['6(1)(a)', 'eu-gdpr:A6-1-a'],
    ['15', 'eu-gdpr:A15'],
    ['7(3)', 'eu-gdpr:A7-3'],
    ['46(2)(c)', 'eu-gdpr:A46-2-c'],
    ['5(2)', undefined],
  ])('article %s is %s', (article, term) => {
    expect(termOfArticle(article)).toBe(term);
  });
});
