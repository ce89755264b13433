import type { CameraId, CameraState, ControlFacts, FactLink, ViewingFact } from '@truc/media/signalling';
import type { Insertable, Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { ChainReader, type ChainBreak } from './fact-chain.ts';
import { rowOf } from './fact-rows.ts';
import { applyToSpans } from './viewing-spans.ts';

/** What the SFU reports: viewings into the append-only log, states of cameras into memory, since only the newest counts. */
export interface FactStore {
  /** Resolves with the last number when all are stored. The same batch again changes nothing. */
  store(batch: ControlFacts, teller?: FactTeller): Promise<number>;
  cameraStates(): ReadonlyMap<CameraId, CameraState>;
}

/** Of several nodes only the camera's holder says how it is; who watched what is taken from each. */
export type FactTeller = { readonly tellsOf: (camera: CameraId) => boolean };

export type FactStoreParts = {
  readonly query: Kysely<Tables>;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Called after states of cameras have changed. */
  readonly onCameras?: () => void;
};

export function createFactStore(parts: FactStoreParts): FactStore {
  const states = new Map<CameraId, CameraState>();
  return {
    async store(batch, teller) {
      const viewingFacts = batch.facts.flatMap(({ number, fact, link }) =>
        fact.kind === 'camera_state' ? [] : [{ number, fact, link }],
      );
      if (viewingFacts.length > 0) await storeViewings(batch, viewingFacts, parts);
      for (const { fact } of batch.facts) {
        parts.metrics.controlFacts.inc({ kind: fact.kind });
        if (fact.kind === 'camera_state' && teller?.tellsOf(fact.fact.camera) !== false)
          states.set(fact.fact.camera, fact.fact.state);
      }
      if (batch.facts.some(({ fact }) => fact.kind === 'camera_state')) parts.onCameras?.();
      return batch.facts.reduce((last, { number }) => Math.max(last, number), 0);
    },
    cameraStates: () => states,
  };
}

type Came = { readonly number: number; readonly fact: ViewingFact; readonly link: FactLink | undefined };

/**
 * Nothing is refused: a fact that does not follow is kept, and the break beside it, in one transaction. Otherwise somebody who
 * broke the chain once would have switched the log off.
 */
async function storeViewings(
  { sfu, boot }: ControlFacts,
  came: readonly Came[],
  { query, metrics, log }: FactStoreParts,
): Promise<void> {
  const breaks = await query.transaction().execute(async (tx) => {
    const numbers = came.map(({ number }) => number);
    const known = await tx
      .selectFrom('viewing_log')
      .select('number')
      .where('boot', '=', boot)
      .where('number', 'in', numbers)
      .execute();
    // A bigint comes as text.
    const knownNumbers = new Set(known.map(({ number }) => Number(number)));
    const fresh = came.filter(({ number }) => !knownNumbers.has(number));
    if (fresh.length === 0) return [];
    const found = breaksOf({ sfu, boot }, fresh, await headOf(tx, sfu));
    const rows = fresh.map(({ number, fact, link }) =>
      rowOf({ boot, number, sfu, link: link?.number ?? null, hash: link?.hash ?? null }, fact),
    );
    await tx.insertInto('viewing_log').values(rows).execute();
    await applyToSpans(
      tx,
      fresh.map(({ fact }) => fact),
    );
    if (found.length > 0) await tx.insertInto('viewing_break').values(found).execute();
    return found;
  });
  for (const { kind, link, expected_link: expected } of breaks) {
    metrics.viewingBreaks.inc({ kind });
    log.error({ sfu, kind, link, expected }, 'the chain of who watched what does not hold');
  }
}

function breaksOf(
  place: { readonly sfu: string; readonly boot: string },
  came: readonly Came[],
  head: FactLink | undefined,
): Insertable<Tables['viewing_break']>[] {
  const chain = new ChainReader(place.sfu, head);
  return came.flatMap(({ number, fact, link }) => {
    const expected = chain.next;
    const kind: ChainBreak | undefined = link === undefined ? 'unlinked' : chain.read({ fact, link });
    if (kind === undefined) return [];
    return [{ ...place, kind, number, link: link?.number ?? null, expected_link: expected }];
  });
}

/** The end of an SFU's stored chain. Read from the log itself, so that a cut end is noticed at the next fact. */
async function headOf(tx: Kysely<Tables>, sfu: string): Promise<FactLink | undefined> {
  const head = await tx
    .selectFrom('viewing_log')
    .select(['link', 'hash'])
    .where('sfu', '=', sfu)
    .where('link', 'is not', null)
    .orderBy('link', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (head === undefined || head.link === null || head.hash === null) return undefined;
  return { number: Number(head.link), hash: head.hash };
}
