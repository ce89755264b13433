import { expect, it } from 'vitest';
import { encodeSenderReport } from './sender-report.ts';

it('ties the wall clock as NTP time to the RTP time and names the camera', () => {
  const wallClockMs = Date.UTC(2021, 5, 15, 7, 20, 0) + 500;
  const report = {
    ssrc: 7,
    wallClockMs,
    rtpTime: 90_000,
    packets: 3,
    payloadBytes: 4000,
    canonicalName: 'cam-0001',
  };
  const packet = encodeSenderReport(report);
  expect([packet[0], packet[1]]).toEqual([0x80, 200]);
  expect(packet.readUInt32BE(8)).toBe(Math.floor(wallClockMs / 1000) + 2_208_988_800);
  expect(packet.readUInt32BE(12)).toBe(2 ** 31);
  expect(packet.readUInt32BE(16)).toBe(90_000);
  expect(packet[29]).toBe(202);
  expect(packet.length).toBe(28 + 4 + packet.readUInt16BE(30) * 4);
  expect(packet.toString('utf8', 38, 46)).toBe('cam-0001');
});
