import type { BrowserContext, Page } from '@playwright/test';

/** What the pages of a context tell about their connections; set by `observePage` before anything else runs. */
type Observed = { connections: RTCPeerConnection[]; remoteDescriptions: number };
declare global {
  interface Window {
    __observed: Observed;
  }
}

export type Connections = {
  readonly count: number;
  /** How often any of them was negotiated. */
  readonly negotiations: number;
  readonly mids: readonly (string | null)[];
};

/** Switches the application's own probe on and counts PeerConnections and their negotiations. */
export async function observePage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const observed: Observed = { connections: [], remoteDescriptions: 0 };
    window.__observed = observed;
    RTCPeerConnection.prototype.setRemoteDescription = new Proxy(
      RTCPeerConnection.prototype.setRemoteDescription,
      {
        apply(negotiate, connection: RTCPeerConnection, given) {
          if (!observed.connections.includes(connection)) observed.connections.push(connection);
          observed.remoteDescriptions += 1;
          return Reflect.apply(negotiate, connection, given) as unknown;
        },
      },
    );
    try {
      localStorage.setItem('truc:probe', '1');
    } catch {
      // A page without an origin (about:blank) has no storage, and nothing to probe.
    }
  });
}

export function connectionsOf(page: Page): Promise<Connections> {
  return page.evaluate(() => {
    const { connections, remoteDescriptions } = window.__observed;
    const mids = connections.flatMap((connection) => connection.getTransceivers().map(({ mid }) => mid));
    return { count: connections.length, negotiations: remoteDescriptions, mids };
  });
}

/** Octets of video received so far, by camera, for all that have a <video> in the page. */
export function bytesByCamera(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const cameras = new Map(
      [...document.querySelectorAll<HTMLVideoElement>('video[data-camera]')].map((video) => {
        const stream = video.srcObject instanceof MediaStream ? video.srcObject : null;
        return [stream?.getVideoTracks()[0]?.id, video.dataset['camera'] ?? ''] as const;
      }),
    );
    const bytes: Record<string, number> = {};
    for (const connection of window.__observed.connections) {
      const reports = [...(await connection.getStats()).values()] as RTCInboundRtpStreamStats[];
      for (const report of reports) {
        if (report.type !== 'inbound-rtp') continue;
        const camera = cameras.get(report.trackIdentifier);
        if (camera !== undefined) bytes[camera] = report.bytesReceived ?? 0;
      }
    }
    return bytes;
  });
}
