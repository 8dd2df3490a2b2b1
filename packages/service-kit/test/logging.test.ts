import { expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { probeApp } from './probe-app.ts';

test('the log tells what was done for whom it may, and nothing that a person sent', async () => {
  const probe = await probeApp();
  const headers = {
    ...(await probe.as('staff')),
    'x-correlation-id': 'case-1',
    cookie: 'session=secret-cookie',
    'user-agent': 'secret-agent',
  };
  const inject = (method: 'GET' | 'POST', url: string, payload?: object) =>
    probe.app.inject({ method, url, headers, ...(payload && { payload }) });
  await inject('POST', '/v1/things', { email: 'anna@example.org', purposes: [] });
  await inject('POST', '/v1/things', { email: 'anna-no-address', purposes: ['espionage'], nickname: 'secret-name' });
  await inject('GET', '/v1/things/person-4711?state=secret-state');
  await inject('GET', '/unknown/person-4711?mail=anna@example.org');
  await inject('GET', '/v1/fails/defect');
  await inject('GET', '/v1/fails/mongo');
  await inject('GET', '/v1/answers-wrongly');
  await probe.app.close();

  expect(probe.rawLog()).not.toMatch(/anna|secret|4711|espionage|999 88|127\.0\.0\.1|Bearer|eyJ/);
  const requests = probe.logged().filter((line) => line['msg'] === 'request');
  expect(requests).toHaveLength(7);
  expect(requests[0]).toMatchObject({
    level: 'info',
    service: 'probe',
    route: '/v1/things',
    method: 'POST',
    status: 201,
    durationMs: expect.any(Number),
    tenant: 'kaukus',
    correlation: 'case-1',
  });
  expect(requests[2]).toMatchObject({ route: '/v1/things/:id', status: 400 });
  expect(requests[3]).toMatchObject({ route: '(no route)', status: 404 });
});

test('a defect can be found: the log has its place in the code', async () => {
  const probe = await probeApp();
  await probe.app.inject({ url: '/v1/fails/defect', headers: await probe.as('staff') });
  const defect = probe.logged().find((line) => line['msg'] === 'defect') as { err: { name: string; at: string[] } };
  expect(defect.err).toMatchObject({
    name: 'Error',
    at: expect.arrayContaining([expect.stringContaining('probe-app.ts')]),
  });
});

test('what is logged by mistake under a personal name is redacted', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'x', level: 'info', destination: { write: (line) => void lines.push(line) } });
  logger.info(
    { email: 'anna@example.org', caller: { email: 'anna@example.org' }, headers: { a: 1 }, req: { url: '/anna' } },
    'oops',
  );
  logger.error(new Error('dup key: "anna@example.org"'));
  logger.warn({ err: new Error('no anna@example.org') });
  logger.error(new Error('unexpected\n    at anna (x)'), 'said');
  expect(lines.join('')).not.toContain('anna');
  logger.debug('too detailed');
  logger.info('plain');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'oops',
    'error',
    'error',
    'said',
    'plain',
  ]);
});

test('requests of watchers stay out of the log at its usual level', async () => {
  const probe = await probeApp();
  await probe.app.inject('/health');
  expect(probe.logged().filter((line) => line['level'] === 'info')).toEqual([]);
});
