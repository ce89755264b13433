import {
  beatNowEvent,
  pipesEvent,
  BeatSchema,
  ControlFactsSchema,
  RevokedSchema,
  type Beat,
  type BeatAnswer,
  type NodePipes,
} from '@truc/media/signalling';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import type { Logger } from '../telemetry/log.ts';
import type { FactStore } from './fact-store.ts';

/** The server's line to the SFU: commands down, facts up, no questions upstream. */
export interface ControlLink {
  readonly connected: boolean;
  /** Ends what this person watches, of one camera or of all, and refuses his older grants. Kept until the SFU has taken it. */
  revokePerson(person: string, camera?: string): void;
  /** What a camera shows is as it should be by a person's word: its view is learned anew. Lost while the SFU does not answer. */
  forgetView(camera: string): void;
  close(): Promise<void>;
}

/** The same to one of several nodes. */
export interface NodeLink extends ControlLink {
  /** Lets the node ask for its cameras at once. */
  beatNow(): void;
  /** All that the node may fetch from others, from now on and over each new line. */
  tellPipes(pipes: readonly NodePipes[]): void;
}

export type ControlLinkOptions = {
  /** Origin of its control. */
  readonly url: string;
  readonly secret: string;
  readonly facts: Pick<FactStore, 'store'>;
  readonly log: Logger;
  /** Where there are several. */
  readonly onBeat?: (beat: Beat) => Promise<BeatAnswer>;
  readonly onConnected: (isConnected: boolean) => void;
};

type Revocation = { readonly person: string; readonly camera?: string };

function keyOf({ person, camera = '' }: Revocation): string {
  return `${person} ${camera}`;
}

const acknowledgeTimeoutMs = 5_000;

export function createControlLink(options: ControlLinkOptions): NodeLink {
  const { url, secret, facts, log, onConnected } = options;
  const unsent = new Map<string, Revocation>();
  const socket = io(url, {
    path: '/control',
    transports: ['websocket'],
    auth: { secret },
    reconnectionDelay: 250,
    reconnectionDelayMax: 2_000,
  });
  let lastError = '';
  let pipes: readonly NodePipes[] = [];

  socket.on('connect', () => {
    lastError = '';
    onConnected(true);
    log.info('control link to the SFU stands');
    for (const revocation of unsent.values()) send(revocation);
    if (pipes.length > 0) socket.emit(pipesEvent, { pipes });
  });
  socket.on('disconnect', (reason) => {
    onConnected(false);
    log.warn({ reason }, 'control link to the SFU is down');
    // The SFU hangs up when facts are not stored in time; only then does the library not come back by itself.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000).unref();
  });
  socket.on('connect_error', ({ message }) => {
    // It is tried again every two seconds: one line tells as much as a thousand.
    if (message !== lastError) log.warn({ err: message }, 'the SFU cannot be reached');
    lastError = message;
  });
  socket.on('facts', (payload: unknown, acknowledge?: (answer: object) => void) => {
    void takeFacts(payload, acknowledge, { facts, log });
  });

  socket.on('beat', (payload: unknown, acknowledge?: (answer: object) => void) => {
    void takeBeat(payload, acknowledge, options);
  });

  function send(revocation: Revocation): void {
    socket
      .timeout(acknowledgeTimeoutMs)
      .emit('revokePerson', revocation, (failure: Error | null, answer: unknown) => {
        if (failure === null && v.is(RevokedSchema, answer)) unsent.delete(keyOf(revocation));
        else log.warn(revocation, 'the SFU did not take a revocation yet');
      });
  }

  return {
    get connected() {
      return socket.connected;
    },
    revokePerson(person, camera) {
      const revocation = camera === undefined ? { person } : { person, camera };
      unsent.set(keyOf(revocation), revocation);
      if (socket.connected) send(revocation);
    },
    forgetView: (camera) => void socket.volatile.emit('forgetView', { camera }),
    beatNow() {
      if (socket.connected) socket.emit(beatNowEvent);
    },
    tellPipes(next) {
      if (JSON.stringify(next) === JSON.stringify(pipes)) return;
      pipes = next;
      if (socket.connected) socket.emit(pipesEvent, { pipes });
    },
    close() {
      socket.close();
      return Promise.resolve();
    },
  };
}

/** One that cannot be read, or that nobody waits for, is left without an answer: the node then has no word to act on. */
async function takeBeat(
  payload: unknown,
  acknowledge: ((answer: object) => void) | undefined,
  { onBeat, log }: Pick<ControlLinkOptions, 'onBeat' | 'log'>,
): Promise<void> {
  const parsed = v.safeParse(BeatSchema, payload);
  if (!parsed.success || onBeat === undefined || acknowledge === undefined)
    return log.error('an SFU sent a beat that this server does not know what to do with');
  try {
    acknowledge(await onBeat(parsed.output));
  } catch (error) {
    log.warn({ err: error }, 'a beat could not be answered');
  }
}

async function takeFacts(
  payload: unknown,
  acknowledge: ((answer: object) => void) | undefined,
  { facts, log }: Pick<ControlLinkOptions, 'facts' | 'log'>,
): Promise<void> {
  const parsed = v.safeParse(ControlFactsSchema, payload);
  if (!parsed.success || acknowledge === undefined) {
    log.error('the SFU sent facts that this server cannot read');
    return;
  }
  try {
    acknowledge({ upTo: await facts.store(parsed.output) });
  } catch (error) {
    // Not acknowledged: the SFU keeps them and sends them again.
    log.warn({ err: error }, 'facts of the SFU could not be stored');
  }
}
