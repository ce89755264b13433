import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { AccessUnit } from '../h264/access-unit.ts';
import type { SourceCodec } from '../rtsp/sdp.ts';
import { createFlvReader } from './flv-reader.ts';
import { matroskaHead, matroskaPicture } from './matroska-writer.ts';

export type TranscoderOptions = {
  readonly program: string;
  readonly codec: SourceCodec;
  /** H.264 without B-frames; `timestamp` is the picture's `timeMs`. The same object every time. */
  onPicture(unit: AccessUnit): void;
  /** Called once, unless `stop` was called before. */
  onEnd(detail: string): void;
};

export interface Transcoder {
  readonly pid: number | undefined;
  /** `annexB`: one picture, its parameter sets with it where it is a keyframe. */
  write(annexB: Buffer, at: { readonly timeMs: number; readonly isKeyframe: boolean }): void;
  stop(): void;
}

/** What waits for a program that no longer reads. */
const maxWaitingBytes = 8 * 1024 * 1024;
/** Pictures of those who watch other cameras go first. */
const niceness = 10;

/** Decodes slice by slice, because decoding whole pictures beside one another would hold pictures back. */
const input = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-protocol_whitelist', 'pipe'],
  ...['-threads', '2', '-thread_type', 'slice', '-flags', 'low_delay', '-probesize', '32'],
  ...['-analyzeduration', '0', '-copyts', '-f', 'matroska', '-i', 'pipe:0'],
];
const output = [
  ...['-map', '0:v:0', '-an', '-vf', "scale=w='min(1280,iw)':h=-2", '-fps_mode', 'passthrough'],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
  ...['-pix_fmt', 'yuv420p', '-threads', '1', '-bf', '0', '-g', '600', '-enc_time_base', '1:1000'],
  ...['-force_key_frames', 'expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+2))'],
  ...['-crf', '25', '-maxrate', '1500k', '-bufsize', '1500k'],
  ...['-flush_packets', '1', '-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:1'],
];

/**
 * Makes H.264 that every browser shows out of what a camera sends, by ffmpeg in a process of its own. It gets pictures by its
 * standard input and opens nothing: no address, no password, no network, no environment. It ends with its input, also
 * when this process is killed.
 */
export function startTranscoder(options: TranscoderOptions): Transcoder {
  const child = spawn(options.program, [...input, ...output], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let isOver = false;
  const end = (detail: string): void => {
    if (isOver) return;
    stop();
    options.onEnd(detail);
  };
  const reader = createFlvReader({
    onPicture: (unit) => options.onPicture(unit),
    onError: () => end('output_unreadable'),
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!isOver) reader.push(chunk);
  });
  child.once('error', () => end('not_started'));
  child.once('exit', () => end('ended'));
  // A program that has ended takes nothing more: its exit says so.
  child.stdin.on('error', () => undefined);
  child.stdin.write(matroskaHead(options.codec));
  if (child.pid !== undefined) makeNice(child.pid);

  function stop(): void {
    isOver = true;
    child.stdin.destroy();
    child.kill('SIGKILL');
  }

  return {
    pid: child.pid,
    write(annexB, at) {
      if (isOver) return;
      if (child.stdin.writableLength > maxWaitingBytes) return end('input_not_read');
      child.stdin.write(matroskaPicture(annexB, at));
    },
    stop,
  };
}

function makeNice(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already; `exit` says so.
  }
}
