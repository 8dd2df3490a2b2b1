import { metrics } from '@opentelemetry/api';

/** What is measured of a witness. A log is named by its origin, and only when it is one of the list. */
export type WitnessMetrics = {
  cosigned(origin: string, size: number): void;
  contradicted(origin: string, code: string): void;
  /** @param route as it is documented, never what was asked for */
  answered(route: string, status: number, durationMs: number): void;
};

/** Counts into the process's OpenTelemetry, which costs nothing where nobody has started it. */
export function witnessMetrics(): WitnessMetrics {
  const meter = metrics.getMeter('vitne-witness');
  const durations = meter.createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'Requests answered, by route and status; its count is the number of requests.',
  });
  const contradictions = meter.createCounter('vitne.witness.contradictions', {
    description: 'Checkpoints that a log signed and that contradict its past.',
  });
  const sizes = meter.createGauge('vitne.witness.cosigned.size', {
    description: 'Events that the newest cosigned checkpoint of a log covers.',
  });
  return {
    cosigned: (origin, size) => sizes.record(size, { 'vitne.log': origin }),
    contradicted: (origin, code) => contradictions.add(1, { 'vitne.log': origin, 'vitne.code': code }),
    answered: (route, status, durationMs) =>
      durations.record(durationMs / 1_000, {
        'http.route': route,
        'http.response.status_code': status,
        'vitne.service': 'witness',
      }),
  };
}
