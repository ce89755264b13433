import { hintEvent, HintSchema, type Hint } from '@truc/domain/api';
import { PokeSchema, rightsChangedEvent, type Poke, type ScopeId } from '@truc/sync/protocol';
import type { Socket } from 'socket.io-client';
import * as v from 'valibot';
import { log } from '#lib/ports/log.ts';

export type PokesOptions = {
  readonly onPoke: (poke: Poke) => void;
  /** From now on there are pokes. What was appended before this moment must be asked for, and what is unsent can go. */
  readonly onWatching: () => void;
  readonly onDisconnect: () => void;
  /** A hint that this person's rights changed, or that this device is to be emptied. */
  readonly onRightsChanged: () => void;
  /** Something changed that this person may ask about. */
  readonly onHint: (about: Hint['about']) => void;
};

/** Hints from the server that there is something to pull. Everything still works, only slower, when the socket is blocked. */
export interface Pokes {
  /** Opens the socket if need be and asks to be poked about these scopes. */
  watch(scopes: readonly ScopeId[]): void;
  close(): void;
}

const acknowledgeWithinMs = 5_000;
const watchAgainMs = 5_000;

export function createPokes(options: PokesOptions): Pokes {
  let opening: Promise<Socket> | null = null;
  let socket: Socket | null = null;
  let scopes: readonly ScopeId[] = [];
  let again: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;

  return {
    watch(next) {
      scopes = next;
      isWanted = true;
      if (socket?.connected === true) sendWatch();
      else void connect();
    },
    close() {
      isWanted = false;
      clearTimeout(again);
      socket?.disconnect();
    },
  };

  /** What speaks over sockets is loaded when somebody works here: a tablet that opens its book does without. */
  async function connect() {
    opening ??= openSocket();
    try {
      socket = await opening;
      if (isWanted) socket.connect();
    } catch (reason) {
      opening = null;
      log.warn('no socket: hints do not come, rounds go on', reason);
    }
  }

  async function openSocket(): Promise<Socket> {
    const { io } = await import('socket.io-client');
    const made = io({ path: '/rt', autoConnect: false, transports: ['websocket', 'polling'] });
    made.on('connect', sendWatch);
    made.on('disconnect', options.onDisconnect);
    made.on(rightsChangedEvent, options.onRightsChanged);
    made.on(hintEvent, (payload: unknown) => {
      const hint = v.safeParse(HintSchema, payload);
      if (hint.success) options.onHint(hint.output.about);
    });
    made.on('poke', (payload: unknown) => {
      const poke = v.safeParse(PokeSchema, payload);
      if (poke.success) options.onPoke(poke.output);
    });
    return made;
  }

  // A lost or refused `watch` would be a silence that looks like peace, so it is repeated until it is acknowledged.
  function sendWatch() {
    clearTimeout(again);
    if (scopes.length === 0) return;
    socket?.timeout(acknowledgeWithinMs).emit('watch', { scopes }, (failure: Error | null) => {
      if (!failure) options.onWatching();
      else if (socket?.connected === true) again = setTimeout(sendWatch, watchAgainMs);
    });
  }
}
