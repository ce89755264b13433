import type { Page } from '@playwright/test';
import * as v from 'valibot';
import type { ClockFact } from '../frame-times.ts';

/** A socket.io event packet of the SFU's signalling: `42["frameClock",{...}]`. */
const FrameClockSchema = v.tuple([
  v.literal('frameClock'),
  v.object({ camera: v.string(), rtpTimestamp: v.number(), wallMs: v.number() }),
]);

/** Collects what the SFU tells this page about the arrival of frames. Call before the wall is opened. */
export function collectFrameClocks(page: Page): ReadonlyMap<string, readonly ClockFact[]> {
  const facts = new Map<string, ClockFact[]>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const fact = frameClockIn(payload.toString());
      if (fact === null) return;
      const ofCamera = facts.get(fact.camera) ?? [];
      ofCamera.push(fact);
      facts.set(fact.camera, ofCamera);
    }),
  );
  return facts;
}

function frameClockIn(packet: string): v.InferOutput<typeof FrameClockSchema>[1] | null {
  const at = packet.indexOf('["frameClock"');
  if (at < 0) return null;
  return v.parse(FrameClockSchema, JSON.parse(packet.slice(at)))[1];
}
