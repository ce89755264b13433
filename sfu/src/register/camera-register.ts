import type { CameraId } from '@truc/media/signalling';
import { watchFile, unwatchFile } from 'node:fs';
import * as v from 'valibot';
import { CameraSourceSchema } from './camera-source.ts';
import type { CameraSource } from './camera-source.ts';
import { SealedFile } from './sealed-file.ts';

/** Version 1 held flat entries (`url`, `sub`); it is read still, and written anew as version 2 with the next change. */
const RegisterSchema = v.strictObject({ version: v.picklist([1, 2]), cameras: v.array(CameraSourceSchema) });

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
    return v.parse(RegisterSchema, JSON.parse(text)).cameras;
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
    await this.#file.write(JSON.stringify({ version: 2, cameras }));
  }
}
