import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import { downMessages, replySchema, upMessages } from '@truc/media/signalling';
import type { DownMessage, DownPayload, UpAnswer, UpMessage } from '@truc/media/signalling';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import type { SignallingFailure, SignallingListener, SignallingPort, ViewerLog } from './ports.ts';

export type SocketSignallingOptions = {
  /** Origin of the SFU's signalling as the page sees it. */
  readonly url: string;
  readonly path?: string;
  readonly answerTimeoutMs?: number;
  readonly log: ViewerLog;
};

/** The line to the SFU over socket.io. Everything that comes up or down it is parsed by the contract. */
export function createSocketSignalling(options: SocketSignallingOptions): SignallingPort {
  const socket = io(options.url, {
    path: options.path ?? '/sfu',
    transports: ['websocket'],
    // An attempt that was begun in a dead spot would wait for the kernel's own, ever rarer, attempts.
    timeout: 3_000,
    reconnectionDelay: 250,
    reconnectionDelayMax: 1_500,
    randomizationFactor: 0.5,
  });
  return toSignalling(socket, { answerTimeoutMs: options.answerTimeoutMs ?? 10_000, log: options.log });
}

function toSignalling(
  socket: Socket,
  { answerTimeoutMs, log }: { readonly answerTimeoutMs: number; readonly log: ViewerLog },
): SignallingPort {
  const listeners = new Set<SignallingListener>();
  socket.on('connect', () => {
    for (const listener of listeners) listener.handleConnected();
  });
  socket.on('disconnect', (reason) => {
    for (const listener of listeners) listener.handleDisconnected();
    // socket.io comes back by itself from every other loss.
    if (reason === 'io server disconnect') socket.connect();
  });
  listen(socket, 'ptzHolder', { schema: downMessages.ptzHolder, listeners, log });
  listen(socket, 'cameraState', { schema: downMessages.cameraState, listeners, log });
  listen(socket, 'frameClock', { schema: downMessages.frameClock, listeners, log });
  listen(socket, 'ptzHolder', { schema: downMessages.ptzHolder, listeners, log });
  listen(socket, 'poster', { schema: downMessages.poster, listeners, log });
  listen(socket, 'viewingRuns', { schema: downMessages.viewingRuns, listeners, log });
  listen(socket, 'viewingSwaps', { schema: downMessages.viewingSwaps, listeners, log });
  listen(socket, 'playbackState', { schema: downMessages.playbackState, listeners, log });
  listen(socket, 'playbackClock', { schema: downMessages.playbackClock, listeners, log });
  listen(socket, 'playbackCoverage', { schema: downMessages.playbackCoverage, listeners, log });
  listen(socket, 'viewingClosed', { schema: downMessages.viewingClosed, listeners, log });
  return {
    get connected() {
      return socket.connected;
    },
    async request(message, request) {
      if (!socket.connected) return err('unreachable');
      try {
        const answer: unknown = await socket.timeout(answerTimeoutMs).emitWithAck(message, request);
        return parseReply(message, answer);
      } catch {
        // socket.io says only that no answer came in time, or that the line broke meanwhile.
        return err(socket.connected ? 'timeout' : 'unreachable');
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      socket.disconnect();
    },
  };
}

function parseReply<M extends UpMessage>(
  message: M,
  answer: unknown,
): Result<UpAnswer<M>, SignallingFailure> {
  const schema: v.GenericSchema<unknown, UpAnswer<M>> = upMessages[message].answer;
  const parsed = v.safeParse(replySchema(schema), answer);
  if (!parsed.success) return err('answer_unparseable');
  return parsed.output.ok ? ok(parsed.output.value) : err(parsed.output.code);
}

function listen<M extends DownMessage>(
  socket: Socket,
  message: M,
  route: {
    readonly schema: v.GenericSchema<unknown, DownPayload<M>>;
    readonly listeners: ReadonlySet<SignallingListener>;
    readonly log: ViewerLog;
  },
): void {
  socket.on<string>(message, (payload: unknown) => {
    const parsed = v.safeParse(route.schema, payload);
    if (!parsed.success) return route.log.warn(`unparseable ${message} from the SFU`);
    for (const listener of route.listeners) listener.handleMessage(message, parsed.output);
  });
}
