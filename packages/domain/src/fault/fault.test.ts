import { describe, expect, it } from 'vitest';
import { decideFault, type FaultEvent } from './fault.ts';
import { proposeFaults, type ProposalQuestion, type Trouble, type WatchedCamera } from './propose-faults.ts';

const afterMs = 300_000;
const down = (cause: Trouble['cause'] = 'camera'): Trouble => ({ cause, symptom: 'stalled', since: 0 });

function camera(facility: string, number: number, trouble: Trouble | null = null): WatchedCamera {
  return { id: `${facility}-${number}`, facility, trouble };
}

function propose(cameras: readonly WatchedCamera[], change: Partial<ProposalQuestion> = {}) {
  let made = 0;
  const makeId = () => `fault-${(made += 1)}`;
  return proposeFaults({ cameras, central: null, open: [], now: afterMs, afterMs, makeId, ...change });
}

const well = Array.from({ length: 10 }, (_, at) => camera('b', at));

describe('proposeFaults', () => {
  it('[GL-24] proposes a camera that stands still for as long as the threshold, with its cause, and not before', () => {
    const cameras = [camera('a', 1, down('decoder')), camera('a', 2), ...well];
    expect(propose(cameras, { now: afterMs - 1 })).toEqual([]);
    expect(propose(cameras)).toMatchObject([
      { kind: 'proposed', asset: 'camera', assetId: 'a-1', facility: 'a', cause: 'decoder', by: null },
    ]);
  });

  it('proposes it once: what is open, confirmed or dismissed is not said again until it was over', () => {
    const cameras = [camera('a', 1, down()), camera('a', 2), ...well];
    const [proposed] = propose(cameras);
    if (proposed === undefined) throw new Error('a proposal');
    for (const kind of ['proposed', 'confirmed', 'dismissed'] as const)
      expect(propose(cameras, { open: [{ ...proposed, kind }] })).toEqual([]);
    const back = [camera('a', 1), camera('a', 2), ...well];
    expect(propose(back, { open: [proposed] })).toMatchObject([{ kind: 'recovered', fault: proposed.fault }]);
  });

  it('says one lost line where all cameras of a facility are gone over the network', () => {
    const cameras = [camera('a', 1, down('network')), camera('a', 2, down('network')), ...well];
    expect(propose(cameras)).toMatchObject([
      { asset: 'line', assetId: 'a', facility: 'a', cameras: ['a-1', 'a-2'] },
    ]);
    const two = [camera('a', 1, down('network')), camera('a', 2, down('camera')), ...well];
    expect(propose(two)).toMatchObject([{ asset: 'camera' }, { asset: 'camera' }]);
  });

  it('[GL-51] says one central outage where half of all cameras are gone, and none of its own for each', () => {
    const cameras = [...Array.from({ length: 11 }, (_, at) => camera('a', at, down('network'))), ...well];
    expect(propose(cameras)).toMatchObject([{ asset: 'central', facility: null }]);
  });

  it('[GL-51] says of pictures that arrive but show nothing of use one fault each, and no central outage', () => {
    const black = { cause: 'picture', symptom: 'black', since: 0 } as const;
    const cameras = Array.from({ length: 8 }, (_, at) => camera('a', at, black));
    const proposed = propose(cameras);
    expect(proposed).toHaveLength(8);
    expect(proposed.every(({ asset, cause }) => asset === 'camera' && cause === 'picture')).toBe(true);
  });

  it('[GL-51] says one central outage where the central system does not answer, and nothing of cameras meanwhile', () => {
    const central = { cause: 'network', symptom: 'sfu_unreachable', since: 0 } as const;
    const cameras = [camera('a', 1, down()), ...well];
    expect(propose(cameras, { central })).toMatchObject([{ asset: 'central', symptom: 'sfu_unreachable' }]);
    expect(propose(cameras, { central, now: 1 })).toEqual([]);
  });
});

describe('decideFault', () => {
  const [proposed] = propose([camera('a', 1, down()), ...well]);
  const verdict = { kind: 'dismissed', by: 'quang', reason: 'Đang bảo trì', at: 9 } as const;

  it('takes a person’s word on a proposal once', () => {
    const events: FaultEvent[] = proposed === undefined ? [] : [proposed];
    const decided = decideFault(events, verdict);
    expect(decided).toMatchObject({ ok: true, value: { kind: 'dismissed', by: 'quang', assetId: 'a-1' } });
    if (decided.ok)
      expect(decideFault([...events, decided.value], verdict)).toMatchObject({
        error: { code: 'not_proposed' },
      });
  });
});
