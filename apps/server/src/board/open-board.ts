import type { BoardResponse } from '@truc/domain/api';
import type { ScopeHead } from '@truc/sync/protocol';
import { commandDecider } from '../access/command-decider.ts';
import type { Context } from '../config/context.ts';
import type { FactStore } from '../media/fact-store.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { boardOf } from './board-desk.ts';
import { BoardWatch } from './board-watch.ts';
import { createContacts } from './contacts.ts';
import { createShiftFacts } from '../access/shift-facts.ts';
import { createLogFigures } from './log-figures.ts';
import { createWatchedPosts } from './watched-posts.ts';

export type Board = {
  read(person: string): Promise<BoardResponse>;
  /** Logs have grown. */
  grown(heads: readonly ScopeHead[]): void;
  /** Something else that stands on it has changed. */
  changed(): void;
  close(): void;
};

/** `realtime` stands when the first request comes. */
export function openBoard(
  context: Context,
  around: {
    readonly facts: Pick<FactStore, 'cameraStates'>;
    readonly realtime: () => Realtime;
    readonly isConnected: () => boolean;
  },
): Board {
  const { database, clock } = context;
  const { facts, realtime, isConnected } = around;
  const watch = new BoardWatch({
    ...context,
    isConnected,
    hint: (people) => realtime().hint(people, 'board'),
  });
  const contacts = createContacts(database.pool, {
    clock,
    lastHere: (person) => realtime().lastHere(person),
  });
  const parts = {
    ...context,
    logs: createLogFigures(database.pool, commandDecider),
    contacts: contacts.read,
    posts: createWatchedPosts(createShiftFacts(database.pool), () => clock.now()),
    cameraStates: () => facts.cameraStates(),
    camerasLostSince: () => watch.lostSince,
  };
  return {
    read(person) {
      watch.asked(person);
      return boardOf(person, parts);
    },
    grown(heads) {
      contacts.pushed();
      if (heads.some(({ scope }) => !scope.startsWith('quarantine:'))) watch.changed();
    },
    changed: () => watch.changed(),
    close: () => watch.close(),
  };
}
