import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway();
});
afterAll(() => gateway?.stop());

const script = (headers: Record<string, string> = {}, tenant = gateway.tenant) =>
  gateway.call('nobody', 'GET', `/banner/${tenant}.js`, undefined, headers);

describe('the banner’s script', () => {
  it('may be included by pages of every origin, and is one for all tenants', async () => {
    const { status, headers, text } = await script();
    expect([status, headers.get('content-type'), headers.get('cross-origin-resource-policy')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'cross-origin',
    ]);
    expect((await script({}, gateway.other)).text).toBe(text);
    expect(text).not.toContain(gateway.tenant);
  });

  it('travels small, and not at all when the browser has it', async () => {
    const { headers, text } = await script({ 'accept-encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(gzipSync(text).length).toBeLessThan(text.length / 2);
    expect((await script({ 'accept-encoding': 'identity' })).text).toBe(text);
    const again = await script({ 'if-none-match': String(headers.get('etag')) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is not there for a tenant that is not served', async () => {
    expect((await script({}, 'nobody-here')).status).toBe(404);
    expect((await script({}, 'Not%20a%20tenant')).status).toBeGreaterThanOrEqual(400);
  });
});
