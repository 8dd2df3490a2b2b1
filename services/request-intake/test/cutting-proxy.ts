import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A way to a server that breaks when the client says something. */
export type CuttingProxy = { port: number; cutAt(command: RegExp | undefined): void; stop(): Promise<void> };

/** Passes bytes on to a port of this machine until the client's words match. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  let cut: RegExp | undefined;
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    sockets.add({ destroy: end });
    client.on('data', (chunk) => {
      if (cut?.test(chunk.toString('latin1'))) end();
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cutAt(command) {
      cut = command;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
