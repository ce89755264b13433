import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Timers } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { KeyframeHabitSchema } from './keyframe-habit.ts';
import type { KeyframeHabit } from './keyframe-habit.ts';

export type StreamName = 'main' | 'sub';

const FileSchema = v.strictObject({
  version: v.literal(1),
  streams: v.record(v.string(), KeyframeHabitSchema),
});
/** Habits change slowly, and one that is lost is learned again. */
const writeDelayMs = 2_000;

/** Which cameras obey requests for keyframes, kept over restarts. Holds no address and no account. */
export class KeyframeMemory {
  readonly #path: string;
  readonly #timers: Timers;
  readonly #log: Logger;
  readonly #habits: Map<string, KeyframeHabit>;
  #cancelWrite: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** A file that is missing or damaged is an empty memory. */
  static async open(
    path: string,
    ports: { readonly timers: Timers; readonly log: Logger },
  ): Promise<KeyframeMemory> {
    return new KeyframeMemory(path, ports, await readHabits(path));
  }

  private constructor(
    path: string,
    ports: { readonly timers: Timers; readonly log: Logger },
    habits: Map<string, KeyframeHabit>,
  ) {
    this.#path = path;
    this.#timers = ports.timers;
    this.#log = ports.log;
    this.#habits = habits;
  }

  habitOf(camera: CameraId, stream: StreamName): KeyframeHabit | undefined {
    return this.#habits.get(keyOf(camera, stream));
  }

  learn(camera: CameraId, stream: StreamName, habit: KeyframeHabit): void {
    this.#habits.set(keyOf(camera, stream), habit);
    this.#cancelWrite ??= this.#timers.after(writeDelayMs, () => void this.#write());
  }

  async close(): Promise<void> {
    if (this.#cancelWrite !== undefined) await this.#write();
    await this.#writing;
  }

  #write(): Promise<void> {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    const text = JSON.stringify({ version: 1, streams: Object.fromEntries(this.#habits) });
    this.#writing = this.#writing
      .then(() => replaceFile(this.#path, text))
      .catch((error: unknown) => this.#log.warn({ err: error }, 'the memory of keyframes cannot be written'));
    return this.#writing;
  }
}

function keyOf(camera: CameraId, stream: StreamName): string {
  return `${camera}/${stream}`;
}

async function readHabits(path: string): Promise<Map<string, KeyframeHabit>> {
  try {
    const { streams } = v.parse(FileSchema, JSON.parse(await readFile(path, 'utf8')));
    return new Map(Object.entries(streams));
  } catch {
    // Missing at the first start; damaged, it is of no use: what cameras obey is learned again within minutes.
    return new Map();
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const next = `${path}.next`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, path);
}
