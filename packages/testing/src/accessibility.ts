import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Violation = { id: string; help: string; nodes: { target: unknown[]; failureSummary: string }[] };

/** What axe finds against WCAG 2.2 AA on a page, shadow roots too: a line for each place. Nothing is what it should be. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Through the debugger, because a page's own policy lets no foreign script in.
  await page.evaluate(`${axe}; undefined`);
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(levels)} }).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary}`),
  );
}
