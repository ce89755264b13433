import { createHmac } from 'node:crypto';
import { CameraIdSchema, permitText, type NodePipes } from '@truc/media/signalling';
import * as v from 'valibot';
import type { Relay } from './camera-holdings.ts';
import type { NodeEntry } from './node-register.ts';

const hourMs = 3_600_000;

/**
 * What one node of the centre is told that it may fetch, and from whom: with a permit for each of those nodes, made of the secret
 * that this server shares with it. It ends one to two hours later: a node that was taken out of the register is out by then.
 */
export function pipesOf(
  asker: string,
  relays: ReadonlyMap<string, Relay>,
  { nodes, nowMs }: { readonly nodes: ReadonlyMap<string, NodeEntry>; readonly nowMs: number },
): readonly NodePipes[] {
  const until = (Math.floor(nowMs / hourMs) + 2) * hourMs;
  const byEdge = new Map<string, string[]>();
  for (const [camera, { node, edge }] of relays)
    if (node === asker) byEdge.set(edge, [...(byEdge.get(edge) ?? []), camera]);
  return [...byEdge].flatMap(([edge, cameras]) => {
    const entry = nodes.get(edge);
    if (entry === undefined) return [];
    const key = createHmac('sha256', entry.secret)
      .update(permitText(asker, edge, until))
      .digest('base64url');
    return [
      {
        node: entry.name,
        at: entry.nodes ?? entry.control,
        permit: { until, key },
        cameras: cameras.sort().map((camera) => v.parse(CameraIdSchema, camera)),
      },
    ];
  });
}
