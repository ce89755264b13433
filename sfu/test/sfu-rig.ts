import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import * as v from 'valibot';
import { CameraIdSchema, ControlFactsSchema, downMessages, signallingVersion } from '@truc/media/signalling';
import type { ControlFact, DownMessage, DownPayload, UpMessage } from '@truc/media/signalling';
import { CameraRegister, createSfu, readEnvironment } from '../src/index.ts';
import type { Sfu, SfuConfig } from '../src/index.ts';

type Claims = {
  readonly camera?: string;
  readonly display?: string;
  readonly person?: string;
  readonly lifeSeconds?: number;
  readonly issuedAt?: number;
  readonly issuer?: string;
  readonly audience?: string;
  readonly grant?: string;
  readonly node?: string;
};

export const testDisplay = 'display-of-the-test';

/** A data folder with a register, a key set and whatever SFUs are started on it, one after the other. */
export class SfuRig {
  readonly config: SfuConfig;
  readonly logged: string[] = [];
  readonly #folder: string;
  readonly #key: CryptoKey;
  readonly #ends: (() => Promise<void> | void)[] = [];

  /** Each camera by its address, or by two: that of its larger picture and that of its smaller one. */
  static async create(
    cameras: Readonly<Record<string, string | { readonly main: string; readonly sub: string }>>,
  ): Promise<SfuRig> {
    const folder = await mkdtemp(join(tmpdir(), 'truc-sfu-'));
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const environment = {
      TRUC_DATA: folder,
      TRUC_SFU_PORT: '0',
      TRUC_MEDIA_PORT: '0',
      TRUC_SFU_WORKERS: '1',
      MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN,
    };
    const rig = new SfuRig({ config: readEnvironment(environment, folder), folder, key: privateKey });
    await rig.writeKeys([{ ...(await exportJWK(publicKey)), kid: 'test' }]);
    const register = await CameraRegister.open(rig.config.files.cameras, rig.config.files.camerasKey);
    await register.put(
      Object.entries(cameras).map(([camera, at]) => ({
        camera: v.parse(CameraIdSchema, camera),
        ...(typeof at === 'string'
          ? { main: { url: at } }
          : { main: { url: at.main }, sub: { url: at.sub } }),
      })),
    );
    return rig;
  }

  private constructor(parts: { config: SfuConfig; folder: string; key: CryptoKey }) {
    this.config = parts.config;
    this.#folder = parts.folder;
    this.#key = parts.key;
  }

  async writeKeys(keys: readonly object[]): Promise<void> {
    await mkdir(dirname(this.config.files.grantKeys), { recursive: true });
    await writeFile(this.config.files.grantKeys, JSON.stringify({ keys }));
  }

  async start(change: Partial<SfuConfig> = {}): Promise<Sfu> {
    const log = pino({ level: 'debug' }, { write: (line) => void this.logged.push(line) });
    const sfu = await createSfu({ ...this.config, ...change }, { log });
    this.#ends.push(() => sfu.close());
    await sfu.ready;
    return sfu;
  }

