/** WS17: tablets are witnesses. Who was shown one history finds nothing; who was shown two says so, for ever. */
import { isSame, readCheckpoint, readNote, type Checkpoint } from '@truc/sync/evidence';
import type { Tab, Tablet } from '../world/tablet.ts';
import type { World } from '../world/world.ts';

type Fail = (id: 'WS17', detail: string) => void;

/** The newest checkpoint that it is shown was seen, or was found not to go on from what was seen before. */
export function hasWitnessed(world: World, tablet: Tablet): boolean {
  if (tablet.awake.some((tab) => tab.wasWarned && !isWarning(tab))) return false;
  if (!isWitness(world, tablet) || tablet.witness.state.rewritten !== null) return true;
  return relationOf(world, tablet) === 'newest';
}

export function checkWitnesses(world: World, fail: Fail): void {
  const { evidence, tablets } = world;
  if (evidence === null) return;
  for (const tablet of tablets) {
    const { name, witness, outbox, awake } = tablet;
    const { rewritten } = witness.state;
    const dev = outbox.device?.dev;
    if (rewritten !== null && (dev === undefined || !evidence.isDeceived(dev)))
      fail('WS17', `${name} cries ${rewritten.cause} and was shown one history`);
    if (rewritten === null && isWitness(world, tablet) && relationOf(world, tablet) === 'other')
      fail('WS17', `${name} keeps another history than it is shown, and is silent`);
    for (const tab of awake) {
      const warns = isWarning(tab);
      if (warns && rewritten === null) fail('WS17', `${name} warns of what it has no evidence of`);
      if (!warns && tab.wasWarned) fail('WS17', `${name} forgot that its history was rewritten`);
    }
  }
}

function isWarning({ client }: Tab): boolean {
  return client.status().problems.some(({ kind }) => kind === 'history_rewritten');
}

/** Somebody is signed in there and reads, and the log's key was pinned: it hears of checkpoints. */
function isWitness(
  { evidence }: World,
  { person, outbox, witness, awake, followed, vault }: Tablet,
): boolean {
  return (
    evidence !== null &&
    person !== null &&
    outbox.device !== null &&
    awake.length > 0 &&
    witness.state.key !== null &&
    followed.some((scope) => vault.keys.has(scope))
  );
}

/** What was seen here beside the history that is shown here now. */
function relationOf({ evidence }: World, { outbox, witness }: Tablet): 'newest' | 'older' | 'other' {
  const history = evidence?.historyFor(outbox.device?.dev ?? null);
  const seen = seenIn(witness.state.note);
  if (history === undefined || seen === null) return history?.size === 0 ? 'newest' : 'older';
  if (seen.size > history.size || !isSame(history.rootOf({ start: 0, end: seen.size }), seen.root))
    return 'other';
  return seen.size === history.size ? 'newest' : 'older';
}

function seenIn(note: string | null): Checkpoint | null {
  return note === null ? null : readCheckpoint(readNote(note)?.text ?? '');
}
