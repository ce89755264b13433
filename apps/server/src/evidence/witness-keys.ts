import { existsSync, readFileSync } from 'node:fs';
import { invariant } from '@truc/base';
import { readVerifierKey, type NoteKey } from '@truc/sync/evidence';
import { nativeSha256 } from '../config/system-ports.ts';

/** The witnesses whose cosignatures are taken: one verifier key a line. @throws on a line that is none. */
export function readWitnesses(path: string): readonly NoteKey[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const key = readVerifierKey(nativeSha256, line);
      invariant(key !== null, `${path} holds verifier keys`);
      return key;
    });
}
