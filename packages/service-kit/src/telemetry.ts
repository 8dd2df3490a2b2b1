/** Running telemetry; `shutdown` sends what is waiting. */
export type Telemetry = { exporting: boolean; shutdown(): Promise<void> };

/**
 * Starts OpenTelemetry with W3C propagation when OTEL_EXPORTER_OTLP_ENDPOINT says where to send traces and metrics;
 * the other OTEL_* variables work as the standard names them. Without it nothing is loaded and nothing is sent; a
 * caller's trace context is still handed on to the events. Call it once per process, before `createHttpApp`.
 */
export async function startTelemetry({ service }: { service: string }): Promise<Telemetry> {
  if (!process.env['OTEL_EXPORTER_OTLP_ENDPOINT']) return { exporting: false, shutdown: async () => {} };
  // The default detectors would report the host, its user and the command line; the instance's id is enough.
  process.env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,serviceinstance';
  // Baggage may hold anything, so that only the trace context is taken over.
  process.env['OTEL_PROPAGATORS'] ??= 'tracecontext';
  // The SDK takes half a second to load, so that only those who asked for it pay.
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: service, logRecordProcessors: [] });
  sdk.start();
  return { exporting: true, shutdown: () => sdk.shutdown().catch(() => {}) };
}
