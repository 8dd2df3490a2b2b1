import { requestTypes } from '../law/requests.ts';
import { type Finding, warningFound } from './findings.ts';
import type { Right, Statement } from './schema.ts';
import { compareDurations } from './statement-index.ts';

/** What people must be told about their rights, whom to ask, and how soon they get an answer (Art. 12, 13). */
export function checkDutiesToPeople(statement: Statement): Finding[] {
  return [...rights(statement), ...answerTime(statement), ...routes(statement)];
}

function rights(statement: Statement): Finding[] {
  const listed = new Set(statement.requests.rights.map(({ right }) => right));
  const missing = requestTypes.filter((right) => isOwed(statement, right) && !listed.has(right));
  const idle = statement.requests.rights.filter(({ right }) => !isGiven(statement, right));
  return [
    ...missing.map((right) =>
      warningFound('missing-right', {
        article: 'GDPR 13(2)',
        path: 'requests/rights',
        message: `The right ${right} is not mentioned, though people have it.`,
        mend: `Add ${right} to the rights.`,
        meanwhile: `Requests of the kind ${right} are taken in and answered all the same.`,
      }),
    ),
    ...idle.map(({ right }) =>
      warningFound('right-without-basis', {
        article: 'GDPR 20, 21, 7(3)',
        path: `requests/rights/${right}`,
        message: `The right ${right} is promised, and no purpose stands on a basis that gives it.`,
        mend: 'Take it out, or keep it as a promise that goes beyond the law.',
        meanwhile: 'Requests under it are taken in and answered as promised.',
      }),
    ),
  ];
}

function hasBasis(statement: Statement, ...articles: string[]): boolean {
  return statement.purposes.some((purpose) => purpose.bases.some((basis) => articles.includes(basis.article)));
}

/** Whether the bases of the statement give the right at all: portability only for (a) and (b), and so on. */
function isGiven(statement: Statement, right: Right): boolean {
  if (right === 'portability') return hasBasis(statement, '6(1)(a)', '6(1)(b)');
  if (right === 'withdrawal') return hasBasis(statement, '6(1)(a)');
  if (right === 'objection') {
    return (
      hasBasis(statement, '6(1)(e)', '6(1)(f)') ||
      statement.purposes.some((purpose) => purpose.directMarketing === true)
    );
  }
  return true;
}

/** Whether the statement must mention the right; automated decisions and complaints have parts of their own. */
function isOwed(statement: Statement, right: Right): boolean {
  if (right === 'complaint') return false;
  if (right === 'automated-decision') return statement.automatedDecisions.used;
  return isGiven(statement, right);
}

function answerTime(statement: Statement): Finding[] {
  const { answerWithin } = statement.requests;
  if (answerWithin === undefined) {
    return [
      warningFound('no-answer-time-limit', {
        article: 'GDPR 12(3)',
        path: 'requests',
        message: 'The statement does not say how soon a request is answered.',
        mend: 'Write answerWithin: P30D, or any shorter time.',
        meanwhile: 'Requests fall due one month after they came in, as the law says.',
      }),
    ];
  }
  // February is the shortest month, so a promise of more than 28 days can end after the law's month does.
  if (answerWithin === 'P1M' || compareDurations(answerWithin, 'P28D') <= 0) return [];
  return [
    warningFound('answer-later-than-law', {
      article: 'GDPR 12(3)',
      path: 'requests/answerWithin',
      message: `${answerWithin} can end after the law's one month: counted from 31 January, for example.`,
      mend: 'Write P1M, or at most P28D.',
      meanwhile: 'Requests fall due at the earlier of the promise and the law.',
    }),
  ];
}

function routes(statement: Statement): Finding[] {
  const findings: Finding[] = [];
  if (statement.complaints === undefined) {
    findings.push(
      warningFound('no-complaint-route', {
        article: 'GDPR 13(2)(d)',
        path: 'requests',
        message: 'The statement does not say where people can complain.',
        mend: 'Describe the supervisory authority under complaints.',
        meanwhile: 'No request can be refused (409), because a refusal must say where to complain (Art. 12(4)).',
      }),
    );
  }
  if (!statement.contacts.some(({ role }) => role === 'privacy' || role === 'data-protection-officer')) {
    findings.push(
      warningFound('no-privacy-contact', {
        article: 'GDPR 13(1)(a)',
        path: 'contacts',
        message: 'No contact takes questions about privacy.',
        mend: 'Add a contact with the role privacy.',
        meanwhile: "The published page and the receipts name the controller's own e-mail address.",
      }),
    );
  }
  return findings;
}
