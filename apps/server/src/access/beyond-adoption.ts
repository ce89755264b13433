import { entryKinds, amendmentKinds } from '@truc/domain/logbook';
import { isAdoptable, type Beyond } from '@truc/domain/quarantine';
import { readHeader, type OperationHeader } from '@truc/sync/protocol';
import { isMisuseInFacility, maySay, mayStandIn } from './operation-kinds.ts';
import type { QuarantinedLeaf } from './quarantine-store.ts';
import type { Register } from './register.ts';
import { isLogOf, postOfScope, quarantineOf, type Rights } from './rights.ts';

/** Words in a book that somebody else may bring into it for their author; a signature and a fact of the watch are his own. */
const words: ReadonlySet<string> = new Set([
  entryKinds.kind,
  amendmentKinds.correction.kind,
  amendmentKinds.strike.kind,
  amendmentKinds.addendum.kind,
]);

/** Why what waits at this leaf is not for this person to adopt; null where it is. The list and the judge ask the same. */
export function beyondAdoption(leaf: QuarantinedLeaf, register: Register, rights: Rights): Beyond | null {
  const header = readHeader(leaf.op);
  if (header === null || !isWaitingFor(leaf, header, register))
    return header !== null && isMisuseInFacility(header, leaf.op.b) ? 'misuse' : 'no_log';
  if (!isAdoptable(leaf.code) || !mayStandIn(header, leaf.op.b)) return beyondKind(leaf);
  if (postOfScope(register, header.scope) !== undefined) return words.has(header.kind) ? null : 'own_act';
  if (header.kind.startsWith('device.')) return 'own_act';
  // Another operation of this name stands already: it would count twice.
  if (leaf.isDouble) return 'double';
  return maySay(rights, header, leaf.op.b) ? null : 'not_yours';
}

/** Whether it waits in the quarantine of the very log that it was written for. */
export function isWaitingFor(leaf: QuarantinedLeaf, { scope }: OperationHeader, register: Register): boolean {
  return isLogOf(register, scope) && leaf.scope === quarantineOf(register, scope);
}

function beyondKind({ op, code }: QuarantinedLeaf): Beyond {
  const kind = readHeader(op)?.kind ?? '';
  // A manager's own word that waits: what it spoke of is adopted itself.
  return isAdoptable(code) && kind.startsWith('quarantine.') ? 'own_act' : 'octets';
}
