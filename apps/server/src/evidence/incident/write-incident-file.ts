/** From what was read to the octets of the file. */
import { createHash } from 'node:crypto';
import {
  nextOutcomes,
  outcomesGenesis,
  signNote,
  toBase64,
  writeNote,
  writeStanding,
  writeVerifierKey,
} from '@truc/sync/evidence';
import { nextScopeChain, scopeGenesis, toBase64Url } from '@truc/sync/protocol';
import { nativeSha256 } from '../../config/system-ports.ts';
import type { SigningKey } from '../checkpoint-key.ts';
import { markLength } from '../export/export-format.ts';
import {
  caveat,
  incidentFormat,
  manifestText,
  writeIncidentLine,
  type IncidentLine,
  type LineOf,
} from './incident-format.ts';
import type { IncidentSource, SourceLeaf } from './incident-source.ts';

/** Who takes it, for what, and the names that help to read it. */
export type IncidentFileParts = Omit<
  LineOf<'about'>,
  'type' | 'format' | 'caveat' | 'key' | 'born' | 'head'
> & {
  readonly names: Omit<LineOf<'names'>, 'type'>;
  readonly signing: SigningKey;
};

export function writeIncidentFile(source: IncidentSource, parts: IncidentFileParts): Buffer {
  const { names, signing, ...said } = parts;
  const { born, head, note, checkpoint } = source;
  const about = { type: 'about', format: incidentFormat, caveat, born, head, ...said } as const;
  const lines: string[] = [
    { ...about, key: writeVerifierKey(signing.key) } satisfies LineOf<'about'>,
    { type: 'names', ...names } satisfies LineOf<'names'>,
    { type: 'checkpoint', note } satisfies LineOf<'checkpoint'>,
    ...source.records.map(({ proof, ...record }): IncidentLine => ({
      type: 'record',
      ...record,
      proof: proof.map(toBase64Url),
    })),
    ...source.segments.map((segment): IncidentLine => ({ type: 'segment', ...segment })),
    ...writeLeaves(source.leaves, { scope: said.scope, born }),
  ].map(writeIncidentLine);
  const digests = writeIncidentLine({ type: 'digests', of: lines.map(digestOf) });
  const root = toBase64(checkpoint.root);
  const text = manifestText({ ...checkpoint, root, digests: digestOf(digests) });
  const manifest = writeNote({ text, signatures: [signNote(text, signing.key, signing.sign)] });
  const last = writeIncidentLine({ type: 'manifest', note: manifest });
  return Buffer.from([...lines, digests, last].map((line) => `${line}\n`).join(''));
}

/** SHA-256 of a line without its line feed, base64. */
export function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('base64');
}

function writeLeaves(
  leaves: readonly SourceLeaf[],
  { scope, born }: Pick<LineOf<'about'>, 'scope' | 'born'>,
): IncidentLine[] {
  let chain = scopeGenesis(nativeSha256, scope, born);
  let outcomes = outcomesGenesis(nativeSha256, scope);
  return leaves.map((leaf): IncidentLine => {
    const { seq, recvAt, hash, own } = leaf;
    const standing = writeStanding(leaf);
    chain = nextScopeChain(nativeSha256, { chain, seq, hash, recvAt });
    outcomes = nextOutcomes(nativeSha256, outcomes, standing);
    const place = {
      ...{ seq, recvAt, standing, chain: chain.slice(0, markLength) },
      outcomes: Buffer.from(outcomes).toString('hex').slice(0, markLength),
    };
    return own === null ? { type: 'other', ...place, hash } : { type: 'operation', ...place, ...own };
  });
}
