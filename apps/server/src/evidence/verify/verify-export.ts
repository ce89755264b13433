/** Checks an export from its first octet to its last, with nothing but itself and a key that was pinned elsewhere. */
import { err, ok, type Result } from '@truc/base';
import {
  openCheckpoint,
  outcomesGenesis,
  readVerifierKey,
  writeVerifierKey,
  type Checkpoint,
  type NoteKey,
} from '@truc/sync/evidence';
import { ScopeIdSchema, scopeGenesis } from '@truc/sync/protocol';
import * as v from 'valibot';
import { nativeSha256 } from '../../config/system-ports.ts';
import type { BlockResult, BlockTask, Witnessed } from './block.ts';
import { joinDevices } from './devices.ts';
import { FaultFound, firstOf, type Fault } from './fault.ts';
import { checkManifest } from './manifest.ts';
import type { OctetSource } from './octet-source.ts';
import { readSpine, type Spine, type SpineScope } from './spine.ts';
import { checkTree, type ProvenLog } from './tree.ts';
import { verifyQuick } from './verify-quick.ts';

/** Runs the blocks, side by side or one after another. Results come in the order of the tasks. */
export interface BlockRunner {
  run(tasks: readonly (BlockTask & { readonly octets: number })[]): Promise<readonly BlockResult[]>;
}

export type VerifyOptions = {
  readonly source: OctetSource;
  readonly runner: BlockRunner;
  /** The log's key, as it was pinned. */
  readonly key: NoteKey;
  /** Checkpoints that somebody keeps (a tablet, a witness): the export's log must go on from each. Full exports only. */
  readonly seen: readonly string[];
};

export type Summary = {
  readonly checkpoint: Checkpoint;
  readonly tree: 'full' | 'part';
  readonly scopes: readonly { readonly scope: string; readonly entries: number }[];
  readonly entries: number;
  readonly at: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly redacted: readonly { readonly scope: string; readonly seq: number; readonly decision: string }[];
  readonly restores: readonly { readonly at: number; readonly epoch: number; readonly lostHeads: number }[];
  readonly segments: number;
};

export async function verifyExport(options: VerifyOptions): Promise<Result<Summary, Fault>> {
  try {
    return ok(await verify(options));
  } catch (error) {
    if (error instanceof FaultFound) return err(error.fault);
    throw error;
  }
}

async function verify({ source, runner, key, seen }: VerifyOptions): Promise<Summary> {
  const spine = readSpine(source);
  if (readVerifierKey(nativeSha256, spine.key) === null || spine.key !== writeVerifierKey(key))
    throw fault(0, 'the file is not of the log whose key was pinned');
  const checkpoint = await openCheckpoint(spine.note, key, verifyQuick);
  if (checkpoint === null) throw fault(0, 'the checkpoint is not signed by the log’s key');
  const log = checkTree(spine, checkpoint, await openSeen(seen, key));
  const tasks = spine.scopes.flatMap((scope) => tasksOf(scope, log));
  const results = await runner.run(tasks);
  const found = [...results.flatMap((result) => result.fault ?? []), ...joinScopes(spine, log, results)];
  const first = firstOf(found);
  if (first !== null) throw new FaultFound(first);
  const redacted = checkRedactions(spine, results, log);
  joinDevices(
    spine,
    log,
    results.map(({ columns }, at) => ({ columns, scope: tasks[at]?.scope ?? '' })),
  );
  await checkManifest(spine, checkpoint, key);
  const statuses: Record<string, number> = {};
  for (const result of results)
    for (const [status, count] of Object.entries(result.statuses))
      statuses[status] = (statuses[status] ?? 0) + count;
  return {
    ...{ checkpoint, tree: spine.tree, statuses, redacted },
    scopes: spine.scopes.map(({ scope, head }) => ({ scope, entries: head })),
    entries: spine.end.entries,
    at: spine.end.at,
    restores: log.restores,
    segments: spine.segments.length,
  };
}

async function openSeen(notes: readonly string[], key: NoteKey): Promise<readonly Checkpoint[]> {
  const opened: Checkpoint[] = [];
  for (const note of notes) {
    const checkpoint = await openCheckpoint(note, key, verifyQuick);
    if (checkpoint === null) throw fault(0, 'a checkpoint to compare with is not signed by the log’s key');
    opened.push(checkpoint);
  }
  return opened;
}

