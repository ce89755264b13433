/** A manager's word on a command that waits in quarantine: he takes it in, or says why he does not. */
import { adoptedKind, adoptedVersion, refusedKind, refusedVersion } from '@truc/domain/quarantine';
import { canonicalJson, readHeader, type Json } from '@truc/sync/protocol';
import { facility } from '../world/incident-rules.ts';
import { quarantine } from '../world/rights.ts';
import type { Tablet } from '../world/tablet.ts';
import type { World } from '../world/world.ts';
import type { PlanEvent } from './plan.ts';

type WordEvent = Extract<PlanEvent, { readonly what: 'word' }>;

export function writeWord({ database }: World, tablet: Tablet, { tab: at, word, pick }: WordEvent): void {
  const { awake, writer } = tablet;
  const tab = awake[at % Math.max(1, awake.length)];
  const waiting = (database.state.leaves.get(quarantine) ?? []).flatMap((leaf) => {
    const header = readHeader(leaf.op);
    return header?.scope === facility && header.kind.startsWith('incident.') ? [{ ...leaf, header }] : [];
  });
  const chosen = waiting[pick % Math.max(1, waiting.length)];
  if (tab === undefined || chosen === undefined) return;
  const { seq, header, op, code } = chosen;
  // A symbolic header has no text that its rules could read: it is written out.
  const octets = { h: canonicalJson(header as Json), b: op.b, s: op.s };
  const body = { from: { scope: 'quarantine:all', seq }, op: octets, code: code ?? '' };
  const [kind, v] = word === 'adopt' ? [adoptedKind, adoptedVersion] : [refusedKind, refusedVersion];
  const said = word === 'adopt' ? body : { ...body, reason: 'ghi nhầm' };
  tablet.write(tab, { scope: facility, kind, v, actor: writer, body: said });
}
