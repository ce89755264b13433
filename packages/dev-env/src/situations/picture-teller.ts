/** Writes the facts of the situation of pictures, each so many minutes before they are taken. */
import { technicalKinds, type TechnicalCommand } from '@truc/domain/fault-log';
import { fieldNames, incidentKinds, type CaseCommand, type SetFieldsBody } from '@truc/domain/incident';
import { amendmentKinds, entryKinds } from '@truc/domain/logbook';
import { DeviceWriter } from '@truc/server/testing/device-writer';
import type { RunningServer } from '@truc/server';
import type { DeviceId } from '@truc/sync/protocol';
import type { Said } from '../province/history/told.ts';
import { PastTeller } from './past-teller.ts';

const minute = 60_000;
/** The second one had no network for a while. */
export const pictureTablets = [idOf('8001', 0xe1) as DeviceId, idOf('8001', 0xe2) as DeviceId] as const;
export const picturePost = 'post:may-1-vt';

type Context = RunningServer['context'];
type Fact = {
  readonly scope: string;
  readonly kind: string;
  readonly v: number;
  readonly body: unknown;
  readonly base?: Readonly<Record<string, number>>;
};

/** `ago`: minutes before now. */
export class PictureTeller {
  readonly now: number;
  readonly #teller: PastTeller;
  readonly #writer = new DeviceWriter(pictureTablets[0]);
  readonly #lateWriter = new DeviceWriter(pictureTablets[1]);

  constructor(context: Context, now: number) {
    this.now = now;
    this.#teller = new PastTeller(context, { mayWait: true });
  }

  fact(ago: number, actor: string, fact: Fact): Promise<Said> {
    return this.#teller.say({ at: this.now - ago * minute, actor, ...fact }, this.#writer);
  }

  entry(ago: number, text: string, { phrase = null, camera = null }: Partial<About> = {}): Promise<Said> {
    const body = { text: text.normalize('NFC'), phrase, camera };
    return this.fact(ago, 'thuy', { scope: picturePost, ...kindOf(entryKinds), body });
  }

  /** Received so many minutes ago. */
  late(ago: number, received: number, text: string): Promise<Said> {
    const body = { text: text.normalize('NFC'), phrase: null, camera: null };
    const told = { at: this.now - ago * minute, receivedAt: this.now - received * minute, actor: 'nghia' };
    return this.#teller.say({ ...told, scope: picturePost, ...kindOf(entryKinds), body }, this.#lateWriter);
  }

  /** An entry of somebody who had no right to it: it waits for the manager. */
  waiting(ago: number, actor: string, text: string): Promise<Said> {
    const body = { text: text.normalize('NFC'), phrase: null, camera: null };
    return this.fact(ago, actor, { scope: picturePost, ...kindOf(entryKinds), body });
  }

  amend(ago: number, type: 'correction' | 'strike', body: object): Promise<Said> {
    return this.fact(ago, 'thuy', { scope: picturePost, ...kindOf(amendmentKinds[type]), body });
  }

  incident(ago: number, actor: string, { type, body }: CaseCommand, seen?: Said): Promise<Said> {
    return this.fact(ago, actor, { ...this.#inCase(seen), ...kindOf(incidentKinds[type]), body });
  }

  /** Fields set on the tablet that had seen nothing newer than `seen`. */
  setApart(ago: number, actor: string, body: SetFieldsBody, seen: Said): Promise<Said> {
    const told = { at: this.now - ago * minute, actor, ...kindOf(incidentKinds.set), body };
    return this.#teller.say({ ...told, ...this.#inCase(seen) }, this.#lateWriter);
  }

  setFields(ago: number, actor: string, body: SetFieldsBody, seen: Said): Promise<Said> {
    return this.fact(ago, actor, { ...this.#inCase(seen), ...kindOf(incidentKinds.set), body });
  }

  technical(ago: number, actor: string, { type, body }: TechnicalCommand): Promise<Said> {
    return this.fact(ago, actor, { scope: 'faults:may-1', ...kindOf(technicalKinds[type]), body });
  }

  end(): Promise<void> {
    return this.#teller.flush();
  }

  /** Whoever goes on had the whole case before him. */
  #inCase(seen: Said | undefined): Pick<Fact, 'scope' | 'base'> {
    const base = Object.fromEntries(
      seen === undefined ? [] : ['status', ...fieldNames].map((each) => [each, seen.seq]),
    );
    return { scope: 'facility:may-1', base };
  }
}

type About = { readonly phrase: string | null; readonly camera: string | null };

export function kindOf({ kind, current }: { readonly kind: string; readonly current: number }) {
  return { kind, v: current };
}

export function idOf(group: string, number: number): string {
  return `0190163d-8694-7394-${group}-${number.toString(16).padStart(12, '0')}`;
}
