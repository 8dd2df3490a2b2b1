import type { ConsentProof } from '@vitne/contracts/interop/consent-proof';
import { launchBrowser } from '@vitne/testing/browser';
import { screenWidths, standingOut } from '@vitne/testing/page-fit';
import { statementOf } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentReceiptPage } from '../src/pages/consent-receipt-page.ts';

const shown = {
  noticeHash: 'f0a1'.repeat(16),
  language: 'nb',
  surface: 'in-product',
  method: 'ticked-box',
} as const;
const links = {
  notice: `https://privacy.example/v1/public/catacloud/notices/by-hash/${shown.noticeHash}`,
  withdraw: 'https://catacloud.com/personvern',
  withdrawByApi: 'https://privacy.example/v1/public/catacloud/consents/withdrawals',
  rights: 'https://catacloud.com/personvern',
  record: 'https://privacy.example/v1/people/p/consents/e/receipt',
};
const withProof = {
  download: `https://privacy.example/v1/public/catacloud/consents/p4k7w2m9x1c6v3b8n5z0/e/proof/2026-03.${'s'.repeat(32)}`,
  verify: 'https://privacy.example/verify?language=nb',
};
const eventId = `${'0193f0a2'.repeat(4)}-command-1.0`;
const proof: ConsentProof = {
  statement: statementOf('catacloud'),
  person: 'p4k7w2m9x1c6v3b8n5z0',
  purpose: 'sale',
  links,
  acts: [{ eventId, at: '2026-03-01T10:00:00Z', status: 'given', shown, expires: '2027-03-01T10:00:00Z' }],
};

describe('the receipt for people', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it.each(screenWidths)('fits a screen of %i points, its checksum too', async (width) => {
    for (const language of ['nb', 'en'] as const)
      expect(await standingOut(browser, consentReceiptPage(proof, language, withProof), width)).toEqual([]);
  });

  it('leads to the file with proof, and to where anybody checks one', () => {
    const page = consentReceiptPage(proof, 'nb', withProof);
    for (const place of Object.values(withProof)) expect(page).toContain(`href="${place}"`);
  });

  it('tells how the person answered, and until when that counts', () => {
    const page = consentReceiptPage(proof, 'nb', withProof);
    expect(page).toContain('Du krysset av, i produktet');
    expect(page).toContain('1. mars 2027');
    const [given] = proof.acts;
    const ended = {
      ...proof,
      acts: [given!, { eventId: 'e', at: '2026-04-01T10:00:00Z', status: 'withdrawn' as const }],
    };
    expect(consentReceiptPage(ended, 'nb', withProof)).not.toContain('1. mars 2027');
  });
});
