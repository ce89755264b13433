/** What a browser of another version, a program that is broken, or somebody with a debugger has put into the outbox. */
import { createClockOffset, draftOperation, type OperationDraft } from '@truc/sync/client';
import {
  bodyLimitBytes,
  canonicalJson,
  headerLimitBytes,
  operationHash,
  readHeader,
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
    const { h, b, s } = made.record.op;
    const op = { h: bendHeader(kind, h), b: bendBody(kind, b), s };
    const hash = operationHash(sha256, op.h);
    return { record: { ...made.record, op, hash }, device: { ...made.device, hash } };
  };
  // Sealed, it leaves with its own body. A header of another make has no sealed form: its seal does not fit its hash (SE2).
  const content = { ...draft.content, body: bendBody(kind, draft.content.body) };
  const { outbox: disk, storage, vault } = tablet;
  const opens = (of: typeof scope) => vault.keys.has(of);
  const outbox = createOutbox(disk, { storage, life: new Life(), opens });
  void outbox.append({ ...draft, content, finish }).then((stored) => {
    if (!stored.ok) return;
    world.saved.handleForeign(disk, stored.value, sha256);
    world.handleSaved(tablet, stored.value, scheduler.now);
  });
}

function bendHeader(kind: ForeignKind, header: string): string {
  if (kind === 'unknown_field') return withField(header, 'future', 1);
  if (kind === 'oversized_header') return withField(header, 'zeal', 'x'.repeat(headerLimitBytes));
  return kind === 'not_json' ? `{${header}` : header;
}

function bendBody(kind: ForeignKind, body: string): string {
  if (kind === 'oversized_body') return canonicalJson({ text: 'x'.repeat(bodyLimitBytes) });
  return kind === 'wrong_body' ? canonicalJson({ text: 'never written' }) : body;
}

function withField(header: string, key: string, value: Json): string {
  return canonicalJson({ ...readHeader({ h: header }), [key]: value } as Json);
}
