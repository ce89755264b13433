import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';

/**
 * A UDP port that takes datagrams and never reads one. Its process is stopped, so
 * that the kernel throws away what does not fit into the socket's buffer and nobody's time is spent on it.
 */
export type UdpHole = { readonly port: number; close(): void };

export async function openUdpHole(): Promise<UdpHole> {
  const child = fork(new URL('udp-hole-child.ts', import.meta.url), { stdio: 'inherit' });
  const { port } = v.parse(v.object({ port: v.number() }), (await once(child, 'message'))[0]);
  child.kill('SIGSTOP');
  return { port, close: () => void child.kill('SIGKILL') };
}
