/** Bugs on the way down and between tabs: readers that skip, loop, double, keep too much, or see too much. */
import { befallenBy, type Exhibit } from './exhibit.ts';

const github = 'https://github.com';

export const readingExhibits: readonly Exhibit[] = [
  {
    id: 'cursor-skips',
    harm: 'a reader’s cursor passes over rows',
    complaint: `${github}/lightninglabs/taproot-assets/pull/2202`,
    patch: {
      file: 'server/read-pull.ts',
      find: 'afterSeq: cursor.seq, budgetBytes',
      replace: 'afterSeq: cursor.seq + 1, budgetBytes',
    },
  },
  {
    id: 'damage-is-not-looked-for',
    harm: 'a reply that was damaged on the way is taken as it came: a bit of it decides what is stored and what is purged',
    complaint: `${github}/ClickHouse/ClickHouse/issues/18135`,
    provokedBy: ({ events }) => events.some((event) => event.what === 'rates' && event.rates === 'damaging'),
    patch: {
      file: 'simulation/world/wire.ts',
      find: 'return left === arrived || (isTextual && JSON.stringify(left) === JSON.stringify(arrived));',
      replace: 'return left !== undefined || arrived === undefined || isTextual;',
    },
  },
  {
    id: 'cursor-before-data',
    harm: 'the checkpoint is saved before the data: a crash in between loses them',
    complaint: `${github}/apache/pouchdb/issues/1240`,
    patch: {
      file: 'simulation/world/replica.ts',
      find: '        const kept = disk.leaves.get(cursor.scope);',
      replace:
        '        disk.cursors.set(cursor.scope, cursor); void transact(storage, life, () => disk.leaves.set(cursor.scope, [...(disk.leaves.get(cursor.scope) ?? []), ...leaves])); if (storage.slowestMs > 0) return true; const kept = disk.leaves.get(cursor.scope);',
    },
  },
  {
    id: 'two-tabs-store-one-page',
    harm: 'two tabs that fetch at once store every row twice',
    complaint: `${github}/pubkey/rxdb/issues/5843`,
    patch: {
      file: 'simulation/world/replica.ts',
      find: 'if (held?.chain !== expected?.chain || held?.seq !== expected?.seq) return false;',
      replace: 'void held; void expected;',
    },
  },
  {
    id: 'endless-refetch',
    harm: 'after a reset the client fetches the same again and again',
    complaint: `${github}/electric-sql/electric/issues/2689`,
    patch: {
      file: 'client/check-delta.ts',
      find: 'cursor: { scope: delta.scope, epoch: delta.epoch, seq, chain }',
      replace: 'cursor: { scope: delta.scope, epoch: delta.born, seq, chain }',
    },
  },
  {
    id: 'restore-forgets-tablets',
    harm: 'a server that is put back from a backup never gets again what came after it',
    complaint: `${github}/livestorejs/livestore/blob/main/docs/src/content/docs/building-with-livestore/syncing.mdx`,
    patch: {
      file: 'simulation/world/outbox.ts',
      find: 'reopen: (what) => read(() => reopen(disk, what)),',
      replace: 'reopen: (what) => read(() => { void what; void reopen; return 0; }),',
    },
  },
  {
    id: 'receipts-outlive-their-log',
    harm: 'a tablet goes on saying that its entries are accepted, which a server that was put back has set aside',
    complaint: `${github}/medic/cht-core/issues/8093`,
    provokedBy: ({ tablets }) => tablets.some(({ readsNothing }) => readsNothing),
    patch: {
      file: 'client/outbox-rules.ts',
      find: "return typeof known === 'number' && told !== undefined && told !== known;",
      replace: "return typeof known === 'object' && told === known;",
    },
  },
  {
    id: 'gap-is-not-refilled',
    harm: 'the server names the place from which it lacks records, and nobody sends them',
    complaint: `${github}/powersync-ja/powersync-native/issues/15`,
    provokedBy: befallenBy('backup', 'restore'),
    patch: {
      file: 'client/push-step.ts',
      find: "error.code === 'gap' &&",
      replace: "error.code === 'none' &&",
    },
  },
  {
    id: 'receipts-pruned-at-once',
    harm: 'acknowledged records are let go of while a backup may still need them',
    complaint: `${github}/kobotoolbox/docs/pull/45`,
    patch: {
      file: 'client/push-step.ts',
      find: 'keepAcknowledgedMs = 30 * 24',
      replace: 'keepAcknowledgedMs = 0 * 24',
    },
  },
  {
    id: 'frozen-leader-keeps-lock',
    harm: 'a frozen tab holds the lock, and no other tab syncs',
    complaint: `${github}/dxos/dxos/pull/11757`,
    patch: {
      file: 'client/runner.ts',
      find: 'if (this.#lockWait.isOver) return await run();',
      replace: 'void this.#lockWait.isOver;',
    },
  },
  {
    id: 'two-tabs-one-number',
    harm: 'two tabs give two records the same number',
    complaint: `${github}/ai-ecoverse/slicc/pull/2099`,
    patch: {
      file: 'simulation/world/outbox.ts',
      find: '    append: (draft) =>\n      transactOrFail(storage, life, () => {\n        if (disk.device === null)',
      replace:
        '    append: (draft, { device } = disk) =>\n      transactOrFail(storage, life, () => {\n        if (device !== null) disk.device = device;\n        if (disk.device === null)',
    },
  },
  {
    id: 'rights-are-not-asked',
    harm: 'a reader gets rows that he may not see',
    complaint: `${github}/nurturenature/jepsen-powersync`,
    patch: {
      file: 'server/read-pull.ts',
      find: 'const cursors = request.cursors.filter(({ scope }) => allowed.has(scope));',
      replace: 'const cursors = request.cursors;',
    },
  },
  {
    id: 'revoked-stays-readable',
    harm: 'what a person may not read any more stays on his tablet',
    complaint: `${github}/medic/cht-core/blob/master/webapp/src/ts/services/replication.service.ts`,
    patch: {
      file: 'client/revocation.ts',
      find: '    await fromStore(context, ports.replica.drop(scope));',
      replace: '',
    },
  },
  {
    id: 'wipe-leaves-what-was-read',
    harm: 'a device that was ordered to be emptied says so and still shows what it had read',
    complaint: `${github}/nextcloud/android/issues/9340`,
    patch: {
      file: 'client/revocation.ts',
      find: '  await fromStore(context, ports.replica.wipe());',
      replace: '',
    },
  },
  {
    id: 'wipe-is-never-told',
    harm: 'nobody hears that the device was emptied, and it goes on being refused',
    complaint: `${github}/nextcloud/server/issues/48900`,
    patch: {
      file: 'client/revocation.ts',
      find: "  session.wipe = 'done';",
      replace: "  session.wipe = 'none';",
    },
  },
  {
    id: 'wipe-ends-with-one-copy',
    harm: 'of a device that was copied one copy is emptied, and the other goes on reading',
    complaint: `${github}/nextcloud/documentation/issues/7199`,
    provokedBy: befallenBy('clone', 'wipe'),
    patch: {
      file: 'simulation/world/server-process.ts',
      find: 'const life = database.state.lives.get(dev) ?? 0;',
      replace: 'database.state.lives.delete(dev); const life = 0;',
    },
  },
  {
    id: 'replica-is-believed',
    harm: 'a reader who is ahead of a replica is told that his log is another one, and fetches all of it again',
    complaint: `${github}/triggerdotdev/trigger.dev/pull/3910`,
    provokedBy: ({ traits }) => traits.lagMs > 0,
    patch: {
      file: 'server/read-pull.ts',
      find: 'if (ports.replica !== undefined && page.problems.length > 0)',
      replace: 'if (ports.replica === ports.store)',
    },
  },
  {
    id: 'proof-is-not-asked-for',
    harm: 'a server shows another history than before, and nobody who saw the first one says so',
    complaint: `${github}/bytecodealliance/registry/issues/82`,
    provokedBy: befallenBy('history'),
    patch: {
      file: 'client/witness.ts',
      find: "return provesConsistency(ports.sha256, growth) ? null : 'inconsistent';",
      replace: "return growth.size >= 0 || provesConsistency(ports.sha256, growth) ? null : 'inconsistent';",
    },
  },
  {
    id: 'alarm-ends-with-its-tab',
    harm: 'a history that was rewritten is an alarm until the page is loaded anew',
    complaint: `${github}/google/trillian/issues/2775`,
    provokedBy: ({ events }) =>
      events.some((event) => event.what === 'history' && event.how === 'shown_again'),
    patch: {
      file: 'client/witness.ts',
      find: "context.board.raise({ kind: 'history_rewritten', cause: state.rewritten.cause });",
      replace: 'return;',
    },
  },
  {
    id: 'too-much-at-once',
    harm: 'a book that is longer than one page never arrives whole',
    complaint: `${github}/google/android-fhir/issues/2559`,
    patch: {
      file: 'server/read-pull.ts',
      find: 'more: (last?.seq ?? cursor.seq) < at.head,',
      replace: 'more: false,',
    },
  },
  {
    id: 'refusal-needs-an-admin',
    harm: 'a record that was set aside looks accepted to its author',
    complaint: `${github}/getodk/central-backend/blob/master/docs/api.yaml`,
    patch: {
      file: 'client/outbox-rules.ts',
      find: "return status === 'quarantined' ||",
      replace: "return status === 'merged' ||",
    },
  },
];
