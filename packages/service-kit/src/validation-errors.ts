import type { z } from 'zod';
import type { ProblemError } from './problems.ts';

export type ZodIssue = z.core.$ZodIssue;

const mostErrors = 20;
const longestName = 64;

/**
 * Zod's issues as the `errors` of a problem. Names the place and what to change; the value that was sent is not
 * repeated, only the names of fields that do not belong there.
 * @param place where the parsed thing stood: `body`, `query`, `body/events/3`.
 */
export function errorsOfIssues(issues: readonly ZodIssue[], place: string): ProblemError[] {
  return issues.flatMap((issue) => flatten(issue, [place])).slice(0, mostErrors);
}

function flatten(issue: ZodIssue, above: string[]): ProblemError[] {
  const path = [...above, ...issue.path.map((part) => shortened(String(part)))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch with the fewest complaints is the one that was most likely meant.
    const branch = issue.errors.reduce((least, errors) => (errors.length < least.length ? errors : least));
    return branch.flatMap((inner) => flatten(inner, path));
  }
  return [{ path: path.join('/'), message: whatToChange(issue) }];
}

function whatToChange(issue: ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, mostErrors).map(shortened).join(', ');
    return `Remove ${names}: ${issue.keys.length === 1 ? 'this field is' : 'these fields are'} not known here.`;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `This field is missing: add ${issue.expected}.`;
  }
  return issue.message;
}

const shortened = (name: string) => (name.length > longestName ? `${name.slice(0, longestName)}…` : name);
