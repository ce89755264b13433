/** Writes an export to a sink, block by block: memory does not grow with the log. */
import { createHash, hash } from 'node:crypto';
import {
  nextOutcomes,
  outcomesGenesis,
  signNote,
  toBase64,
  writeNote,
  writeStanding,
  writeVerifierKey,
  type Checkpoint,
  type Digest,
  type Standing,
} from '@truc/sync/evidence';
import { nextScopeChain, scopeGenesis, toBase64Url, type HashHex, type ScopeId } from '@truc/sync/protocol';
import { nativeSha256 } from '../../config/system-ports.ts';
import type { SigningKey } from '../checkpoint-key.ts';
import {
  blockEntries,
  blockOctets,
  magic,
  manifestSuffix,
  markLength,
  writeBlockLine,
  writeEntry,
  type BlockLine,
} from './export-format.ts';

export type ExportRecord = {
  readonly index: number;
  readonly text: string;
  readonly proof: readonly Digest[];
};
export type ExportEntry = Standing & {
  readonly recvAt: number;
  readonly hash: HashHex;
  readonly header: Uint8Array;
  readonly body: Uint8Array | null;
  readonly salt: Uint8Array | null;
};
export type ExportScope = {
  readonly scope: ScopeId;
  readonly born: number;
  readonly head: number;
  /** Entries 1 to `head`, in order. */
  readonly entries: AsyncIterable<ExportEntry> | Iterable<ExportEntry>;
};
export type ExportSegment = {
  readonly dev: string;
  readonly inst: number;
  readonly from: number;
  readonly to: number;
  readonly hash: string;
  readonly sig: string;
};

export type ExportSource = {
  readonly checkpoint: Checkpoint;
  /** The checkpoint's note, with cosignatures. */
  readonly note: string;
  /** `full`: every record, in order, without proofs. `part`: what concerns the scopes, each with its proof. */
  readonly tree: 'full' | 'part';
  readonly records: AsyncIterable<ExportRecord> | Iterable<ExportRecord>;
  readonly segments: AsyncIterable<ExportSegment> | Iterable<ExportSegment>;
  readonly scopes: AsyncIterable<ExportScope> | Iterable<ExportScope>;
};

export type Sink = (octets: Uint8Array) => void;
export type ExportSummary = { readonly entries: number; readonly scopes: number };

export async function writeExport(
  source: ExportSource,
  { signing, at, sink }: { readonly signing: SigningKey; readonly at: number; readonly sink: Sink },
): Promise<ExportSummary> {
  const spine = new Spine(sink);
  spine.write(`${magic}\nkey ${writeVerifierKey(signing.key)}\n`);
  spine.write(`note ${Buffer.byteLength(source.note)}\n${source.note}`);
  spine.write(`tree ${source.tree}\n`);
  for await (const { index, text, proof } of source.records)
    spine.write(`record ${index} ${['-', ...proof.map(toBase64Url)].join(' ')}\n${text}\n`);
  for await (const { dev, inst, from, to, hash: last, sig } of source.segments)
    spine.write(`segment ${dev} ${inst} ${from} ${to} ${last} ${sig}\n`);
  let [entries, scopes] = [0, 0];
  for await (const scope of source.scopes) {
    await writeScope(spine, scope);
    entries += scope.head;
    scopes += 1;
  }
  spine.write(`end ${scopes} ${entries} ${at}\n`);
  const { origin, size, root } = source.checkpoint;
  const text = `${origin}${manifestSuffix}\n${size}\n${toBase64(root)}\n${toBase64(spine.digest())}\n`;
  const manifest = writeNote({ text, signatures: [signNote(text, signing.key, signing.sign)] });
  spine.write(`manifest ${Buffer.byteLength(manifest)}\n${manifest}`);
  return { entries, scopes };
}

/** Everything that is not inside a block; its digest is what the manifest signs. */
class Spine {
  readonly #sink: Sink;
  readonly #hash = createHash('sha256');

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(text: string): void {
    const octets = Buffer.from(text);
    this.#hash.update(octets);
    this.#sink(octets);
  }

  /** Octets that the line before names by their digest. */
  writeNamed(octets: Uint8Array): void {
    this.#sink(octets);
  }

  digest(): Digest {
    return this.#hash.copy().digest();
  }
}

async function writeScope(spine: Spine, { scope, born, head, entries }: ExportScope): Promise<void> {
  spine.write(`scope ${scope} ${born} ${head}\n`);
  let chain = scopeGenesis(nativeSha256, scope, born);
  let outcomes = outcomesGenesis(nativeSha256, scope);
  const before = () => ({ chain, outcomes: Buffer.from(outcomes).toString('hex') });
  let block = new BlockBuffer(1, before());
  for await (const entry of entries) {
    const standing = writeStanding(entry);
    chain = nextScopeChain(nativeSha256, { chain, seq: entry.seq, hash: entry.hash, recvAt: entry.recvAt });
    outcomes = nextOutcomes(nativeSha256, outcomes, standing);
    const outcomesMark = Buffer.from(outcomes).toString('hex', 0, markLength / 2);
    block.add(writeEntry({ ...entry, standing, chainMark: chain.slice(0, markLength), outcomesMark }));
    if (!block.isFull()) continue;
    block.flush(spine);
    block = new BlockBuffer(entry.seq + 1, before());
  }
  block.flush(spine);
}

class BlockBuffer {
  readonly #from: number;
  readonly #before: Pick<BlockLine, 'chain' | 'outcomes'>;
  #parts: Uint8Array[] = [];
  #count = 0;
  #octets = 0;

  constructor(from: number, before: Pick<BlockLine, 'chain' | 'outcomes'>) {
    this.#from = from;
    this.#before = before;
  }

  add(parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#octets += part.length;
    }
    this.#count += 1;
  }

  isFull(): boolean {
    return this.#count >= blockEntries || this.#octets >= blockOctets;
  }

  flush(spine: Spine): void {
    if (this.#count === 0) return;
    const octets = Buffer.concat(this.#parts);
    const digest = hash('sha256', octets, 'hex');
    const line = { from: this.#from, count: this.#count, octets: octets.length, digest, ...this.#before };
    spine.write(writeBlockLine(line));
    spine.writeNamed(octets);
  }
}
