import { type Finding, warningFound } from './findings.ts';
import type { RetentionRule, Statement } from './schema.ts';
import { compareDurations, dataCategoryById, retentionRulesFor } from './statement-index.ts';

/** Data that no rule ever ends, and data that two rules end at different times (Art. 5(1)(e)). */
export function checkRetention(statement: Statement): Finding[] {
  return [...withoutRule(statement), ...collisions(statement)];
}

function withoutRule(statement: Statement): Finding[] {
  return statement.purposes.flatMap((purpose) => {
    const missing = purpose.populations.flatMap((population) =>
      purpose.dataCategories
        .filter((category) => dataCategoryById(statement, category)?.anonymous !== true)
        .filter((category) => retentionRulesFor(statement, category, population, purpose.id).length === 0)
        .map((category) => `${category} of ${population}`),
    );
    if (missing.length === 0) return [];
    return warningFound('data-without-retention', {
      article: 'GDPR 13(2)(a)',
      path: `purposes/${purpose.id}/dataCategories`,
      message: `No retention rule ends the keeping of ${missing.join(', ')} for the purpose ${purpose.id}.`,
      mend: 'Add a rule under retention for this data.',
      meanwhile: 'An event that brings data which no rule ends is refused (422), so none of it comes in.',
    });
  });
}

function collisions(statement: Statement): Finding[] {
  return statement.retention.flatMap((rule, at) =>
    statement.retention
      .slice(at + 1)
      .filter((other) => collides(rule, other))
      .map((other) =>
        warningFound('colliding-retention-rules', {
          article: 'GDPR 5(1)(e)',
          path: `retention/${rule.id}`,
          message: `The rules ${rule.id} and ${other.id} end the same data of the same people at different times.${contradiction(rule, other)}`,
          mend: 'Let one of them count for other data, people or purposes.',
          meanwhile: 'The longer lawful rule wins, and each disposal explains which rule gave its date.',
        }),
      ),
  );
}

/** What no choice between the two can mend: one must keep what the other may not have any more. */
function contradiction(one: RetentionRule, other: RetentionRule): string {
  const [longer, shorter] = beyond(one, other) ? [one, other] : [other, one];
  if (!beyond(longer, shorter)) return '';
  return ` ${longer.id} must keep for ${longer.keep.atLeast} what ${shorter.id} may keep for ${shorter.keep.atMost}.`;
}

function beyond({ anchor, keep }: RetentionRule, other: RetentionRule): boolean {
  if (keep.atLeast === undefined || anchor !== other.anchor) return false;
  return other.keep.atMost === 'at-once' || compareDurations(keep.atLeast, other.keep.atMost) > 0;
}

/** A legal duty collides with nothing: it outweighs, and holds only what it names. */
function collides(one: RetentionRule, other: RetentionRule): boolean {
  const share = (these: readonly string[] | undefined, those: readonly string[] | undefined) =>
    these === undefined || those === undefined || these.some((item) => those.includes(item));
  return (
    one.legalDuty === undefined &&
    other.legalDuty === undefined &&
    share(one.dataCategories, other.dataCategories) &&
    share(one.populations, other.populations) &&
    share(one.purposes, other.purposes) &&
    share(one.material && [one.material], other.material && [other.material]) &&
    (one.anchor !== other.anchor || one.keep.atMost !== other.keep.atMost)
  );
}
