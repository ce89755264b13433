import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../world/child.ts';

export type CoturnOptions = {
  /** For its configuration, its certificate and its log. */
  readonly folder: string;
  readonly ip: string;
  readonly port: number;
  readonly tlsPort: number;
};

export type Coturn = {
  /** What the SFU is told: where it listens, and the file of the secret that the two share. */
  readonly urls: Readonly<Record<'udp' | 'tcp' | 'tls', string>>;
  readonly secretFile: string;
  stop(): Promise<void>;
};

const readyDeadlineMs = 20_000;

/** Debian's coturn as a child of this process, on the loopback network, configured as `docs/operating.md` says. */
export async function startCoturn({ folder, ip, port, tlsPort }: CoturnOptions): Promise<Coturn> {
  mkdirSync(folder, { recursive: true });
  const secret = randomBytes(32).toString('base64url');
  const secretFile = join(folder, 'turn-secret');
  writeFileSync(secretFile, secret, { mode: 0o600 });
  makeCertificate(folder, ip);
  const configuration = join(folder, 'turnserver.conf');
  writeFileSync(configuration, lines({ folder, ip, port, tlsPort }, secret), { mode: 0o600 });
  const child = startChild({
    name: 'coturn',
    command: 'turnserver',
    args: ['-c', configuration],
    cwd: folder,
    env: {},
    logFile: join(folder, 'coturn.log'),
  });
  const giveUpAt = performance.now() + readyDeadlineMs;
  while (!(await listens(ip, port))) {
    if (child.hasExited() || performance.now() > giveUpAt)
      throw new Error(`coturn does not start; its log is ${child.logFile}`);
    await delay(50);
  }
  return {
    urls: {
      udp: `turn:${ip}:${port}?transport=udp`,
      tcp: `turn:${ip}:${port}?transport=tcp`,
      tls: `turns:${ip}:${tlsPort}?transport=tcp`,
    },
    secretFile,
    stop: () => child.stop(),
  };
}

function lines({ folder, ip, port, tlsPort }: CoturnOptions, secret: string): string {
  return [
    `listening-ip=${ip}`,
    `relay-ip=${ip}`,
    `listening-port=${port}`,
    `tls-listening-port=${tlsPort}`,
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'realm=truc',
    'fingerprint',
    `cert=${join(folder, 'certificate.pem')}`,
    `pkey=${join(folder, 'key.pem')}`,
    // Here the SFU itself is on the loopback network.
    'allow-loopback-peers',
    'no-multicast-peers',
    'no-cli',
    'no-tcp-relay',
    `pidfile=${join(folder, 'coturn.pid')}`,
    `userdb=${join(folder, 'turndb')}`,
    'log-file=stdout',
    'simple-log',
    '',
  ].join('\n');
}

function makeCertificate(folder: string, ip: string): void {
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=truc-turn', '-addext', `subjectAltName=IP:${ip}`];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', ...what, ...name, ...files], { stdio: 'ignore' });
}

function listens(ip: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, ip);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
