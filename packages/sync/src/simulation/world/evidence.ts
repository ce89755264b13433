/**
 * The evidence log of a simulated server: heads of the logs are recorded outside of the database and signed, and witnesses are
 * shown proofs (WI). A server that is not honest has a second history, in which one record was changed, and shows it to some.
 */
import {
  consistencyRanges,
  inclusionRanges,
  isSame,
  noteKey,
  readCheckpoint,
  readNote,
  signNote,
  writeCheckpoint,
  writeNote,
  writeVerifierKey,
  type LeafRange,
  type VerifyEd25519,
} from '@truc/sync/evidence';
import {
  canonicalJson,
  toBase64Url,
  type CheckpointUpdate,
  type DeviceId,
  type HashHex,
  type Lease,
  type ScopeId,
  type Sha256,
  type Trust,
  type Witness,
} from '@truc/sync/protocol';
import { hashOctets, hashText } from '../core/fast-hash.ts';
import type { DatabaseState } from './database-state.ts';
import { History } from './history.ts';

const utf8 = new TextEncoder();
const origin = 'truc.simulation/log';
const [logKey, leaseKey] = [
  Uint8Array.from({ length: 32 }, () => 1),
  Uint8Array.from({ length: 32 }, () => 2),
];
/** SubjectPublicKeyInfo of Ed25519 up to its 32 octets. */
const spkiHead = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const noOutcomes = '0'.repeat(64) as HashHex;

export class Evidence {
  readonly honest: History;
  /** What the server shows to some instead, once it is not honest any more. */
  other: History | null = null;
  readonly #deceived = new Set<DeviceId>();
  readonly #shown = new Map<DeviceId, Set<History>>();
  readonly #sha256: Sha256;
  readonly #now: () => number;

  constructor(sha256: Sha256, now: () => number) {
    this.#sha256 = sha256;
    this.#now = now;
    this.honest = new History(sha256);
  }

  get trust(): Trust {
    const lease = toBase64Url(Uint8Array.from([...spkiHead, ...leaseKey]));
    return { checkpoint: writeVerifierKey(this.#key()), lease, seal: { id: 'sealing-key', spki: 'AAAA' } };
  }

  signLease(lease: Lease): string {
    return toBase64Url(signatureBy(leaseKey, utf8.encode(canonicalJson(lease))));
  }

  /** Records the head of every log that moved since it was recorded last. */
  record({ scopes }: DatabaseState): void {
    for (const { scope, epoch, head, chain } of scopes.values()) {
      const last = this.honest.heads.of(scope);
      if (chain === null || head === 0 || (last?.chain === chain && last.epoch === epoch)) continue;
      this.#add({ type: 'head', scope, epoch, seq: head, chain, outcomes: noOutcomes, at: this.#now() });
    }
  }

  /** The database came back with the first `from` records; those after them were kept outside of it. */
  handleRestore(from: number, epoch: number): void {
    this.#add({ type: 'restore', from, epoch, at: this.#now() });
  }

  /** Changes one record of the past and shows that history to these devices; to all when it is not the first time. */
  deceive(devices: readonly DeviceId[], at: number): void {
    if (this.honest.size === 0) return;
    this.other ??= this.honest.rewritten(at % this.honest.size);
    for (const dev of devices) this.#deceived.add(dev);
  }

  /** Shows everybody the first history again, as if nothing had been. */
  repent(): void {
    this.#deceived.clear();
  }

  historyFor(dev: DeviceId | null): History {
    return dev !== null && this.other !== null && this.#deceived.has(dev) ? this.other : this.honest;
  }

  /** Whether there is a history of which both notes are the beginning, the later one the longer. */
  goesOn(before: string, now: string): boolean {
    return [this.honest, this.other].some((history) => {
      const [first, second] = [partOf(history, before), partOf(history, now)];
      return first !== null && second !== null && first <= second;
    });
  }

  /** Whether this device was shown two histories. */
  isDeceived(dev: DeviceId): boolean {
    return (this.#shown.get(dev)?.size ?? 0) > 1;
  }

  checkpointFor(
    dev: DeviceId | null,
    witness: Witness | null,
    scopes: readonly ScopeId[],
  ): CheckpointUpdate | null {
    const history = this.historyFor(dev);
    if (dev !== null) this.#noteShown(dev, history);
    const { size } = history;
    const root = history.rootOf({ start: 0, end: size });
    if (size === 0 || (witness?.size === size && witness.root === toBase64Url(root))) return null;
    const prove = (ranges: readonly LeafRange[]) => ranges.map((range) => toBase64Url(history.rootOf(range)));
    const key = this.#key();
    const text = writeCheckpoint({ origin, size, root });
    const oldSize = witness?.size ?? 0;
    return {
      note: writeNote({ text, signatures: [signNote(text, key, (message) => signatureBy(logKey, message))] }),
      consistency: oldSize > size ? [] : prove(consistencyRanges(oldSize, size)),
      heads: scopes.flatMap((scope) => {
        const index = history.heads.of(scope)?.index;
        if (index === undefined) return [];
        return [{ index, record: history.textAt(index), proof: prove(inclusionRanges(index, size)) }];
      }),
    };
  }

  #noteShown(dev: DeviceId, history: History): void {
    const shown = this.#shown.get(dev);
    if (shown === undefined) this.#shown.set(dev, new Set([history]));
    else shown.add(history);
  }

  #add(record: Parameters<History['add']>[0]): void {
    this.honest.add(record);
    this.other?.add(record);
  }

  #key() {
    return noteKey(this.#sha256, { kind: 'ed25519', name: origin, publicKey: logKey });
  }
}

/** How much of this history the note says; null when it is of another one. */
function partOf(history: History | null, note: string): number | null {
  const seen = readCheckpoint(readNote(note)?.text ?? '');
  if (history === null || seen === null || seen.size > history.size) return null;
  return isSame(history.rootOf({ start: 0, end: seen.size }), seen.root) ? seen.size : null;
}

/** Stands in for Ed25519: whoever does not have the key makes other octets. Nobody forges here. */
export const verifySimulated: VerifyEd25519 = ({ publicKey, message, signature }) => {
  const expected = signatureBy(publicKey, message);
  return expected.every((octet, at) => signature[at] === octet);
};

function signatureBy(key: Uint8Array, message: Uint8Array): Uint8Array {
  return utf8.encode(hashOctets(message, hashText(7, String(key[0]))));
}
