import { hintEvent, HintSchema, type Hint } from '@truc/domain/api';
import { PokeSchema, rightsChangedEvent, type Poke, type ScopeId } from '@truc/sync/protocol';
import { io } from 'socket.io-client';
import * as v from 'valibot';

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
  const socket = io({ path: '/rt', autoConnect: false, transports: ['websocket', 'polling'] });
  let scopes: readonly ScopeId[] = [];
  let again: ReturnType<typeof setTimeout> | undefined;

  socket.on('connect', sendWatch);
  socket.on('disconnect', options.onDisconnect);
  socket.on(rightsChangedEvent, options.onRightsChanged);
  socket.on(hintEvent, (payload: unknown) => {
    const hint = v.safeParse(HintSchema, payload);
    if (hint.success) options.onHint(hint.output.about);
  });
  socket.on('poke', (payload: unknown) => {
    const poke = v.safeParse(PokeSchema, payload);
    if (poke.success) options.onPoke(poke.output);
  });

  return {
    watch(next) {
      scopes = next;
      if (socket.connected) sendWatch();
      else socket.connect();
    },
    close() {
      clearTimeout(again);
      socket.disconnect();
    },
  };

  // A lost or refused `watch` would be a silence that looks like peace, so it is repeated until it is acknowledged.
  function sendWatch() {
    clearTimeout(again);
    if (scopes.length === 0) return;
    socket.timeout(acknowledgeWithinMs).emit('watch', { scopes }, (failure: Error | null) => {
      if (!failure) options.onWatching();
      else if (socket.connected) again = setTimeout(sendWatch, watchAgainMs);
    });
  }
}
