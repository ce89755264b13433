import { PushResponseSchema, type PushRequest } from '@truc/sync/protocol';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailure } from '#lib/ports/http/http-failure.ts';
import { readCarryFile, summarise, writeCarryFile, type CarryFile, type CarrySummary } from './carry-file.ts';

export type CarryPorts = {
  readonly http: HttpClient;
  readonly exportOutbox: () => Promise<readonly PushRequest[] | null>;
  readonly now: () => number;
  /** Gives a text to the person as a file of this name. */
  readonly saveFile: (name: string, text: string) => void;
};

/** The last way out when a tablet does not reach the server: what it holds goes by file, over a colleague's device. */
export class CarryController {
  found: CarrySummary | null = $state.raw(null);
  isBusy = $state(false);
  outcome: 'exported' | 'nothing' | 'not_a_file' | 'delivered' | null = $state(null);
  failure: HttpFailure['code'] | null = $state(null);
  #file: CarryFile | null = null;
  #ports: CarryPorts;

  constructor(ports: CarryPorts) {
    this.#ports = ports;
  }

  async write(): Promise<void> {
    const { exportOutbox, now, saveFile } = this.#ports;
    this.#reset();
    const segments = await exportOutbox();
    this.outcome = segments === null ? 'nothing' : 'exported';
    if (segments === null) return;
    const at = now();
    saveFile(`truc-${segments[0]?.dev.slice(-6) ?? ''}-${at}.json`, writeCarryFile(segments, at));
  }

  /** Looks at a file; nothing is sent before the person has seen what it is. */
  async read(file: Pick<File, 'text'>): Promise<void> {
    this.#reset();
    this.#file = readCarryFile(await file.text());
    if (this.#file === null) this.outcome = 'not_a_file';
    else this.found = summarise(this.#file);
  }

  /** Brings it to the server, segment by segment. Done twice it changes nothing. */
  async deliver(): Promise<void> {
    const file = this.#file;
    if (file === null || this.isBusy) return;
    this.isBusy = true;
    this.failure = await this.#deliverAll(file);
    this.isBusy = false;
    if (this.failure !== null) return;
    this.#reset();
    this.outcome = 'delivered';
  }

  async #deliverAll({ segments }: CarryFile): Promise<HttpFailure['code'] | null> {
    for (const body of segments) {
      const answer = await this.#ports.http.request({
        method: 'POST',
        path: '/api/sync/carry',
        body,
        answer: PushResponseSchema,
      });
      if (!answer.ok) return answer.error.code;
    }
    return null;
  }

  #reset(): void {
    this.#file = null;
    this.found = null;
    this.outcome = null;
    this.failure = null;
  }
}
