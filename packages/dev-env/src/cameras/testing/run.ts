import { execFile } from 'node:child_process';
import { ensureLoops } from '../ensure-loops.ts';

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export const encodingTimeoutMs = 300_000;

/** By itself ffmpeg studies a stream for five seconds before it begins. */
const soon = ['-analyzeduration', '500000'];

/** Runs a program to its end, whatever that is; `timeoutMs` ends it. */
export function run(
  program: string,
  argumentList: readonly string[],
  o: { env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, argumentList, { timeout: 20_000, ...o }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** ffmpeg as a client that nobody here wrote: decodes `frames` pictures and says what it disliked. */
export function decode(url: string, transport: 'tcp' | 'udp', frames: number): Promise<Ran> {
  const input = ['-v', 'warning', '-xerror', ...soon, '-rtsp_transport', transport, '-i', url];
  return run('ffmpeg', [...input, '-frames:v', String(frames), '-f', 'null', '-']);
}

/** `codec,width,height` of the stream, as ffprobe sees it. */
export async function probe(url: string): Promise<string> {
  const what = ['-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0'];
  const { stdout, stderr } = await run('ffprobe', [
    '-v',
    'error',
    ...soon,
    '-rtsp_transport',
    'tcp',
    ...what,
    url,
  ]);
  return stdout.trim() + stderr.trim();
}

export async function loopsFolder(): Promise<string> {
  const loops = await ensureLoops();
  if (!loops.ok) throw new Error(loops.message);
  return loops.folder;
}
