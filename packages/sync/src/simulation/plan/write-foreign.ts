/** What a browser of another version, a program that is broken, or somebody with a debugger has put into the outbox. */
import { createClockOffset, draftOperation, type OperationDraft, type OutboxRecord } from '@truc/sync/client';
import {
  bodyLimitBytes,
  canonicalJson,
  headerLimitBytes,
  operationHash,
  type Json,
} from '@truc/sync/protocol';
import { createOutbox } from '../world/outbox.ts';
import { Life } from '../world/life.ts';
import type { Tablet } from '../world/tablet.ts';
import type { World } from '../world/world.ts';
import type { ForeignKind, PlanEvent } from './plan.ts';

type ForeignEvent = Extract<PlanEvent, { readonly what: 'foreign' }>;

export function writeForeign(world: World, tablet: Tablet, { kind, scope }: ForeignEvent): void {
  const { scheduler, lots, sha256 } = world;
  const clock = { now: () => tablet.wall.now(), monotonic: () => scheduler.now };
  const v = kind === 'old_version' ? 1 : 13;
  const command = { scope, kind: 'logbook.entry', v, actor: tablet.writer, body: { text: kind } };
  const offset = createClockOffset();
  const draft = draftOperation(command, {
    clock,
    randomBytes: lots,
    sha256,
    offset,
    lease: tablet.vault.lease?.id ?? null,
  });
  const finish: OperationDraft['finish'] = (device) => {
    const made = draft.finish(device);
    const op = bend(kind, made.record.op);
    const hash = operationHash(sha256, op.h);
    return { record: { ...made.record, op, hash }, device: { ...made.device, hash } };
  };
  const { outbox: disk, storage, vault } = tablet;
  const opens = (of: typeof scope) => vault.keys.has(of);
  const outbox = createOutbox(disk, { storage, life: new Life(), opens });
  void outbox.append({ ...draft, finish }).then((stored) => {
    if (!stored.ok) return;
    world.saved.handleForeign(stored.value);
    world.handleSaved(tablet, stored.value);
  });
}

function bend(kind: ForeignKind, op: OutboxRecord['op']): OutboxRecord['op'] {
  switch (kind) {
    case 'unknown_field':
      return { ...op, h: withField(op.h, 'future', 1) };
    case 'not_json':
      return { ...op, h: `{${op.h}` };
    case 'oversized_header':
      return { ...op, h: withField(op.h, 'zeal', 'x'.repeat(headerLimitBytes)) };
    case 'oversized_body':
      return { ...op, b: canonicalJson({ text: 'x'.repeat(bodyLimitBytes) }) };
    case 'wrong_body':
      return { ...op, b: canonicalJson({ text: 'never written' }) };
    default:
      return op;
  }
}

function withField(header: string, key: string, value: Json): string {
  return canonicalJson({ ...(JSON.parse(header) as { [key: string]: Json }), [key]: value });
}
