/** The part of autocannon that the benchmarks use; the package brings no types of its own. */
declare module 'autocannon' {
  type Sent = { method: string; path: string; headers: Record<string, string>; body?: string };
  type Options = {
    url: string;
    connections: number;
    /** Exactly so many requests, each answered before it ends. */
    amount: number;
    timeout: number;
    requests: { method: string; setupRequest(request: Sent): Sent }[];
  };
  type Result = {
    '2xx': number;
    non2xx: number;
    errors: number;
    duration: number;
    latency: { p50: number; p99: number };
  };
  export default function autocannon(options: Options): Promise<Result>;
}
