import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import { LayerSchema } from '@truc/media/signalling';
import type { CameraId, NodePipes, PtzCommand, PtzError, UpAnswer, ViewingId } from '@truc/media/signalling';
import * as v from 'valibot';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import type { CameraSource } from '../register/camera-source.ts';
import type { CreateIngest } from '../rooms/ingest-port.ts';
import { PipeClient } from './pipe-client.ts';
import type { PipeClientDeps } from './pipe-client.ts';
import { PipedIngest } from './piped-ingest.ts';

export type PipeDeskOptions = PipeClientDeps & {
  /** Absent: the province's one SFU, which has nobody to ask. */
  readonly own: string | undefined;
  readonly lingerMs: number;
  /** Which cameras may be fetched has changed. */
  readonly onChange: () => void;
};

const scheme = 'pipe:';

/** The cameras that this node may fetch from others, as the server last said, and the lines to those. */
export class PipeDesk {
  readonly #options: PipeDeskOptions;
  readonly #clients = new Map<string, PipeClient>();
  #nodeOf: ReadonlyMap<CameraId, string> = new Map();

  constructor(options: PipeDeskOptions) {
    this.#options = options;
  }

  get running(): number {
    return [...this.#clients.values()].reduce((sum, { running }) => sum + running, 0);
  }

  has(camera: CameraId): boolean {
    return this.#nodeOf.has(camera);
  }

  /** Addresses that only this desk can open: they name the node and the camera there, and hold no secret. */
  get sources(): readonly CameraSource[] {
    return [...this.#nodeOf].map(([camera, node]) => {
      const urlOf = (layer: string) => `${scheme}//${node}/${encodeURIComponent(camera)}/${layer}`;
      return { camera, main: { url: urlOf('main') }, sub: { url: urlOf('sub') } };
    });
  }

  take(pipes: readonly NodePipes[]): void {
    const { own } = this.#options;
    if (own === undefined) return;
    const wanted = new Map(pipes.map((each) => [each.node, each]));
    for (const [node, client] of this.#clients) {
      const next = wanted.get(node);
      if (next !== undefined) client.update(next);
      else {
        this.#clients.delete(node);
        client.close();
      }
    }
    for (const [node, each] of wanted)
      if (!this.#clients.has(node))
        this.#clients.set(node, new PipeClient({ ...this.#options, own, pipes: each }));
    this.#nodeOf = new Map(pipes.flatMap(({ node, cameras }) => cameras.map((camera) => [camera, node])));
    this.#options.onChange();
  }

  /** Ingests of other nodes' cameras by this desk, all others as ever. */
  ingestsBeside(create: CreateIngest): CreateIngest {
    return (options) => {
      if (!options.url.startsWith(scheme)) return create(options);
      const { camera, layer, client } = this.#read(options.url);
      return new PipedIngest({
        ...options,
        layer,
        lingerMs: this.#options.lingerMs,
        openPipe: (_, listener) => client.hold({ camera, layer, listener }),
      });
    };
  }

  isMovable(camera: CameraId): boolean | undefined {
    return this.#clientOf(camera)?.isMovable(camera);
  }

  /** Turns a camera of another node, where its own desk decides who has it. */
  async perform(
    camera: CameraId,
    operator: PtzOperator,
    command: PtzCommand,
  ): Promise<Result<UpAnswer<'ptz'>, PtzError>> {
    try {
      const done = await this.#clientOf(camera)?.ptz({ camera, ...operator, command });
      if (done === undefined) return err('ptz_unavailable');
      if (done.ok) return ok(done.presets === undefined ? {} : { presets: done.presets });
      return err(done.code);
    } catch (error) {
      this.#options.log.warn({ err: error, camera }, 'a camera of another node could not be turned');
      return err('ptz_unavailable');
    }
  }

  /** He lets it go: his line is gone, or his viewing is over. */
  leave(camera: CameraId, viewing: ViewingId, { isLost }: { readonly isLost: boolean }): void {
    this.#clientOf(camera)?.leave({ camera, viewing, isLost });
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  #clientOf(camera: CameraId): PipeClient | undefined {
    return this.#clients.get(this.#nodeOf.get(camera) ?? '');
  }

  #read(url: string) {
    const [node = '', name = '', layer] = url.slice(`${scheme}//`.length).split('/');
    const camera = [...this.#nodeOf.keys()].find((each) => each === decodeURIComponent(name));
    const client = this.#clients.get(node);
    if (camera === undefined || client === undefined) throw new Error('a camera of no node that is known');
    return { camera, layer: v.parse(LayerSchema, layer), client };
  }
}
