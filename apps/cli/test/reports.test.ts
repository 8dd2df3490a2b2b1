import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { computeDue } from '@vitne/contracts/law/due';
import { accessibilityViolations } from '@vitne/testing/accessibility';
import { launchBrowser } from '@vitne/testing/browser';
import { statementFacts } from '@vitne/testing/foreign-events';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { statementOf } from '@vitne/testing/statement-files';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeReport } from '../src/audit/reports/make-report.ts';
import {
  type Figure,
  type Report,
  type ReportKind,
  ranges,
  reportAsCsv,
  reportKinds,
} from '../src/audit/reports/report.ts';
import { reportPage } from '../src/audit/reports/report-page.ts';
import { type Happening, ledgerOf, tenant } from './ledger-in-memory.ts';

const person = 'p4k7w2m9x1c6v3b8n5z0';
const incident = 'i4k7w2m9x1c6v3b8n5z0';
const period = { from: '2026-02-01T00:00:00Z', to: '2026-05-01T00:00:00Z' };
const asked = (request: string, received: string): Happening => ({
  type: 'request.received.v1',
  id: request,
  time: received,
  facts: {
    request,
    person,
    requestType: 'access',
    receivedThrough: 'portal',
    received,
    due: computeDue({ clock: 'gdpr-12-3', received }),
  },
});
const answered = (request: string, fulfilled: string): Happening => ({
  type: 'request.fulfilled.v1',
  id: request,
  time: fulfilled,
  facts: { request, person, fulfilled, by: 'staff' },
});
const consulted = (time: string, role: string, purpose: string): Happening => ({
  type: 'personal-data.consulted.v1',
  id: person,
  time,
  facts: {
    owner: person,
    role,
    purpose,
    opened: 'request',
    matter: 'late',
    dataCategories: ['contact'],
    consulted: time,
  },
});
const disposal = { disposal: 'd-1', person };

let history: Happening[];
beforeAll(async () => {
  const statement = statementOf('kaukus');
  const { activities } = statement;
  history = [
    {
      type: 'statement.published.v1',
      id: 'main',
      time: '2026-01-02T08:00:00Z',
      facts: await statementFacts(statement),
    },
    ...activities.map(({ id, name, role, purposes, populations, dataCategories, recipients }) => ({
      type: 'processing-activity.registered.v1',
      id,
      time: '2026-01-02T08:00:01Z',
      facts: { activity: id, name, role, purposes, populations, dataCategories, recipients, statementVersion: '1.0' },
    })),
    asked('before', '2026-01-05T08:00:00Z'),
    answered('before', '2026-01-06T08:00:00Z'),
    asked('in-time', '2026-02-05T08:00:00Z'),
    answered('in-time', '2026-02-10T08:00:00Z'),
    asked('late', '2026-02-05T08:00:00Z'),
    answered('late', '2026-04-10T08:00:00Z'),
    asked('overdue', '2026-03-05T08:00:00Z'),
    asked('open', '2026-04-20T08:00:00Z'),
    {
      type: 'disposal.ordered.v1',
      id: person,
      time: '2026-03-01T08:00:00Z',
      facts: {
        ...disposal,
        holdings: [],
        dataCategories: ['enquiry'],
        systems: ['site'],
        action: 'erase',
        reason: 'retention-rule',
        ordered: '2026-03-01T08:00:00Z',
      },
    },
    {
      type: 'disposal.confirmed.v1',
      id: person,
      time: '2026-03-02T08:00:00Z',
      facts: { ...disposal, system: 'site', method: 'erased', evidence: 'log 1', confirmed: '2026-03-02T08:00:00Z' },
    },
    {
      type: 'incident.reported.v1',
      id: incident,
      time: '2026-03-03T08:00:00Z',
      facts: {
        incident,
        kind: 'breach',
        reportedBy: 'staff',
        reporter: incident,
        receivedThrough: 'staff',
        received: '2026-03-03T08:00:00Z',
        suspected: '2026-03-03T07:00:00Z',
      },
    },
    {
      type: 'incident.detected.v1',
      id: incident,
      time: '2026-03-03T09:00:00Z',
      facts: { incident, detected: '2026-03-03T08:30:00Z', by: 'monitoring' },
    },
    {
      type: 'incident.awareness-established.v1',
      id: incident,
      time: '2026-03-03T10:00:00Z',
      facts: {
        incident,
        aware: '2026-03-03T09:30:00Z',
        roles: ['controller'],
        activities: [],
        due: computeDue({ clock: 'gdpr-33-1', received: '2026-03-03T09:30:00Z' }),
      },
    },
    asked('after', '2026-05-02T08:00:00Z'),
    consulted('2026-03-05T08:00:00Z', 'staff', 'answering-request'),
    consulted('2026-03-06T08:00:00Z', 'auditor', 'audit'),
    consulted('2026-05-06T08:00:00Z', 'staff', 'answering-request'),
  ];
});

const reported = (kind: ReportKind): Promise<Report> => makeReport(ledgerOf(history), tenant, kind, period);
const figuresOf = ({ sections }: Report): Record<string, Figure> =>
  Object.fromEntries(sections.flatMap(({ figures }) => figures.map((one) => [one.id, one])));