  sign(claims: Claims = {}, key: CryptoKey = this.#key): Promise<string> {
    const now = claims.issuedAt ?? Math.floor(Date.now() / 1_000);
    return new SignJWT({
      cam: claims.camera ?? 'cam-1',
      dsp: claims.display ?? testDisplay,
      pur: 'supervise_compliance',
      ...(claims.node !== undefined && { nod: claims.node }),
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer(claims.issuer ?? 'truc-server')
      .setAudience(claims.audience ?? 'truc-sfu')
      .setSubject(claims.person ?? 'person-1')
      .setJti(claims.grant ?? randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + (claims.lifeSeconds ?? 60))
      .sign(key);
  }

  async viewer(sfu: Sfu): Promise<TestViewer> {
    const socket = io(`http://127.0.0.1:${sfu.port}`, {
      path: '/sfu',
      transports: ['websocket'],
      forceNew: true,
    });
    this.#ends.push(() => void socket.disconnect());
    const viewer = new TestViewer(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return viewer;
  }

  async control(sfu: Sfu, secret?: string): Promise<TestControl> {
    const own = (await readFile(this.config.files.controlSecret, 'utf8')).trim();
    const socket = io(`http://127.0.0.1:${sfu.port}`, {
      path: '/control',
      transports: ['websocket'],
      forceNew: true,
      auth: { secret: secret ?? own },
    });
    this.#ends.push(() => void socket.disconnect());
    return new TestControl(socket);
  }

  async text(sfu: Sfu, path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${sfu.port}${path}`)).text();
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const AnswerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.record(v.string(), v.unknown()) }),
  v.object({ ok: v.literal(false), code: v.string() }),
]);
const WatchesSchema = v.array(
  v.variant('ok', [
    v.object({
      ok: v.literal(true),
      camera: v.string(),
      viewing: v.string(),
      consumer: v.object({ producerId: v.string() }),
    }),
    v.object({ ok: v.literal(false), code: v.string() }),
  ]),
);

/** A page as the SFU sees it, free to say what no page of ours would. */
export class TestViewer {
  readonly socket: Socket;
  #rtpCapabilities: unknown;
  #heard: { readonly message: DownMessage; readonly payload: unknown }[] = [];
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    for (const message of [
      'cameraState',
      'frameClock',
      'poster',
      'viewingRuns',
      'viewingSwaps',
      'viewingClosed',
    ] as const) {
      socket.on(message, (payload: unknown) => {
        this.#heard.push({ message, payload });
        this.#wake();
      });
    }
  }

  async say(message: UpMessage, payload: unknown): Promise<v.InferOutput<typeof AnswerSchema>> {
    return v.parse(AnswerSchema, await this.socket.timeout(5_000).emitWithAck(message, payload));
  }

  async join(display = testDisplay, more: object = {}): Promise<Record<string, unknown>> {
    const answer = await this.say('join', { v: signallingVersion, display, ...more });
    if (!answer.ok) throw new Error(answer.code);
    this.#rtpCapabilities = answer.value.routerRtpCapabilities;
    return answer.value;
  }

  async watch(grants: readonly string[]): Promise<v.InferOutput<typeof WatchesSchema>> {
    const answer = await this.say('watch', { grants, rtpCapabilities: this.#rtpCapabilities });
    if (!answer.ok) throw new Error(answer.code);
    return v.parse(WatchesSchema, answer.value.watches);
  }

  /** Watches one camera that it may watch. */
  async watchOne(grant: string) {
    const [watch] = await this.watch([grant]);
    if (watch?.ok !== true) throw new Error(watch?.code ?? 'no answer');
    return watch;
  }

  /** The code that a lone grant is refused with. */
  async refusal(grant: string): Promise<string | undefined> {
    const [watch] = await this.watch([grant]);
    return watch?.ok === false ? watch.code : undefined;
  }

  /** The first such message, past or to come, that is as asked. */
  async hear<M extends DownMessage>(
    message: M,
    isMeant: (payload: DownPayload<M>) => boolean = () => true,
  ): Promise<DownPayload<M>> {
    const schema: v.GenericSchema<unknown, DownPayload<M>> = downMessages[message];
    for (;;) {
      for (const [index, heard] of this.#heard.entries()) {
        if (heard.message !== message) continue;
        const payload = v.parse(schema, heard.payload);
        if (!isMeant(payload)) continue;
        this.#heard.splice(index, 1);
        return payload;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** The server as the SFU sees it. */
export class TestControl {
  readonly socket: Socket;
  readonly received: { readonly boot: string; readonly number: number; readonly fact: ControlFact }[] = [];
  /** While false, facts are left without an answer. */
  acknowledges = true;
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('facts', (payload: unknown, acknowledge: (answer: object) => void) => {
      const batch = v.parse(ControlFactsSchema, payload);
      if (!this.acknowledges) return;
      for (const each of batch.facts) this.received.push({ boot: batch.boot, ...each });
      acknowledge({ upTo: batch.facts.at(-1)?.number });
      this.#wake();
    });
  }

  get connected(): Promise<unknown> {
    return once(this.socket as unknown as NodeJS.EventEmitter, 'connect');
  }

  async hear(isMeant: (fact: ControlFact) => boolean) {
    for (;;) {
      const found = this.received.find((each) => isMeant(each.fact));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
