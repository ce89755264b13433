import { RevokeGrantsSchema, RevokePersonSchema } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { AppendFile, readLines } from '../files/append-file.ts';
import type { Revocations } from '../grants/revocations.ts';

const LineSchema = v.variant('what', [
  v.strictObject({ what: v.literal('person'), at: v.number(), ...RevokePersonSchema.entries }),
  v.strictObject({ what: v.literal('grants'), at: v.number(), ...RevokeGrantsSchema.entries }),
]);
export type KeptRevocation = v.InferOutput<typeof LineSchema>;

/** No edge lease lives longer. */
const memoryMs = 24 * 60 * 60 * 1_000;

/**
 * Revocations on the disk of an edge node. Grants of before a start are refused, so that other SFUs may forget; a lease must
 * outlive the node's restart, and what was taken back meanwhile with it.
 */
export class KeptRevocations {
  readonly #file: AppendFile;

  static async open(
    path: string,
    {
      revocations,
      now,
      log,
    }: { readonly revocations: Revocations; readonly now: number; readonly log: Logger },
  ): Promise<KeptRevocations> {
    const kept = (await readLines(path)).flatMap((line) => parse(line, log));
    const file = await AppendFile.open(path);
    const standing = kept.filter(({ at }) => now - at <= memoryMs);
    for (const each of standing) apply(each, revocations);
    await file.replace(() => standing.map((each) => JSON.stringify(each)));
    return new KeptRevocations(file);
  }

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  /** Resolves when it is on disk. */
  keep(revocation: KeptRevocation): Promise<void> {
    return this.#file.append(JSON.stringify(revocation));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function apply(kept: KeptRevocation, revocations: Revocations): void {
  if (kept.what === 'person') revocations.revokePerson(kept.person, kept.camera, kept.at);
  else revocations.revokeGrants(kept.grants, kept.at);
}

function parse(line: string, log: Logger): KeptRevocation[] {
  try {
    return [v.parse(LineSchema, JSON.parse(line))];
  } catch (error) {
    log.error({ err: error }, 'a line of the revocations is damaged and was left out');
    return [];
  }
}
