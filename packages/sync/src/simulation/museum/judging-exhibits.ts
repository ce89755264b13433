/** Bugs of clocks, chains, locks and of what is refused: the legal record itself. */
import { befallenBy, type Exhibit } from './exhibit.ts';

const github = 'https://github.com';

export const judgingExhibits: readonly Exhibit[] = [
  {
    id: 'clock-blocks-writing',
    harm: 'with a wrong clock nothing can be written',
    complaint: `${github}/actualbudget/actual/issues/3786`,
    patch: {
      file: 'client/sync-client.ts',
      find: '  if (!stored.ok) return stored;',
      replace:
        "  if (!stored.ok || Math.abs(offset.estimate({ wall: ports.clock.now(), mono: ports.clock.monotonic() })?.off ?? 0) > 300_000) return failure('storage_failed');",
    },
  },
  {
    id: 'one-clock-poisons-all',
    harm: 'one device with a clock years ahead drags all others along',
    complaint: `${github}/actualbudget/actual/pull/8905`,
    patch: {
      file: 'client/hybrid-clock.ts',
      find: 'return time.t <= receivedAt + believedAheadMs ? time',
      replace: 'return time.t <= receivedAt + believedAheadMs || true ? time',
    },
  },
  {
    id: 'clock-orders-records',
    harm: 'a clock that was set back puts a record before the one it follows',
    complaint: `${github}/actualbudget/actual/issues/8486`,
    patch: {
      file: 'client/hybrid-clock.ts',
      find: 'return wall > last.t ? { t: wall, c: 0 } : { t: last.t, c: last.c + 1 };',
      replace: 'return { t: Math.max(0, wall), c: last.c * 0 };',
    },
  },
  {
    id: 'clock-decides-acceptance',
    harm: 'what a clock says decides whether a record counts',
    complaint: `${github}/actualbudget/actual/issues/5010`,
    patch: {
      file: 'server/accept-push.ts',
      find: 'const questions = places.map(({ header, op }) => ({ header, body',
      replace:
        'const now = ports.clock.now(); const questions = places.map(({ header: written, op }) => ({ op, header: written !== null && Math.abs(written.wall - now) > 86_400_000 ? { ...written, lease: null } : written })).map(({ header, op }) => ({ header, body',
    },
  },
  {
    id: 'order-before-lock',
    harm: 'two transactions take the same place in a log, or none sees the other’s',
    complaint: `${github}/Hikyo-Org/Hikyo/issues/84`,
    patch: {
      file: 'simulation/world/database.ts',
      find: 'await step(() => this.locks.take(session, scope));',
      replace: 'await step(() => void scope);',
    },
  },
  {
    id: 'stamp-before-lock',
    harm: 'a record’s time of receipt lies before that of the one before it',
    complaint: `${github}/LanternOps/breeze/pull/1240`,
    patch: {
      file: 'simulation/world/database.ts',
      find: 'recvAt: this.#options.now(), scopes',
      replace: 'recvAt: this.#options.now() - (scopes.length > 1 || false ? 1_000 : 0), scopes',
    },
  },
  {
    id: 'chain-forks',
    harm: 'links of the audit chain break under load',
    complaint: `${github}/Abilityai/trinity/pull/2026`,
    patch: {
      file: 'server/append-leaves.ts',
      find: 'chain: tail.chain, seq: tail.head, hash: place.hash, recvAt });',
      replace:
        'chain: tails.size > 1 ? place.hash : tail.chain, seq: tail.head, hash: place.hash, recvAt });',
    },
  },
  {
    id: 'locks-in-any-order',
    harm: 'transactions wait for each other in a circle',
    complaint: `${github}/Eventuous/eventuous/issues/222`,
    patch: {
      file: 'server/append-leaves.ts',
      find: '.sort((a, b) => (a < b ? -1 : 1));',
      replace: ';',
    },
  },
  {
    id: 'conflict-drops-the-loser',
    harm: 'of two who write into one field at once, one’s words are gone from the record that all see',
    complaint: `${github}/pubkey/rxdb/issues/4608`,
    patch: {
      file: 'server/decide-commands.ts',
      find: 'states.set(scope, { scope, model: decider.model, seq, state });',
      replace:
        "states.set(scope, { scope, model: decider.model, seq, state: status === 'conflict' ? before.state : state });",
    },
  },
  {
    id: 'settled-conflict-nags',
    harm: 'a conflict that somebody has settled stays on the device of its author for ever',
    complaint: `${github}/owncloud/client/issues/10569`,
    provokedBy: befallenBy('command'),
    patch: {
      file: 'client/settle-by-others.ts',
      find: "resolution: { status: 'merged', code: 'field_conflict' },",
      replace: "resolution: { status: 'conflict', code: 'field_conflict' },",
    },
  },
  {
    id: 'stale-state-believed',
    harm: 'a kept state that is older than its log decides what becomes of new commands',
    complaint: `${github}/kurrent-io/KurrentDB/issues/2270`,
    provokedBy: befallenBy('backup', 'restore'),
    patch: {
      file: 'server/decide-commands.ts',
      find: 'const isCurrent = state?.seq === head && state.model === decider.model;',
      replace: 'const isCurrent = state !== undefined;',
    },
  },
  {
    id: 'unknown-device-stays-out',
    harm: 'a device that a restored server has forgotten never gets back in',
    complaint: `${github}/apache/pouchdb/issues/802`,
    provokedBy: befallenBy('backup', 'evict', 'restore'),
    patch: {
      file: 'client/push-step.ts',
      find: "if (error.code === 'device_unknown' &&",
      replace: "if (error.code === 'none' &&",
    },
  },
  {
    id: 'lost-storage-keeps-its-name',
    harm: 'a device whose storage was lost goes on under numbers that are taken',
    complaint: `${github}/kobotoolbox/kpi/issues/5121`,
    patch: {
      file: 'client/enrol-step.ts',
      find: 'const { dev, inst } = answer.value;',
      replace: 'const { dev } = answer.value; const inst = 1;',
    },
  },
];
