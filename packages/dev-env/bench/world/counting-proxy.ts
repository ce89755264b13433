import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type CountingProxy = {
  readonly url: string;
  /** Octets since the last reset: from the clients, and back to them. */
  counted(): { readonly up: number; readonly down: number };
  reset(): void;
  close(): Promise<void>;
};

/** Passes TCP on as it comes, and counts. */
export async function countingProxy(target: string): Promise<CountingProxy> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let [up, down] = [0, 0];
  const server = createServer((client) => {
    const onward = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (octets: Buffer) =>
        from === client ? (up += octets.length) : (down += octets.length),
      );
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counted: () => ({ up, down }),
    reset: () => ([up, down] = [0, 0]),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
