import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLoopIndex } from './loops/loop-index.ts';
import type { LoopName } from './loops/recipes.ts';

export type GstServerOptions = {
  /** Folder of encoded loops, as `ensureLoops` returns it. */
  readonly loops: string;
  readonly loop: LoopName;
  readonly username: string;
  readonly password: string;
  /** Default digest (MD5). */
  readonly auth?: 'basic' | 'digest';
};

export type GstServer = {
  readonly port: number;
  readonly pid: number;
  /** With user and password. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

const script = fileURLToPath(new URL('gst-rtsp-server.py', import.meta.url));
const mount = '/camera';
const startTimeoutMs = 20_000;

/**
 * Starts GStreamer's own RTSP server on a free port with one loop, to be read as a camera that we did not write.
 * Throws with the program's own words if it does not start (packages python3-gi, gir1.2-gst-rtsp-server-1.0,
 * gstreamer1.0-plugins-good and -bad).
 */
export async function startGstServer(options: GstServerOptions): Promise<GstServer> {
  const index = await readLoopIndex(options.loops);
  const entry = index.loops.find((loop) => loop.name === options.loop);
  if (entry === undefined) throw new Error(`The loop ${options.loop} is not in ${options.loops}`);
  const { username, password, auth = 'digest' } = options;
  const file = path.join(options.loops, entry.file);
  const argumentList = [script, file, entry.codec, String(entry.fps), mount, username, password, auth];
  const child = spawn('/usr/bin/python3', argumentList, { stdio: ['ignore', 'pipe', 'pipe'] });

  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The GStreamer server did not start in ${startTimeoutMs} ms. ${said}`));
    }, startTimeoutMs);
    const settle = (text: string): void => {
      said += text;
      const match = /^PORT (\d+)$/m.exec(said);
      if (match === null) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.setEncoding('utf8').on('data', settle);
    child.stderr.setEncoding('utf8').on('data', settle);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`The GStreamer server ended at once. ${said}`));
    });
  });

  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return {
    port,
    pid: child.pid ?? 0,
    url: `rtsp://${user}127.0.0.1:${port}${mount}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(force);
    },
  };
}
