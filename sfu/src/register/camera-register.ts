import type { CameraId } from '@truc/media/signalling';
import { CameraIdSchema } from '@truc/media/signalling';
import { watchFile, unwatchFile } from 'node:fs';
import * as v from 'valibot';
import { SealedFile } from './sealed-file.ts';

/**
 * Where a camera is and how to log in to it. Held by the SFU alone (KH-08): never logged, never in an error, a fact or an
 * answer. `sub` is the camera's smaller stream.
 */
export const CameraSourceSchema = v.strictObject({
  camera: CameraIdSchema,
  url: v.pipe(
    v.string(),
    v.maxLength(2_048),
    v.check(isRtspUrl, 'an rtsp:// or rtsps:// address without user or password'),
  ),
  username: v.optional(v.pipe(v.string(), v.maxLength(256))),
  password: v.optional(v.pipe(v.string(), v.maxLength(256))),
  sub: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(2_048),
      v.check(isRtspUrl, 'an rtsp:// or rtsps:// address without user or password'),
    ),
  ),
});
type ParsedSource = v.InferOutput<typeof CameraSourceSchema>;
export type CameraSource = {
  readonly camera: CameraId;
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly sub?: string;
};

const RegisterSchema = v.strictObject({ version: v.literal(1), cameras: v.array(CameraSourceSchema) });

/** How soon a running SFU follows a change made by the command line. */
const watchIntervalMs = 1_000;

/** The camera register in its sealed file. */
export class CameraRegister {
  readonly #file: SealedFile;
  readonly #path: string;

  static async open(path: string, keyPath: string): Promise<CameraRegister> {
    return new CameraRegister(path, await SealedFile.open(path, keyPath));
  }

  private constructor(path: string, file: SealedFile) {
    this.#path = path;
    this.#file = file;
  }

  /** @throws StartError when the file was changed by another hand or the key is not its own. */
  async list(): Promise<readonly CameraSource[]> {
    const text = await this.#file.read();
    if (text === undefined) return [];
    return v.parse(RegisterSchema, JSON.parse(text)).cameras.map(toSource);
  }

  /** Adds the cameras, replacing those of the same id. */
  async put(sources: readonly CameraSource[]): Promise<void> {
    const byId = new Map((await this.list()).map((source) => [source.camera, source]));
    for (const source of sources) byId.set(source.camera, source);
    await this.#write([...byId.values()]);
  }

  async remove(cameras: readonly CameraId[]): Promise<void> {
    await this.#write((await this.list()).filter((source) => !cameras.includes(source.camera)));
  }

  /** Calls when the file has changed; the returned function ends that. */
  watch(listener: () => void): () => void {
    watchFile(this.#path, { interval: watchIntervalMs, persistent: false }, listener);
    return () => unwatchFile(this.#path, listener);
  }

  async #write(cameras: readonly CameraSource[]): Promise<void> {
    await this.#file.write(JSON.stringify({ version: 1, cameras }));
  }
}

/** Optional fields are absent, not undefined. */
export function toSource(parsed: ParsedSource): CameraSource {
  const { camera, url, username, password, sub } = parsed;
  return {
    camera,
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(sub === undefined ? {} : { sub }),
  };
}

function isRtspUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    ['rtsp:', 'rtsps:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.hostname !== ''
  );
}
