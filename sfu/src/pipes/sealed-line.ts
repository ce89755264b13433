import type { Timers } from '@truc/base';
import { pipeAsks, pipeTells } from '@truc/media/signalling';
import type { PipeAsk, PipeAskAnswer, PipeAskRequest, PipeTell, PipeTold } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { createOpener, createSeal } from './seal.ts';

/** What both kinds of socket.io's sockets can do. */
export type PipeSocket = {
  emit(event: 'sealed', sealed: Buffer): unknown;
  disconnect(close?: boolean): unknown;
};

export type SealedLineOptions = {
  readonly socket: PipeSocket;
  /** Of what we send, and of what we get. */
  readonly keys: { readonly sends: Buffer; readonly gets: Buffer };
  readonly timers: Timers;
  readonly log: Logger;
  /** Answers the other side's questions; rejects where it cannot. */
  readonly onAsk?: <A extends PipeAsk>(ask: A, request: PipeAskRequest<A>) => Promise<PipeAskAnswer<A>>;
  readonly onTell?: <T extends PipeTell>(tell: T, told: PipeTold<T>) => void;
};

const MessageSchema = v.variant('is', [
  v.strictObject({ is: v.literal('ask'), id: v.number(), say: v.string(), payload: v.unknown() }),
  v.strictObject({ is: v.literal('answer'), id: v.number(), payload: v.unknown() }),
  v.strictObject({ is: v.literal('failed'), id: v.number() }),
  v.strictObject({ is: v.literal('tell'), say: v.string(), payload: v.unknown() }),
]);
type Message = v.InferOutput<typeof MessageSchema>;

const askTimeoutMs = 3_000;

/** Questions and answers of two nodes, each sealed under the line's own keys. What cannot be opened or read ends the line. */
export class SealedLine {
  readonly #options: SealedLineOptions;
  readonly #seal: (text: string) => Buffer;
  readonly #open: (sealed: Buffer) => string | undefined;
  readonly #waiting = new Map<number, (payload: unknown) => void>();
  #lastId = 0;
  #closed = false;

  constructor(options: SealedLineOptions) {
    this.#options = options;
    this.#seal = createSeal(options.keys.sends);
    this.#open = createOpener(options.keys.gets);
  }

  /** Rejects when no answer comes, or none as agreed. */
  async ask<A extends PipeAsk>(ask: A, request: PipeAskRequest<A>): Promise<PipeAskAnswer<A>> {
    const id = (this.#lastId += 1);
    const answered = new Promise<unknown>((resolve, reject) => {
      const cancel = this.#options.timers.after(askTimeoutMs, () => {
        this.#waiting.delete(id);
        reject(new Error(`${ask} was not answered`));
      });
      this.#waiting.set(id, (payload) => {
        cancel();
        this.#waiting.delete(id);
        if (payload === undefined) reject(new Error(`${ask} failed`));
        else resolve(payload);
      });
    });
    this.#send({ is: 'ask', id, say: ask, payload: request });
    const schema: v.GenericSchema<unknown, PipeAskAnswer<A>> = pipeAsks[ask].answer;
    return v.parse(schema, await answered);
  }

  tell<T extends PipeTell>(tell: T, told: PipeTold<T>): void {
    this.#send({ is: 'tell', say: tell, payload: told });
  }

  /** What came over the socket. */
  take(sealed: unknown): void {
    if (this.#closed) return;
    const text = Buffer.isBuffer(sealed) ? this.#open(sealed) : undefined;
    const message = text === undefined ? undefined : v.safeParse(MessageSchema, parseJson(text));
    if (message?.success !== true) return void this.#options.socket.disconnect(true);
    this.#handle(message.output);
  }

  /** The socket is gone: nobody answers any more. */
  close(): void {
    this.#closed = true;
    for (const settle of [...this.#waiting.values()]) settle(undefined);
  }

  #handle(message: Message): void {
    switch (message.is) {
      case 'answer':
        return this.#waiting.get(message.id)?.(message.payload ?? {});
      case 'failed':
        return this.#waiting.get(message.id)?.(undefined);
      case 'tell':
        return this.#handleTell(message.say, message.payload);
      case 'ask':
        void this.#answer(message.id, message.say, message.payload);
    }
  }

  #handleTell(say: string, payload: unknown): void {
    if (!isTell(say)) return;
    const schema: v.GenericSchema<unknown, PipeTold<typeof say>> = pipeTells[say];
    const told = v.safeParse(schema, payload);
    if (told.success) this.#options.onTell?.(say, told.output);
  }

  async #answer(id: number, say: string, payload: unknown): Promise<void> {
    try {
      if (!isAsk(say) || this.#options.onAsk === undefined) throw new Error('nobody answers that here');
      const schema: v.GenericSchema<unknown, PipeAskRequest<typeof say>> = pipeAsks[say].ask;
      const answer = await this.#options.onAsk(say, v.parse(schema, payload));
      this.#send({ is: 'answer', id, payload: answer });
    } catch (error) {
      // The other side learns that much, and no more.
      this.#options.log.warn({ err: error, say }, 'a question of another node could not be answered');
      this.#send({ is: 'failed', id });
    }
  }

  #send(message: Message): void {
    if (!this.#closed) this.#options.socket.emit('sealed', this.#seal(JSON.stringify(message)));
  }
}

function isAsk(say: string): say is PipeAsk {
  return Object.hasOwn(pipeAsks, say);
}

function isTell(say: string): say is PipeTell {
  return Object.hasOwn(pipeTells, say);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
