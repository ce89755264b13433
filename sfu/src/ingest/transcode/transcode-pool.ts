import { execFile } from 'node:child_process';
import { startTranscoder } from './transcoder.ts';
import type { Transcoder, TranscoderOptions } from './transcoder.ts';

export type TranscodePoolOptions = {
  /** How many may run at once; 0 switches transcoding off. */
  readonly limit: number;
  /** Default `/usr/bin/ffmpeg`. */
  readonly program?: string;
};

/** All transcoders of this SFU: few, because each costs as much as many cameras that are passed through. */
export interface TranscodePool {
  /** Whether there is a program that can do it. */
  readonly isAvailable: boolean;
  readonly running: number;
  readonly limit: number;
  /** Undefined when as many run as may. */
  start(options: Omit<TranscoderOptions, 'program'>): Transcoder | undefined;
  close(): void;
}

const standardProgram = '/usr/bin/ffmpeg';
const probeTimeoutMs = 10_000;

/** Resolves when it is known whether the machine has an ffmpeg that encodes H.264. */
export async function createTranscodePool(options: TranscodePoolOptions): Promise<TranscodePool> {
  const program = options.program ?? standardProgram;
  const isAvailable = options.limit > 0 && (await hasEncoder(program));
  const transcoders = new Set<Transcoder>();

  function start(asked: Omit<TranscoderOptions, 'program'>): Transcoder | undefined {
    if (!isAvailable || transcoders.size >= options.limit) return undefined;
    const transcoder = startTranscoder({
      ...asked,
      program,
      onEnd(detail) {
        transcoders.delete(held);
        asked.onEnd(detail);
      },
    });
    const held: Transcoder = {
      ...transcoder,
      stop() {
        transcoders.delete(held);
        transcoder.stop();
      },
    };
    transcoders.add(held);
    return held;
  }

  return {
    isAvailable,
    limit: options.limit,
    get running() {
      return transcoders.size;
    },
    start,
    close() {
      for (const transcoder of transcoders) transcoder.stop();
    },
  };
}

function hasEncoder(program: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, ['-hide_banner', '-encoders'], { env: {}, timeout: probeTimeoutMs }, (error, stdout) =>
      resolve(error === null && stdout.includes('libx264')),
    );
  });
}
