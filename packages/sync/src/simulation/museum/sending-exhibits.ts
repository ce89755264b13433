/** Bugs on the way up: queues that stand still, records that are lost or doubled between tablet and server. */
import { befallenBy, type Exhibit } from './exhibit.ts';

const github = 'https://github.com';
/** Takes what is about to be sent for received, as a queue does that lets go of a record before its receipt. */
const forget =
  "await ports.outbox.settle({ dev, inst, at: 1, by: 'server', outcomes: records.map(({ n, opId }) => ({ n, opId, status: 'accepted', code: null, scope: 'post:gate', seq: 1 })) });";

export const sendingExhibits: readonly Exhibit[] = [
  {
    id: 'retry-forgotten',
    harm: 'a failed upload is not tried again until something else happens',
    complaint: `${github}/powersync-ja/powersync-swift/issues/179`,
    patch: {
      file: 'client/runner.ts',
      find: "this.#setTimer('next', delayMs, () => this.#begin());",
      replace: '',
    },
  },
  {
    id: 'request-without-deadline',
    harm: 'one request that hangs stops the queue',
    complaint: `${github}/powersync-ja/powersync.dart/issues/307`,
    patch: {
      file: 'client/round-context.ts',
      find: 'within(ports.timers, requestTimeoutMs + 1_000, call())',
      replace: 'call()',
    },
  },
  {
    id: 'storage-without-deadline',
    harm: 'a storage that does not answer stops the tab for good',
    complaint: `${github}/dexie/Dexie.js/issues/2008`,
    patch: {
      file: 'client/round-context.ts',
      find: 'return within(ports.timers, storeTimeoutMs, work);',
      replace: 'return work;',
    },
  },
  {
    id: 'dequeued-before-receipt',
    harm: 'a record leaves the queue before the server has it',
    complaint: `${github}/GoogleChrome/workbox/issues/3237`,
    patch: {
      file: 'client/push-step.ts',
      find: 'const answer = await exchange(context, () => ports.transport.push(',
      replace: `${forget} const answer = await exchange(context, () => ports.transport.push(`,
    },
  },
  {
    id: 'error-counts-as-sent',
    harm: 'an answer with an error empties the queue as if all were well',
    complaint: `${github}/GoogleChrome/workbox/issues/2599`,
    patch: {
      file: 'client/push-step.ts',
      find: '  if (passingRefusals.has(error.code)) return',
      replace: `  const { records } = segment; const { ports } = context; ${forget} if (passingRefusals.has(error.code)) return`,
    },
  },
  {
    id: 'order-swapped',
    harm: 'queued records arrive in another order',
    complaint: `${github}/GoogleChrome/workbox/issues/2640`,
    patch: {
      file: 'client/push-step.ts',
      find: 'const ops = records.map(({ op }) => op);',
      replace: 'const ops = records.map(({ op }) => op).toReversed();',
    },
  },
  {
    id: 'resend-doubles',
    harm: 'what was sent twice stands twice in the log',
    complaint: `${github}/kobotoolbox/kobocat/pull/859`,
    patch: {
      file: 'server/walk-chain.ts',
      find: 'if (known !== undefined) {',
      replace: 'if (known === null) {',
    },
  },
  {
    id: 'resend-answered-anew',
    harm: 'a retransmission is told another outcome than the first time',
    complaint: `${github}/SEL-Columbia/formhub/issues/678`,
    patch: {
      file: 'server/walk-chain.ts',
      find: 'place, outcome: known.outcome });',
      replace: 'place, outcome: { ...known.outcome, seq: known.outcome.seq + 1 } });',
    },
  },
  {
    id: 'urgent-waits-in-line',
    harm: 'what is urgent waits behind a backlog and a crowd',
    complaint: `${github}/nextcloud/android/issues/15013`,
    patch: {
      file: 'client/lanes.ts',
      find: 'const urgent = session.urgent === null ? null : await nextUrgent(context, session.urgent);',
      replace: 'const urgent = null; void nextUrgent;',
    },
  },
  {
    id: 'urgent-is-forgotten',
    harm: 'what was urgent waits behind the backlog once the browser was ended',
    complaint: `${github}/TanStack/query/issues/3618`,
    provokedBy: ({ traits }) => traits.keepsMarks,
    patch: {
      file: 'client/urgent-mark.ts',
      find: '  session.urgent ??= await fromStore(context, ports.urgent.read());',
      replace: '',
    },
  },
  {
    id: 'poison-blocks-server',
    harm: 'one bad record keeps all after it from arriving',
    complaint: `${github}/enketo/enketo/issues/1226`,
    patch: {
      file: 'server/read-segment.ts',
      find: '  const isForeign = places.some(',
      replace:
        "  if (places.some(({ header }) => header === null)) return { code: 'unparseable' };\n  const isForeign = places.some(",
    },
  },
  {
    id: 'poison-blocks-client',
    harm: 'a receipt for an unreadable record is not understood, and it is sent for ever',
    complaint: `${github}/medic/cht-docs/issues/139`,
    patch: {
      file: 'client/push-step.ts',
      find: '(opId === null || opId === records[at]?.opId)',
      replace: '(opId === records[at]?.opId)',
    },
  },
  {
    id: 'sending-needs-a-session',
    harm: 'after a logout what is unsent stays on the device',
    complaint: `${github}/enketo/enketo/issues/1127`,
    provokedBy: ({ traits }) => traits.signedOut !== null,
    patch: {
      file: 'simulation/world/server-process.ts',
      find: 'async #push(request: PushRequest, { dev }: Cookies, store: LogStore): Promise<Answer> {',
      replace:
        "async #push(request: PushRequest, { dev, person }: Cookies, store: LogStore): Promise<Answer> { if (person === null) return refusal({ code: 'not_signed_in' });",
    },
  },
  {
    id: 'user-switch-drops-queue',
    harm: 'the next user’s sign-in on a shared device empties the queue',
    complaint: `${github}/dexie/Dexie.js/issues/1828`,
    patch: {
      file: 'client/push-step.ts',
      find: '  return next === null ?',
      replace:
        '  if (next !== null && context.board.reach().signedOut) { const { ports } = context; const { dev, inst, records } = next.segment; ' +
        `${forget} } return next === null ?`,
    },
  },
  {
    id: 'purge-takes-unsent',
    harm: 'losing a role destroys what was written under it and not yet sent',
    complaint: `${github}/Aam-Digital/ndb-core/issues/4198`,
    provokedBy: befallenBy('right'),
    patch: {
      file: 'client/revocation.ts',
      find: '    await fromStore(context, ports.replica.drop(scope));',
      replace:
        '    const lost = await ports.outbox.nextSegment({ maxOps: 250, maxBytes: 1e6 }, []); ' +
        `if (lost !== null) { const { dev, inst, records } = lost; ${forget} } await fromStore(context, ports.replica.drop(scope));`,
    },
  },
  {
    id: 'sealed-cannot-be-opened',
    harm: 'what leaves a purged tablet sealed is never read again',
    complaint: `${github}/Aam-Digital/ndb-core/issues/4178`,
    provokedBy: befallenBy('right'),
    patch: {
      file: 'server/read-segment.ts',
      find: 'inside === null ?',
      replace: 'true ?',
    },
  },
  {
    id: 'backoff-without-cap',
    harm: 'after a long outage a device waits for many minutes more',
    complaint: `${github}/streamlit/streamlit/pull/15902`,
    patch: {
      file: 'client/retry-policy.ts',
      find: 'Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 16))',
      replace: 'baseMs * 4 ** Math.min(failures, 16)',
    },
  },
  {
    id: 'fields-lost-in-queue',
    harm: 'a record comes out of the queue without one of its fields',
    complaint: `${github}/TanStack/db/pull/1124`,
    patch: {
      file: 'protocol/operation-content.ts',
      find: 'b: content.body, s: content.salt };',
      replace: "b: content.body, s: '' };",
    },
  },
  {
    id: 'not-resumed-after-restart',
    harm: 'what was queued before a restart waits until something new is written',
    complaint: `${github}/TanStack/query/issues/3618`,
    patch: { file: 'client/runner.ts', find: '    this.#poll();\n    this.#watch();', replace: '' },
  },
  {
    id: 'receipt-for-another',
    harm: 'a receipt that was damaged on the way is taken for that of another record',
    complaint: `${github}/GoogleChrome/workbox/issues/2599`,
    patch: {
      file: 'client/push-step.ts',
      find: 'n === from + at && (opId === null',
      replace: '(opId === null',
    },
  },
  {
    id: 'only-words-are-sealed',
    harm: 'a header that changed on the way puts another time or another author to somebody’s words',
    complaint: `${github}/getodk/collect/issues/7356`,
    provokedBy: ({ traits, events }) =>
      traits.isCompact && events.some((event) => event.what === 'rates' && event.rates === 'damaging'),
    patch: {
      file: 'server/read-segment.ts',
      find: '  const written = ops.map(({ op }) => op);',
      replace:
        "  const written = ops.map(({ op }) => op); if (written.every((op) => 'h' in op && bodyCommitment(sha256, op.s, op.b) === readHeader(op)?.commit)) return ops;",
    },
  },
  {
    id: 'damage-goes-unnoticed',
    harm: 'octets that changed on the way enter the record',
    complaint: `${github}/getodk/collect/issues/7356`,
    patch: {
      file: 'server/read-segment.ts',
      find: '=== request.seal ? ops : null',
      replace: '!== null ? ops : null',
    },
  },
];
