/** A witness outside: remembers the newest checkpoint that it cosigned, and cosigns nothing that does not go on from it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Failure, type Result } from '@truc/base';
import {
  cosignNote,
  openCheckpoint,
  provesConsistency,
  readNote,
  readVerifierKey,
  signatureLine,
  writeVerifierKey,
  type Checkpoint,
  type NoteKey,
} from '@truc/sync/evidence';
import { fromBase64Url } from '@truc/sync/protocol';
import * as v from 'valibot';
import { publishFile } from '../config/secret-files.ts';
import { nativeSha256 } from '../config/system-ports.ts';
import { readOrMakeSigningKey, verifyEd25519, type SigningKey } from './checkpoint-key.ts';

export type WitnessOptions = {
  readonly server: string;
  /** Its key, the log's key as pinned, the newest checkpoint that it cosigned, and what contradicted it. */
  readonly folder: string;
  readonly name: string;
  readonly nowMs: () => number;
};
export type WitnessFailure = Failure<'unreachable' | 'bad_signature' | 'inconsistent' | 'not_taken'>;

const GrowthSchema = v.object({ note: v.string(), proof: v.array(v.string()) });

export function witnessKeyOf({ folder, name }: Pick<WitnessOptions, 'folder' | 'name'>): SigningKey {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readOrMakeSigningKey(join(folder, 'witness-key'), { kind: 'cosignature', name });
}

/** Looks once. `inconsistent` is the alarm: the two notes that contradict each other are kept in the folder. */
export async function witnessOnce(options: WitnessOptions): Promise<Result<Checkpoint, WitnessFailure>> {
  const { folder, nowMs } = options;
  const signing = witnessKeyOf(options);
  const key = await pinnedKey(options);
  if (key === null) return failure('unreachable');
  const seenPath = join(folder, 'checkpoint');
  const seen = existsSync(seenPath)
    ? await openCheckpoint(readFileSync(seenPath, 'utf8'), key, verifyEd25519)
    : null;
  const answer = await get(options, `/api/evidence/consistency?from=${seen?.size ?? 0}`);
  const growth = answer === null ? null : await growthIn(answer, options);
  if (growth === null) return failure('unreachable');
  const now = await openCheckpoint(growth.note, key, verifyEd25519);
  if (now === null) return failure('bad_signature');
  if (seen !== null && !goesOn(seen, now, growth.proof)) {
    publishFile(join(folder, `contradiction-${now.size}`), growth.note);
    return failure('inconsistent', `size ${now.size} does not go on from size ${seen.size}`);
  }
  const text = readNote(growth.note)?.text ?? '';
  const seconds = Math.floor(nowMs() / 1_000);
  const line = signatureLine(cosignNote(text, { key: signing.key, seconds, sign: signing.sign })).trimEnd();
  publishFile(seenPath, growth.note);
  return (await send(options, { size: now.size, line })) ? ok(now) : failure('not_taken');
}

function goesOn(seen: Checkpoint, now: Checkpoint, proof: readonly string[]): boolean {
  return provesConsistency(nativeSha256, {
    ...{ oldSize: seen.size, oldRoot: seen.root, size: now.size, root: now.root },
    proof: proof.map(fromBase64Url),
  });
}

/** A server that has no tree as large as the one seen shows its newest note all the same, and no proof. */
async function growthIn(
  answer: Response,
  options: WitnessOptions,
): Promise<v.InferOutput<typeof GrowthSchema> | null> {
  if (answer.ok) {
    const parsed = v.safeParse(GrowthSchema, await answer.json());
    return parsed.success ? parsed.output : null;
  }
  const shown = await get(options, '/api/evidence/checkpoint');
  if (answer.status !== 404 || shown?.ok !== true) return null;
  const read = readNote(await shown.text());
  const own = read?.signatures[0];
  return read === null || own === undefined
    ? null
    : { note: `${read.text}\n${signatureLine(own)}`, proof: [] };
}

/** The log's key: put into the folder by hand, or taken at the first look and never again. */
async function pinnedKey(options: WitnessOptions): Promise<NoteKey | null> {
  const path = join(options.folder, 'log-key');
  if (!existsSync(path)) {
    const answer = await get(options, '/api/evidence/key');
    const key = answer?.ok === true ? readVerifierKey(nativeSha256, (await answer.text()).trim()) : null;
    if (key === null) return null;
    publishFile(path, `${writeVerifierKey(key)}\n`);
  }
  return readVerifierKey(nativeSha256, readFileSync(path, 'utf8').trim());
}

async function get({ server }: WitnessOptions, path: string): Promise<Response | null> {
  try {
    return await fetch(`${server}${path}`, { signal: AbortSignal.timeout(10_000) });
  } catch {
    // Not to be reached: no alarm, the next look tries again.
    return null;
  }
}

async function send({ server }: WitnessOptions, body: { size: number; line: string }): Promise<boolean> {
  try {
    const answer = await fetch(`${server}/api/evidence/cosign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return answer.ok;
  } catch {
    // The server learns the cosignature at the next look.
    return false;
  }
}
