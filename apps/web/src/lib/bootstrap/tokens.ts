import type { SyncClient } from '@truc/sync/client';
import type { BookSource } from '#lib/features/logbook/book-source.ts';
import type { AlarmSound } from '#lib/features/case-alarm/alarm-sound.svelte.ts';
import type { DeviceAlarms } from '#lib/features/status/device-alarms.svelte.ts';
import type { Protection } from '#lib/features/status/protection.svelte.ts';
import type { SyncStatusView } from '#lib/features/status/sync-status.svelte.ts';
import type { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import type { CarryPorts } from '#lib/features/carry/carry-controller.svelte.ts';
import type { PasskeyPorts } from '#lib/features/lock/passkey-controller.svelte.ts';
import type { AutoLock } from '#lib/features/lock/auto-lock.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { BookSearch } from '#lib/ports/book-search/book-search.ts';
import type { AmendmentDrafts } from '#lib/ports/session-storage/amendment-drafts.ts';
import type { FormDrafts } from '#lib/ports/session-storage/form-drafts.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import type { OpenKeysView } from '#lib/ports/vault/open-keys.svelte.ts';
import type { Ticker } from '#lib/ports/ticker.svelte.ts';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import type { CameraList } from '#lib/session/camera-list.svelte.ts';
import type { CameraFaults } from '#lib/session/camera-faults.svelte.ts';
import type { AcknowledgedAlarms } from '#lib/session/acknowledged-alarms.svelte.ts';
import type { DrivableWalls } from '#lib/session/drivable-walls.svelte.ts';
import type { DutyCalls } from '#lib/session/duty-calls.svelte.ts';
import type { EdgeLeases } from '#lib/session/edge-leases.ts';
import type { ViewingRequests } from '#lib/session/viewing-requests.svelte.ts';
import type { UnlockFailure } from '#lib/ports/vault/vault-contract.ts';
import type { WatchPlan } from '#lib/session/watch-plan.svelte.ts';
import type { ProvinceTimeline } from '#lib/session/province-timeline.svelte.ts';
import type { GlanceBoard } from '#lib/session/glance-board.svelte.ts';
import type { Session } from '#lib/session/session.svelte.ts';
import type { Settling } from '#lib/session/settling.ts';
import { createToken } from './context.ts';
import type { LogFolds } from './fold-logs.ts';
import type { OpenPicturesParts } from './open-pictures.ts';

/** All that pages may use, made once by `openApp`. */
export type App = LogFolds & {
  readonly http: HttpClient;
  readonly session: Session;
  readonly cameras: CameraList;
  readonly requests: ViewingRequests;
  readonly faults: CameraFaults;
  readonly walls: DrivableWalls;
  readonly acknowledged: AcknowledgedAlarms;
  /** Missed duties that call whoever works here. */
  readonly dutyCalls: DutyCalls;
  /** One for all that calls: two alarms do not sound over each other. */
  readonly sound: AlarmSound;
  readonly board: GlanceBoard;
  readonly timeline: ProvinceTimeline;
  readonly sync: SyncClient;
  readonly status: SyncStatusView;
  readonly book: BookSource;
  readonly watchBook: BookSource;
  readonly commandLogs: BookSource;
  readonly watchPlan: WatchPlan;
  /** Whether this PIN is that of whoever works here: what he signs is asked for it. Null when it is. */
  readonly provePin: (pin: string) => Promise<UnlockFailure | null>;
  /** Whether the moment after an unlocking is over, in which nothing but what was unlocked is read and drawn. */
  readonly settling: Settling;
  /** Makes ready for a PIN that is about to be typed. */
  readonly warmPin: () => void;
  /** Begins with what may be this person's whole PIN, behind his typing; nothing is tried before he submits it. */
  readonly beginPin: (typed: { readonly person: string; readonly pin: string } | null) => void;
  readonly search: BookSearch;
  readonly store: SessionStore;
  readonly amendments: AmendmentDrafts;
  readonly forms: FormDrafts;
  readonly gate: WriteGate;
  readonly protection: Protection;
  readonly alarms: DeviceAlarms;
  readonly update: UpdateController;
  /** What pictures are opened with, by the pages that show some: no other page loads what decodes them. */
  readonly pictures: OpenPicturesParts;
  /** For the time in which the server cannot be asked. */
  readonly edgeLeases: EdgeLeases;
  /** Server time as well as this device knows it, a few times a second. */
  readonly ticker: Ticker;
  readonly carry: CarryPorts;
  readonly keyring: Keyring;
  readonly autoLock: AutoLock;
  readonly passkey: PasskeyPorts;
  readonly keys: OpenKeysView;
  /** Resolves with whether the lease that a vault is made of has come, or comes within a few seconds. */
  readonly leaseArrives: () => Promise<boolean>;
  /** Ends timers, sockets and listeners. */
  close(): void;
};

export const appToken = createToken<App>('app');
