import { describe, expect, it } from 'vitest';
import { shareCameras, type SharingNode } from './share-cameras.ts';

const cameras = Array.from({ length: 1_000 }, (_, at) => ({ id: `cam-${at}`, facility: `f-${at % 10}` }));
const all = new Set(cameras.map(({ id }) => id));

function node(name: string, change: Partial<SharingNode> = {}): SharingNode {
  return { name, weight: 1, facilities: [], cameras: all, isSettled: true, ...change };
}
function share(nodes: readonly SharingNode[], holders: ReadonlyMap<string, string> = new Map()) {
  return shareCameras({ cameras, nodes, holders });
}
function count(shared: ReadonlyMap<string, string>, name: string): number {
  return [...shared.values()].filter((holder) => holder === name).length;
}

describe('sharing cameras', () => {
  it('gives each of a thousand cameras one holder, and each node its part', () => {
    const shared = share([node('a'), node('b'), node('c')]);
    expect(shared.size).toBe(1_000);
    for (const name of ['a', 'b', 'c']) expect(Math.abs(count(shared, name) - 333)).toBeLessThan(60);
  });

  it('gives a node of three times the weight three times the cameras', () => {
    const shared = share([node('a', { weight: 3 }), node('b')]);
    expect(Math.abs(count(shared, 'a') - 750)).toBeLessThan(50);
  });

  it('moves the cameras of a node that goes and no others', () => {
    const before = share([node('a'), node('b'), node('c')]);
    const after = share([node('a'), node('c')], before);
    const moved = cameras.filter(({ id }) => before.get(id) !== after.get(id));
    expect(moved).toHaveLength(count(before, 'b'));
    expect(count(after, 'b')).toBe(0);
  });

  it('gives a node that returns its own cameras, and only when it has settled', () => {
    const before = share([node('a'), node('b'), node('c')]);
    const without = share([node('a'), node('c')], before);
    const back = (isSettled: boolean) => share([node('a'), node('b', { isSettled }), node('c')], without);
    expect(back(false)).toEqual(without);
    expect(back(true)).toEqual(before);
  });

  it('keeps the cameras of a pinned facility at its nodes while one of them lives, and with others when none does', () => {
    const pinned = node('p', { facilities: ['f-3'] });
    const of3 = (shared: ReadonlyMap<string, string>) =>
      new Set(cameras.filter(({ facility }) => facility === 'f-3').map(({ id }) => shared.get(id)));
    expect(of3(share([node('a'), pinned]))).toEqual(new Set(['p']));
    expect(of3(share([node('a'), node('b')])).has('p')).toBe(false);
  });

  it('leaves out a camera that no living node has in its register', () => {
    const shared = share([node('a', { cameras: new Set(['cam-1']) })], new Map([['cam-2', 'dead']]));
    expect([...shared]).toEqual([['cam-1', 'a']]);
  });
});
