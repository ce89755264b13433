import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { buffer, text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { Timers } from '@truc/base';
import { pictureHeight, pictureOctets, pictureWidth, readSmallPicture } from '@truc/sfu/picture-health';
import type { SmallPicture } from '@truc/sfu/picture-health';
import { matroskaHead, matroskaPicture } from '../ingest/index.ts';
import type { SourceCodec } from '../ingest/index.ts';

export type DecodeOptions = {
  readonly program: string;
  readonly codec: SourceCodec;
  /** Each decodable by itself, in Annex B. */
  readonly keyframes: readonly Buffer[];
  readonly timers: Timers;
  readonly timeoutMs: number;
};

export type Decoded = {
  /** In the order of the keyframes; undefined: it could not be decoded. */
  readonly pictures: readonly (SmallPicture | undefined)[];
  /** The program ended by itself and in order: what is missing is the fault of its own octets. */
  readonly isComplete: boolean;
};

/** Whatever else this machine does goes first. */
const niceness = 19;
/** In the stream's own milliseconds, between one camera's picture and the next one's. */
const spacingMs = 1_000;

const input = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-protocol_whitelist', 'pipe', '-threads', '1'],
  ...['-probesize', '32', '-analyzeduration', '0', '-copyts', '-f', 'matroska', '-i', 'pipe:0'],
];
const scaled = `[0:v:0]scale=${pictureWidth}:${pictureHeight}:flags=area,format=yuv420p,split[points][times]`;
const asTheyCome = ['-fps_mode', 'passthrough', '-enc_time_base', '1:1000'];
const output = [
  ...['-filter_threads', '1', '-filter_complex', scaled],
  ...['-map', '[points]', ...asTheyCome, '-f', 'rawvideo', 'pipe:1'],
  ...['-map', '[times]', ...asTheyCome, '-f', 'framecrc', 'pipe:3'],
];

/**
 * Many cameras' keyframes through one ffmpeg that gets them by its standard input and opens nothing: no address, no password,
 * no environment. Which picture is whose is told by its time, so one that cannot be decoded shifts no other. Never rejects.
 */
export async function decodeKeyframes(options: DecodeOptions): Promise<Decoded> {
  const child = spawn(options.program, [...input, ...output], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  const cancel = options.timers.after(options.timeoutMs, () => child.kill('SIGKILL'));
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  const [stdin, points, , times] = child.stdio;
  if (stdin === null || points === null || times === null || times === undefined)
    throw new Error('A program was started without its pipes');
  if (child.pid !== undefined) makeNice(child.pid);
  // A program that has ended takes nothing more: its exit says so.
  stdin.on('error', () => undefined);
  stdin.end(streamOf(options));
  const [octets, lines, isComplete] = await Promise.all([
    buffer(points).catch(() => Buffer.alloc(0)),
    text(times as Readable).catch(() => ''),
    ended,
  ]);
  cancel();
  return { pictures: sortOut(octets, lines, options.keyframes.length), isComplete };
}

function streamOf({ codec, keyframes }: DecodeOptions): Buffer {
  const pictures = keyframes.map((annexB, at) =>
    matroskaPicture(annexB, { timeMs: (at + 1) * spacingMs, isKeyframe: true }),
  );
  return Buffer.concat([matroskaHead(codec), ...pictures]);
}

/** `lines`: of ffmpeg's framecrc, `stream, dts, pts, duration, size, checksum` for each picture in its order. */
function sortOut(octets: Buffer, lines: string, count: number): (SmallPicture | undefined)[] {
  const pictures = Array.from({ length: count }, (): SmallPicture | undefined => undefined);
  const times = lines.split('\n').filter((line) => /^\s*0,/.test(line));
  times.forEach((line, place) => {
    const which = Math.round(Number(line.split(',')[2]) / spacingMs) - 1;
    const points = octets.subarray(place * pictureOctets, (place + 1) * pictureOctets);
    if (which in pictures && points.length === pictureOctets) pictures[which] = readSmallPicture(points);
  });
  return pictures;
}

function makeNice(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already; `close` says so.
  }
}
