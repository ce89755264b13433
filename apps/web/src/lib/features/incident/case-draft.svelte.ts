import type { FacilityAccess } from '@truc/domain/api';
import {
  noticeChannels,
  subjectTypes,
  violationKinds,
  type NotifyBody,
  type NoticeChannel,
  type ReportBody,
  type SubjectType,
} from '@truc/domain/incident';
import * as v from 'valibot';
import { log } from '#lib/ports/log.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';
import { kindText } from './case-words.ts';

const minuteMs = 60_000;
const keepAfterMs = 250;
/** What recordings hold before the moment of finding is usually the matter itself. */
const leadMs = 2 * minuteMs;

const KeptSchema = v.strictObject({
  kind: v.nullable(v.string()),
  subject: v.picklist(subjectTypes),
  cameras: v.array(v.string()),
  place: v.string(),
  description: v.string(),
  detectedAt: v.nullable(v.number()),
  name: v.string(),
  position: v.string(),
});

export type CaseDraftPorts = {
  readonly access: FacilityAccess;
  readonly person: string;
  readonly drafts: Pick<SessionStore, 'readDraft' | 'keepDraft'>;
  readonly now: () => number;
};

/** What is being typed of a violation. It outlives a dead battery: each change is kept, encrypted, soon after it. */
export class CaseDraft {
  kind: string | null = $state(null);
  subject: SubjectType = $state('quarantined');
  cameras: readonly string[] = $state.raw([]);
  place = $state('');
  description = $state('');
  /** Null: at the moment of saving. */
  detectedAt: number | null = $state(null);
  name = $state('');
  position = $state('');
  readonly #ports: CaseDraftPorts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: CaseDraftPorts) {
    this.#ports = ports;
    const [manager] = ports.access.managers;
    this.name = manager?.name ?? '';
    this.position = manager?.position ?? '';
  }

  async restore(): Promise<void> {
    const kept = await this.#ports.drafts.readDraft(this.#ports.person, this.#ports.access.scope);
    if (kept === null || kept.text === '' || this.kind !== null) return;
    const parsed = v.safeParse(KeptSchema, JSON.parse(kept.text));
    if (parsed.success) Object.assign(this, parsed.output);
  }

  /** Call at each change. */
  note(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), keepAfterMs);
  }

  keep(): Promise<void> {
    clearTimeout(this.#timer);
    const { kind, subject, cameras, place, description, detectedAt, name, position } = this;
    return this.#store(
      JSON.stringify({ kind, subject, cameras, place, description, detectedAt, name, position }),
    );
  }

  /** What was saved needs no draft any more. */
  forget(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#store('');
  }

  report(kind: string): Omit<ReportBody, 'incident'> {
    const now = Math.round(this.#ports.now());
    const detectedAt = Math.round(this.detectedAt ?? now);
    const words = kindText(kind);
    const title = this.place === '' ? words : `${words}, ${this.place}`;
    const severity = violationKinds.find(({ code }) => code === kind)?.severity ?? 'attention';
    return {
      fields: {
        title: title.slice(0, 200),
        description: this.description,
        severity,
        casualties: null,
        place: this.place,
        cameras: [...this.cameras],
      },
      kind,
      subject: this.subject,
      detectedAt,
      from: Math.max(0, detectedAt - leadMs),
      until: Math.max(detectedAt, now),
    };
  }

  /** Told in the same breath in which it was reported. */
  notice(channel: NoticeChannel, { until }: Pick<ReportBody, 'until'>): Omit<NotifyBody, 'incident'> {
    return { name: this.name, position: this.position, channel, at: until };
  }

  async #store(text: string): Promise<void> {
    try {
      const owner = { person: this.#ports.person, scope: this.#ports.access.scope };
      await this.#ports.drafts.keepDraft(owner, { text, phrase: null, camera: null });
    } catch (reason) {
      log.warn('draft not kept', reason);
    }
  }
}

/** Without a network the application tells nobody. */
export function channelsNow(isOnline: boolean): readonly NoticeChannel[] {
  return noticeChannels.filter((channel) => channel !== 'app' || isOnline);
}