function tasksOf(scope: SpineScope, log: ProvenLog): (BlockTask & { readonly octets: number })[] {
  const witnessed = log.heads.get(scope.scope) ?? [];
  return scope.blocks.map(({ offset, from, count, digest, chain, outcomes, octets }) => ({
    ...{ scope: scope.scope, offset, from, count, digest, octets },
    start: { chain, outcomes },
    witnessed: witnessed.filter(({ seq }) => seq >= from && seq < from + count),
  }));
}

/** Blocks are joined to logs: each begins where the one before ends, the first at the genesis, the last at a signed head. */
function joinScopes(spine: Spine, log: ProvenLog, results: readonly BlockResult[]): Fault[] {
  const faults: Fault[] = [];
  let at = 0;
  const names = new Set<string>();
  for (const scope of spine.scopes) {
    const own = results.slice(at, at + scope.blocks.length);
    at += scope.blocks.length;
    const isTwice = names.has(scope.scope);
    names.add(scope.scope);
    // A log with a bad entry ends there; that fault says more than that it does not fit its neighbours.
    if (own.some(({ fault }) => fault !== null)) continue;
    const bad = isTwice ? { seq: null, what: 'the scope stands here twice' } : joinScope(scope, own, log);
    if (bad !== null) faults.push({ offset: scope.offset, scope: scope.scope, ...bad });
  }
  const missing = spine.tree === 'full' ? [...log.heads.keys()].filter((scope) => !names.has(scope)) : [];
  for (const scope of missing)
    faults.push({ offset: spine.manifestOffset, scope, seq: null, what: 'the scope is missing' });
  const entries = spine.scopes.reduce((sum, { head }) => sum + head, 0);
  if (entries !== spine.end.entries || spine.scopes.length !== spine.end.scopes)
    faults.push({
      offset: spine.manifestOffset,
      scope: null,
      seq: null,
      what: 'the counts at the end are others',
    });
  return faults;
}

type ScopeFault = { readonly seq: number | null; readonly what: string };

function joinScope(
  { scope, born, head, blocks }: SpineScope,
  results: readonly BlockResult[],
  log: ProvenLog,
): ScopeFault | null {
  const id = v.safeParse(ScopeIdSchema, scope);
  if (!id.success) return { seq: null, what: 'no name of a scope' };
  let before = {
    chain: scopeGenesis(nativeSha256, id.output, born) as string,
    outcomes: Buffer.from(outcomesGenesis(nativeSha256, id.output)).toString('hex'),
  };
  let next = 1;
  for (const [place, block] of blocks.entries()) {
    if (block.from !== next) return { seq: next, what: 'entries are missing' };
    if (block.chain !== before.chain || block.outcomes !== before.outcomes)
      return { seq: next, what: 'the block does not go on from the one before it' };
    next += block.count;
    before = results[place] ?? before;
  }
  const last = (log.heads.get(scope) ?? []).at(-1);
  if (next !== head + 1) return { seq: next, what: 'entries are missing' };
  return isHead(last, head, before)
    ? null
    : { seq: head, what: 'the log does not end at its newest signed head' };
}

function isHead(
  last: Witnessed | undefined,
  head: number,
  end: { chain: string; outcomes: string },
): boolean {
  return last?.seq === head && last.chain === end.chain && last.outcomes === end.outcomes;
}

/** A body is missing only where a signed record names the decision. */
function checkRedactions(spine: Spine, results: readonly BlockResult[], log: ProvenLog): Summary['redacted'] {
  const scopes = spine.scopes.flatMap(({ scope, blocks }) => blocks.map(() => scope));
  return results.flatMap(({ redacted }, at) =>
    redacted.map(({ seq, hash, offset }) => {
      const scope = scopes[at] ?? '';
      const decision = log.redactions.get(hash);
      if (decision === undefined)
        throw new FaultFound({
          offset,
          scope,
          seq,
          what: 'the body is missing and no decision was recorded',
        });
      return { scope, seq, decision };
    }),
  );
}

function fault(offset: number, what: string): FaultFound {
  return new FaultFound({ offset, scope: null, seq: null, what });
}
