import { DisplayResponseSchema, type DisplayResponse } from '@truc/domain/api';
import * as v from 'valibot';
import { KeptLeasesSchema, type KeptLeases } from '#lib/ports/session-storage/session-store.ts';

/** What was told last, and when by this device's clock. */
export type KeptTold = { readonly told: DisplayResponse; readonly at: number };

const toldKey = 'truc-display-told';
const leasesKey = 'truc-display-leases';
const ToldSchema = v.strictObject({ told: DisplayResponseSchema, at: v.number() });

/**
 * What a display without a person shows again when it is loaded anew while the server cannot be asked. It lies in the clear: there
 * is no PIN to lock it with, and the credential beside it opens more and for longer (decision 0064). Nothing of it outlives the
 * leases, and all of it goes with the display's account.
 */
export class DisplayStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #now: () => number;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Nothing where no lease would let it show a picture. */
  readTold(): KeptTold | null {
    const mayShow = this.#leases().some(({ leases }) =>
      leases.some(({ expiresAt }) => this.#now() < expiresAt),
    );
    return mayShow ? this.#read(toldKey, ToldSchema) : null;
  }

  keepTold(told: DisplayResponse): void {
    if (this.#leases().length > 0) this.#keep(toldKey, { told, at: this.#now() } satisfies KeptTold);
  }

  readEdgeLeases(): Promise<readonly KeptLeases[]> {
    return Promise.resolve(this.#leases());
  }

  keepEdgeLeases(leases: readonly KeptLeases[]): Promise<void> {
    if (leases.length === 0) this.forget();
    else this.#keep(leasesKey, leases);
    return Promise.resolve();
  }

  forget(): void {
    for (const key of [toldKey, leasesKey]) this.#storage.removeItem(key);
  }

  #leases(): readonly KeptLeases[] {
    return this.#read(leasesKey, v.array(KeptLeasesSchema)) ?? [];
  }

  #keep(key: string, value: unknown): void {
    this.#storage.setItem(key, JSON.stringify(value));
  }

  /** What an earlier version of this page kept, or somebody wrote there, is as good as nothing. */
  #read<Schema extends v.GenericSchema>(key: string, schema: Schema): v.InferOutput<Schema> | null {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), this.#storage.getItem(key));
    return parsed.success ? parsed.output : null;
  }
}
