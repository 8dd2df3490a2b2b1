import { checkBases } from './check-bases.ts';
import { checkCoherence } from './check-coherence.ts';
import { checkCookies } from './check-cookies.ts';
import { checkDutiesToPeople } from './check-duties-to-people.ts';
import { checkLimits } from './check-limits.ts';
import { checkOpenDsr, checkOpenDsrReach } from './check-open-dsr.ts';
import { checkRecipients } from './check-recipients.ts';
import { type Aside, checkReferences } from './check-references.ts';
import { checkRetention } from './check-retention.ts';
import { type Finding, MUST_BE_ANSWERED, warningFound } from './findings.ts';
import type { Resolution, Statement } from './schema.ts';

/**
 * Everything that is wrong with a statement that has the right shape: errors first (it is not published), then what a
 * lawyer would object to. A resolution in the file marks a warning as answered; it never silences an error. A warning that
 * must be answered, and is not, is an error.
 * @param aside what was taken out of the file before, so that it is not told to be missing.
 */
export function checkStatement(statement: Statement, aside?: Aside): Finding[] {
  const errors = [...checkReferences(statement, aside), ...checkLimits(statement), ...checkOpenDsr(statement)];
  const warnings = [
    ...checkBases(statement),
    ...checkCookies(statement),
    ...checkRetention(statement),
    ...checkRecipients(statement),
    ...checkOpenDsrReach(statement),
    ...checkDutiesToPeople(statement),
    ...checkCoherence(statement),
  ];
  const findings = [
    ...errors,
    ...[...warnings, ...answeringNothing(statement, warnings)].map((warning) =>
      answeredOrNot(warning, isAnswered(warning, statement.resolutions)),
    ),
  ];
  return findings.sort((one, other) => rank(one) - rank(other));
}

function answeredOrNot(warning: Finding, answered: boolean): Finding {
  if (answered || !MUST_BE_ANSWERED.includes(warning.code)) return { ...warning, answered };
  const { meanwhile: _, ...told } = warning;
  return { ...told, severity: 'error', mend: `${warning.mend} Or confirm in a resolution that the longer one counts.` };
}

function isAnswered(finding: Finding, resolutions: readonly Resolution[]): boolean {
  return finding.severity === 'warning' && resolutions.some((resolution) => answers(resolution, finding));
}

const answers = ({ finding: code, path }: Resolution, finding: Finding): boolean =>
  code === finding.code && (finding.path === path || finding.path.startsWith(`${path}/`));

/** Resolutions of what nobody finds. Where a rule of the file has closed a gap of the published text, its reason stays. */
function answeringNothing({ resolutions }: Statement, warnings: readonly Finding[]): Finding[] {
  const closes = ({ finding, path }: Resolution) =>
    finding === 'data-without-retention' && /^purposes(\/|$)/.test(path);
  return resolutions.flatMap((resolution, at) =>
    closes(resolution) || warnings.some((warning) => answers(resolution, warning))
      ? []
      : warningFound('resolution-answers-nothing', {
          article: null,
          path: `resolutions/${at}`,
          message: `No finding ${resolution.finding} stands at ${resolution.path}.`,
          mend: 'Correct the code or the path, or take the resolution out.',
          meanwhile: 'The resolution is published with the statement, and answers nothing.',
        }),
  );
}

function rank(finding: Finding): number {
  return finding.severity === 'error' ? 0 : 1;
}
