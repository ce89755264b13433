import * as v from 'valibot';
import type { ErrorCode } from '@truc/sync/protocol';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { Evidence } from './evidence.ts';

/**
 * What witnesses need: the signed checkpoint, which is meant to be seen by everybody, and the proof that it goes on from the
 * one that they saw. A single record says which
 * log grew by how much and when: it is for a monitor on this machine; readers get those of their own scopes with a pull.
 */
export function evidenceRoutes(evidence: Evidence): readonly MountedRoute[] {
  return [
    getRoute({ path: '/api/evidence/checkpoint', guard: 'public' }, async ({ reply }) => {
      const note = await evidence.cosignedNote();
      if (note === null) return refuse('not_found');
      await reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(note);
      return undefined;
    }),
    getRoute({ path: '/api/evidence/key', guard: 'public' }, async ({ reply }) => {
      await reply.type('text/plain; charset=utf-8').send(`${evidence.verifierKey}\n`);
      return undefined;
    }),
    getRoute({ path: '/api/evidence/consistency', guard: 'public' }, async ({ request }) => {
      const query = v.safeParse(v.object({ from: sizeText }), request.query);
      if (!query.success) return refuse('unparseable', { detail: 'from' });
      const newest = evidence.newest();
      const proof = newest === null ? null : await evidence.consistency(query.output.from);
      return newest === null || proof === null ? refuse('not_found') : { note: newest.note, proof };
    }),
    getRoute({ path: '/api/evidence/inclusion', guard: 'operations' }, async ({ request }) => {
      const query = v.safeParse(v.object({ index: sizeText }), request.query);
      if (!query.success) return refuse('unparseable', { detail: 'index' });
      const newest = evidence.newest();
      const proven = await evidence.inclusion(query.output.index);
      return newest === null || proven === null ? refuse('not_found') : { note: newest.note, ...proven };
    }),
    postRoute({ path: '/api/evidence/cosign', guard: 'public', body: cosignBody }, async ({ body }) => {
      const kept = await evidence.cosign(body.size, body.line);
      return kept.ok ? { ok: true } : refuse(refusalOf[kept.error.code]);
    }),
  ];
}

const sizeText = v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,14})$/), v.transform(Number));

const cosignBody = {
  schema: v.strictObject({
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    line: v.pipe(v.string(), v.maxLength(512)),
  }),
  versions: null,
  limitBytes: 2 * 1024,
} as const;

const refusalOf = {
  witness_unknown: 'not_permitted',
  checkpoint_unknown: 'not_found',
} as const satisfies Record<string, ErrorCode>;