/** Where in the ledger something stands. */
const at = (type: string, id: string): number => 1 + history.findIndex((one) => one.type === type && one.id === id);

describe('a report on a period, from the ledger alone', () => {
  test('counts requests by when they were answered, each figure with its events and no others', async () => {
    const found = figuresOf(await reported('requests'));
    const counts = Object.fromEntries(Object.entries(found).map(([id, { count }]) => [id, count]));
    expect(counts).toEqual({ received: 4, 'in-time': 1, late: 1, refused: 0, extended: 0, open: 2, overdue: 1 });
    expect(found['late']?.positions).toEqual([at('request.received.v1', 'late'), at('request.fulfilled.v1', 'late')]);
    expect(found['overdue']?.positions).toEqual([at('request.received.v1', 'overdue')]);
  });

  test('counts everything that happened, and nothing before or after', async () => {
    const found = figuresOf(await reported('accountability'));
    expect(found['request.received.v1']?.count).toBe(4);
    expect(found['statement.published.v1']).toBeUndefined();
    expect(found['disposal.confirmed.v1']?.positions).toEqual([at('disposal.confirmed.v1', person)]);
  });

  test('counts who opened personal data, in which role and why', async () => {
    const { sections } = await reported('accountability');
    const found = sections.find(({ id }) => id === 'consultations')?.figures ?? [];
    expect(Object.fromEntries(found.map(({ id, count }) => [id, count]))).toEqual({
      opened: 2,
      'answering-request': 1,
      audit: 1,
      staff: 1,
      auditor: 1,
    });
    expect(found[0]?.positions).toEqual([history.length - 2, history.length - 1]);
  });

  test('tells disposals with method, and breaches with their three moments and the 72 hours', async () => {
    const disposals = (await reported('retention')).sections[0]?.tables[0]?.rows.map(({ cells }) =>
      cells.map(({ en }) => en),
    );
    expect(disposals).toEqual([['d-1', 'enquiry', 'retention-rule', '2026-03-01', 'site: erased', '–', '–']]);
    const breaches = (await reported('breaches')).sections[0]?.tables[0]?.rows.map(({ cells }) =>
      cells.map(({ en }) => en),
    );
    expect(breaches?.[0]?.slice(1, 5)).toEqual([
      '2026-03-03 07:00',
      '2026-03-03 08:30',
      '2026-03-03 09:30',
      '2026-03-06 10:30',
    ]);
  });

  test('has the record of Art. 30(1): purposes, people, data, recipients, time limits and security of each activity', async () => {
    const [table] = (await reported('ropa')).sections[0]?.tables ?? [];
    expect(table?.rows).toHaveLength(statementOf('kaukus').activities.length);
    const website = table?.rows.find(({ cells }) => cells[0]?.en.includes('kaukus.no'))?.cells.map(({ en }) => en);
    expect(website?.join(' | ')).toMatch(/Hetzner/);
    expect(website?.every((cell) => cell !== '')).toBe(true);
  });

  test('is a table of values for spreadsheets, in which nothing becomes a formula', async () => {
    const csv = reportAsCsv(await reported('requests'), 'nb');
    expect(csv.split('\r\n')[0]).toBe('section,row,column,value,positions');
    expect(csv).toContain('requests,late,besvart for sent,1,');
    const { sections } = await reported('requests');
    const cells = [{ nb: '=1+1', en: '=1+1' }];
    const table = {
      id: 't',
      says: { nb: '', en: '' },
      columns: [{ nb: 'a', en: 'a' }],
      rows: [{ cells, positions: [] }],
    };
    const spiked = {
      ...(await reported('requests')),
      sections: [{ ...(sections[0] as (typeof sections)[0]), figures: [], tables: [table] }],
    };
    expect(reportAsCsv(spiked, 'en')).toContain("'=1+1");
  });

  test('positions are told as ranges', () => {
    expect(ranges([3, 1, 2, 2, 9, 11, 12])).toBe('1–3, 9, 11–12');
    expect(ranges([])).toBe('');
  });

  test('is a page that fits every screen, that anybody can read, and whose figures lead to their events', async () => {
    const browser = await launchBrowser();
    const folder = mkdtempSync(join(tmpdir(), 'vitne-reports-'));
    try {
      for (const kind of reportKinds) {
        for (const language of ['nb', 'en'] as const) {
          const page = reportPage(await reported(kind), language);
          for (const width of screenWidths)
            expect(await standingOut(browser, page, width), `${kind} at ${width}`).toEqual([]);
          const path = join(folder, `${kind}-${language}.html`);
          writeFileSync(path, page);
          const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
          await tab.goto(pathToFileURL(path).href);
          expect(await accessibilityViolations(tab), `${kind} ${language}`).toEqual([]);
          const broken = await tab.evaluate<string[]>(
            `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((href) => !document.getElementById(href.slice(1)))`,
          );
          expect(broken).toEqual([]);
          await tab.close();
        }
      }
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
