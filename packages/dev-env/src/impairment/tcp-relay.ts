import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Link, Relay, RelayOptions } from './link.ts';
import { TcpFlow } from './tcp-flow.ts';

/** When a kernel sends its SYN again, in ms after the first. */
const synAgainAfterMs = [1_000, 3_000, 7_000, 15_000, 31_000];

/** Passes TCP on over the link. What a packet link would lose comes late instead, as retransmitted; a cut loses nothing yet. */
export async function startTcpRelay({ link, listen, target }: RelayOptions): Promise<Relay> {
  const open = new Set<Carried>();
  const counts = { up: 0, down: 0 };

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    const carried: Carried = { client, onward: undefined, flows: [], cancel: () => undefined };
    open.add(carried);
    client.on('error', () => undefined);
    client.on('close', () => {
      end(carried);
      open.delete(carried);
    });
    carried.cancel = whenSynPasses(link, () => {
      carried.onward = connect({
        host: target.ip,
        port: target.port,
        localAddress: link.clientAddress,
        allowHalfOpen: true,
      });
      carried.flows = join(link, { client, onward: carried.onward, counts });
    });
  });

  /** The client has moved: what was open is dead, and neither side is told. */
  function strand(): void {
    for (const { client, flows, cancel } of open) {
      cancel();
      for (const flow of flows) flow.strand();
      client.pause();
    }
  }

  link.events.on('moved', strand);
  server.listen(listen.port, listen.ip);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counted: () => ({ ...counts }),
    async close() {
      link.events.off('moved', strand);
      for (const carried of open) {
        end(carried);
        carried.client.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}

type Carried = {
  readonly client: Socket;
  onward: Socket | undefined;
  flows: readonly TcpFlow[];
  cancel: () => void;
};

function end({ onward, flows, cancel }: Carried): void {
  cancel();
  for (const flow of flows) flow.close();
  onward?.destroy();
}

/** Calls once the first SYN that meets an open link has gone through. */
function whenSynPasses(link: Link, pass: () => void): () => void {
  if (!link.isCut) {
    pass();
    return () => undefined;
  }
  const timers = synAgainAfterMs.map((ms) =>
    setTimeout(() => {
      if (link.isCut) return;
      cancel();
      pass();
    }, ms),
  );
  const cancel = () => {
    for (const timer of timers) clearTimeout(timer);
  };
  return cancel;
}

function join(
  link: Link,
  ends: {
    readonly client: Socket;
    readonly onward: Socket;
    readonly counts: { up: number; down: number };
  },
): readonly TcpFlow[] {
  const { client, onward, counts } = ends;
  onward.on('error', () => client.destroy());
  return [
    new TcpFlow({ link, direction: link.up, from: client, to: onward, count: (n) => (counts.up += n) }),
    new TcpFlow({ link, direction: link.down, from: onward, to: client, count: (n) => (counts.down += n) }),
  ];
}
