import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CameraId } from '@truc/media/signalling';
import type { Reference, References } from '@truc/sfu/picture-health';
import type { Logger } from 'pino';
import * as v from 'valibot';

/** Hundredths: finer than any limit that they are held against. */
const scale = 100;
const Numbers = v.pipe(
  v.array(v.pipe(v.number(), v.safeInteger())),
  v.maxLength(1_024),
  v.transform((values) => Float32Array.from(values, (value) => value / scale)),
);
const ReferenceSchema = v.strictObject({
  slopes: Numbers,
  detail: Numbers,
  contrast: v.number(),
  strength: v.number(),
  taken: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
const FileSchema = v.strictObject({
  version: v.literal(1),
  cameras: v.record(
    v.string(),
    v.strictObject({ colour: v.optional(ReferenceSchema), grey: v.optional(ReferenceSchema) }),
  ),
});

/**
 * How each camera's view usually is, kept over restarts: otherwise what was before a lens while the SFU started would be its
 * view. Numbers of which no picture can be made (GL-06); no address and no account.
 */
export class PictureMemory {
  readonly #path: string;
  readonly #log: Logger;
  #writing: Promise<void> = Promise.resolve();
  readonly known: ReadonlyMap<string, References>;

  /** A file that is missing or damaged is an empty memory. */
  static async open(path: string, log: Logger): Promise<PictureMemory> {
    return new PictureMemory(path, log, await read(path));
  }

  private constructor(path: string, log: Logger, known: ReadonlyMap<string, References>) {
    this.#path = path;
    this.#log = log;
    this.known = known;
  }

  /** Replaces what is kept. */
  write(all: ReadonlyMap<CameraId, References>): Promise<void> {
    const cameras = Object.fromEntries(
      [...all].map(([camera, { colour, grey }]) => [
        camera,
        { ...(colour && { colour: plain(colour) }), ...(grey && { grey: plain(grey) }) },
      ]),
    );
    this.#writing = this.#writing
      .then(() => replaceFile(this.#path, JSON.stringify({ version: 1, cameras })))
      .catch((error: unknown) => this.#log.warn({ err: error }, 'the memory of views cannot be written'));
    return this.#writing;
  }
}

function plain(reference: Reference) {
  const hundredths = (values: Float32Array) => Array.from(values, (value) => Math.round(value * scale));
  return { ...reference, slopes: hundredths(reference.slopes), detail: hundredths(reference.detail) };
}

async function read(path: string): Promise<ReadonlyMap<string, References>> {
  try {
    const { cameras } = v.parse(FileSchema, JSON.parse(await readFile(path, 'utf8')));
    return new Map(
      Object.entries(cameras).map(([camera, { colour, grey }]) => [
        camera,
        { ...(colour && { colour }), ...(grey && { grey }) },
      ]),
    );
  } catch {
    // Missing at the first start; damaged, it is of no use: views are learned again within minutes.
    return new Map();
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const next = `${path}.next`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, path);
}
