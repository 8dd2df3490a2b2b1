import { type Finding, warningFound } from './findings.ts';
import type { Purpose, Statement } from './schema.ts';
import { basesFor, dataCategoryById, isStrictlyNecessary } from './statement-index.ts';

/** Legal bases: claimed, doubled, missing for some people, or not the one that the law accepts (Art. 6, ekomloven § 3-15). */
export function checkBases(statement: Statement): Finding[] {
  return [
    ...claims(statement),
    ...statement.purposes.flatMap((purpose) => [
      ...alternatives(purpose),
      ...peopleWithoutBasis(purpose),
      ...unnamed(purpose),
      ...marketing(purpose),
      ...deviceAccess(statement, purpose),
    ]),
  ];
}

function claims(statement: Statement): Finding[] {
  return statement.statement.claims.map((claim, at) =>
    warningFound('implied-consent', {
      article: 'GDPR 4(11), 7',
      path: `statement/claims/${at}`,
      message: `The published text claims that ${claim.replaceAll('-', ' ')}. Consent is a clear, active choice.`,
      mend: 'Take the claim out of the published text, and ask for consent where a purpose needs it.',
      meanwhile:
        'Use, silence and pre-ticked boxes never count as consent: without a recorded choice the answer is no.',
    }),
  );
}

function alternatives(purpose: Purpose): Finding[] {
  const articles = [...new Set(purpose.bases.map((basis) => basis.article))];
  if (articles.length < 2) return [];
  return [
    warningFound('alternative-bases', {
      article: 'GDPR 13(1)(c)',
      path: `purposes/${purpose.id}/bases`,
      message: `The purpose ${purpose.id} names ${articles.join(' and ')}. A person must know which one applies to them.`,
      mend: 'Say under appliesTo whom and which data each basis is for, and answer this finding with the decision.',
      meanwhile:
        'Each basis counts only for the people and data it names; where two overlap and one is consent, consent is needed; where one is an interest or a public task, an objection stops the use, whatever contract is named beside it.',
    }),
  ];
}

function peopleWithoutBasis(purpose: Purpose): Finding[] {
  if (purpose.bases.length === 0) return [];
  return purpose.populations.flatMap((population) => {
    const missing = purpose.dataCategories.filter((category) => basesFor(purpose, population, category).length === 0);
    if (missing.length === 0) return [];
    return warningFound('population-without-basis', {
      article: 'GDPR 6(1)',
      path: `purposes/${purpose.id}/bases`,
      message: `For ${population}, no basis covers ${missing.join(', ')} in the purpose ${purpose.id}.`,
      mend: 'Add them to the appliesTo of a basis, or take them out of the purpose.',
      meanwhile: 'Use of that data for this purpose is denied.',
    });
  });
}

function unnamed(purpose: Purpose): Finding[] {
  return purpose.bases.flatMap((basis, at) => {
    const path = `purposes/${purpose.id}/bases/${at}`;
    if (basis.article === '6(1)(f)' && basis.interest === undefined) {
      return warningFound('legitimate-interest-unnamed', {
        article: 'GDPR 13(1)(d)',
        path,
        message: `The purpose ${purpose.id} rests on a legitimate interest that is not named.`,
        mend: 'Describe the interest under interest.',
        meanwhile: 'The published page says that the interest is not stated.',
      });
    }
    if (basis.article === '6(1)(c)' && basis.law === undefined) {
      return warningFound('legal-duty-unnamed', {
        article: 'GDPR 6(3)',
        path,
        message: `The purpose ${purpose.id} rests on a legal duty that is not named.`,
        mend: 'Name the law under law.',
        meanwhile: 'The published page says that the law is not stated.',
      });
    }
    return [];
  });
}

function marketing(purpose: Purpose): Finding[] {
  if (purpose.directMarketing !== true || purpose.bases.every((basis) => basis.article === '6(1)(a)')) return [];
  return [
    warningFound('marketing-without-consent', {
      article: 'markedsføringsloven § 15',
      path: `purposes/${purpose.id}/bases`,
      message: `The purpose ${purpose.id} is direct marketing and names a basis other than consent.`,
      mend: 'Use 6(1)(a), or describe the sale that the exception for customers needs.',
      meanwhile: 'Use for it is denied without a consent on record, whatever basis is named.',
    }),
  ];
}

function deviceAccess(statement: Statement, purpose: Purpose): Finding[] {
  if (isStrictlyNecessary(statement, purpose)) return [];
  return purpose.bases.flatMap((basis, at) => {
    if (basis.article === '6(1)(a)') return [];
    const onDevice = (basis.appliesTo.dataCategories ?? purpose.dataCategories).filter(
      (id) => dataCategoryById(statement, id)?.readFromDevice === true,
    );
    if (onDevice.length === 0) return [];
    return warningFound('device-access-without-consent', {
      article: 'ekomloven § 3-15',
      path: `purposes/${purpose.id}/bases/${at}`,
      message: `The purpose ${purpose.id} reads ${onDevice.join(', ')} from the device on the basis ${basis.article}.`,
      mend: 'Use 6(1)(a) for what is read from or stored on the device.',
      meanwhile: 'Use of what is read from the device is denied before the person has consented.',
    });
  });
}
