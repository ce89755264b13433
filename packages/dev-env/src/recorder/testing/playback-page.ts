import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import * as v from 'valibot';
import { ControlFactsSchema, downMessages, signallingVersion } from '@truc/media/signalling';
import type { ControlFact, DownMessage, DownPayload, UpMessage } from '@truc/media/signalling';
import type { Sfu } from '@truc/sfu';

export const testDisplay = 'display-of-the-test';

/** A page as the SFU sees it. Its transport is never connected: what flows is known by what the SFU says of it. */
export class Page {
  readonly socket: Socket;
  capabilities: unknown;
  #heard: { readonly message: DownMessage; readonly payload: unknown }[] = [];
  #wake = () => {};
  readonly #opened: string[] = [];

  static async open(to: Sfu): Promise<Page> {
    const options = { path: '/sfu', transports: ['websocket'], forceNew: true };
    const socket = io(`http://127.0.0.1:${to.port}`, options);
    const opened = new Page(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const joined = await opened.say('join', { v: signallingVersion, display: testDisplay });
    if (!joined.ok) throw new Error(joined.code);
    opened.capabilities = joined.value.routerRtpCapabilities;
    return opened;
  }

  constructor(socket: Socket) {
    this.socket = socket;
    for (const message of ['playbackState', 'playbackClock', 'playbackCoverage', 'viewingClosed'] as const)
      socket.on(message, (payload: unknown) => {
        this.#heard.push({ message, payload });
        this.#wake();
      });
  }

  async say(message: UpMessage, payload: unknown) {
    return v.parse(AnswerSchema, await this.socket.timeout(5_000).emitWithAck(message, payload));
  }

  async play(grant: string): Promise<string> {
    const opened = await this.say('openPlayback', { grant, rtpCapabilities: this.capabilities });
    if (!opened.ok) throw new Error(opened.code);
    const viewing = v.parse(v.string(), opened.value.viewing);
    this.#opened.push(viewing);
    await this.command(viewing, { do: 'play' });
    return viewing;
  }

  /** A session lingers behind a socket that is gone, and so would its seats at the recorder. */
  async close(): Promise<void> {
    for (const viewing of this.#opened) await this.say('playback', { viewing, command: { do: 'end' } });
    this.socket.disconnect();
  }

  async openRefusal(grant: string): Promise<string | undefined> {
    const answer = await this.say('openPlayback', { grant, rtpCapabilities: this.capabilities });
    return answer.ok ? undefined : answer.code;
  }

  async command(viewing: string, command: object): Promise<void> {
    const answer = await this.say('playback', { viewing, command });
    if (!answer.ok) throw new Error(answer.code);
  }

  async refusal(viewing: string, command: object): Promise<string | undefined> {
    const answer = await this.say('playback', { viewing, command });
    return answer.ok ? undefined : answer.code;
  }

  /** The first such message, past or to come, that is as asked; what came before it is forgotten. */
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
        this.#heard = this.#heard.filter((each, at) => at > index || each.message !== message);
        return payload;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

const AnswerSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.record(v.string(), v.unknown()) }),
  v.object({ ok: v.literal(false), code: v.string() }),
]);

/** The server as the SFU sees it. */
export class Control {
  readonly socket: Socket;
  readonly facts: ControlFact[] = [];
  #wake = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('facts', (payload: unknown, acknowledge: (answer: object) => void) => {
      const batch = v.parse(ControlFactsSchema, payload);
      this.facts.push(...batch.facts.map(({ fact }) => fact));
      acknowledge({ upTo: batch.facts.at(-1)?.number });
      for (const wake of this.#wake) wake();
    });
  }

  async hear(isMeant: (fact: ControlFact) => boolean): Promise<ControlFact> {
    for (;;) {
      const found = this.facts.find(isMeant);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake.add(resolve));
    }
  }
}
