import { exportMatters, postMatters, technicalMatters, type Matter } from '@truc/domain/duty-call';
import type { FootageExport } from '@truc/domain/footage-export';
import { noWatch } from '@truc/domain/shift';
import { ScopeIdSchema } from '@truc/sync/protocol';
import type { Decider } from '@truc/sync/server';
import type pg from 'pg';
import * as v from 'valibot';
import { technicalLogIn } from '../access/command-decider.ts';
import { createKeptWatches } from '../access/kept-watches.ts';
import { misuseOf } from '../access/misuse-cases.ts';
import type { Register } from '../access/register.ts';
import { faultScope, postScope } from '../access/rights.ts';
import type { ShiftFacts } from '../access/shift-facts.ts';
import type { DossierStore } from '../dossiers/dossier-store.ts';
import { foldExport } from '../dossiers/export-desk.ts';
import { grownOnly } from '../log/grown-only.ts';
import { keptState } from '../log/kept-state.ts';
import { planOf } from '../routes/watch-plan-of.ts';

export type MatterParts = {
  readonly pool: pg.Pool;
  readonly decider: Decider;
  readonly facts: ShiftFacts;
  readonly dossiers: Pick<DossierStore, 'recent' | 'newest'>;
  readonly handoverWaitMs: number;
  readonly afterMs: number;
};

/** Of each post: some days of three shifts a day. */
const factsRead = 60;

/** Everything that calls somebody now, as logs, papers and plans have it. A log is read again only when it has grown. */
export function createMatters({ pool, decider, facts, dossiers, handoverWaitMs, afterMs }: MatterParts) {
  const watchesOf = createKeptWatches(facts, { limit: factsRead, of: (watch) => watch });
  const logsOf = grownOnly(pool, async (scope) => {
    const { faults, works } = technicalLogIn(await keptState(scope, pool, decider));
    return { faults, permits: works.permits };
  });

  async function ofPosts(register: Register, now: number): Promise<Matter[]> {
    const posts = [...register.posts.values()];
    const watches = await watchesOf(posts.map(postScope));
    return posts.flatMap((post) => {
      const watch = watches.get(postScope(post)) ?? noWatch;
      return postMatters({ post, watch, ...planOf(register, post), now, afterMs, handoverWaitMs });
    });
  }

  async function ofLogs({ facilities }: Register, now: number): Promise<Matter[]> {
    const places = [null, ...facilities.keys()];
    const logs = await logsOf(places.map(faultScope));
    return places.flatMap((facility) => {
      const scope = faultScope(facility);
      const log = logs.get(scope);
      return log === undefined ? [] : technicalMatters({ scope, facility, ...log, now, afterMs });
    });
  }

  let requests: { readonly acts: string; readonly byId: ReadonlyMap<string, FootageExport> } | null = null;

  /** Read again only when somebody has acted on one. */
  async function readRequests(): Promise<ReadonlyMap<string, FootageExport>> {
    const newest = await dossiers.newest('footage_export');
    const acts = [...newest.values()].map(({ id }) => id).join();
    if (requests?.acts === acts) return requests.byId;
    const recent = [...(await dossiers.recent('footage_export'))];
    const byId = new Map(
      recent.flatMap(([id, told]) => {
        const one = foldExport(told);
        return one === null ? [] : [[id, one] as const];
      }),
    );
    requests = { acts, byId };
    return byId;
  }

  async function ofExports(register: Register): Promise<Matter[]> {
    return [...(await readRequests())].flatMap(([id, one]) => {
      // GL-18: for whom a case names, there is no such request.
      const { incident } = one.request;
      const named =
        incident === null
          ? []
          : (misuseOf(register, v.parse(ScopeIdSchema, incident.scope))?.found.named ?? []);
      return exportMatters(id, one).map((matter) => ({ ...matter, except: [...matter.except, ...named] }));
    });
  }

  return async (register: Register, now: number): Promise<readonly Matter[]> => {
    const found = await Promise.all([ofPosts(register, now), ofLogs(register, now), ofExports(register)]);
    return found.flat();
  };
}
