import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { startTelemetry } from '../src/telemetry.ts';
import { probeApp } from './probe-app.ts';

afterEach(() => vi.unstubAllEnvs());

test('without an endpoint nothing is sent', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', '');
  const telemetry = await startTelemetry({ service: 'probe' });
  expect(telemetry.exporting).toBe(false);
  await telemetry.shutdown();
});

test('traces continue the caller’s, go on into commands, and hold route patterns but no ids, texts or hosts', async () => {
  const received: Record<string, string> = {};
  const collector = createServer((request, response) => {
    const path = request.url ?? '';
    request.on('data', (chunk: Buffer) => (received[path] = (received[path] ?? '') + chunk.toString()));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
  const telemetry = await startTelemetry({ service: 'probe' });
  const probe = await probeApp();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = {
    ...(await probe.as('staff')),
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    baggage: 'person=anna',
  };
  const command = await probe.app.inject({ method: 'POST', url: '/v1/commands/person-4711?q=anna', headers });
  await probe.app.inject({ url: '/v1/fails/defect', headers });
  await probe.app.close();
  await telemetry.shutdown();
  collector.close();

  const { traceparent } = command.json<{ traceparent: string }>();
  expect(traceparent.slice(3, 35)).toBe(traceId);
  expect(traceparent).not.toContain('b7ad6b7169203331');
  expect(probe.logged().find((line) => line['route'] === '/v1/commands/:id')).toMatchObject({ traceId });
  expect(received['/v1/traces']).toContain('POST /v1/commands/:id');
  expect(received['/v1/traces']).toContain(traceId);
  expect(received['/v1/metrics']).toContain('http.server.request.duration');
  expect(JSON.stringify(received)).not.toMatch(/anna|4711|host\.name|process\.owner|command_args/);
});
