import type { AccountTarget, ProposeAccount } from '@truc/domain/account-proposal';
import type { AccountPlace, AccountProposalView, AccountRight, AccountsResponse } from '@truc/domain/api';
import { emptyPaper } from '../inspection-draft.svelte.ts';

export type FormWish = 'give' | 'change' | 'take_back';

/** A proposal while it is written: a new one, or one that was returned. */
export class AccountDraft {
  readonly proposal: string;
  readonly act = crypto.randomUUID();
  wish: FormWish = $state('give');
  place: string | undefined = $state();
  post: string = $state(anyPost);
  whose: 'known' | 'new' = $state('new');
  person: string | undefined = $state();
  holder = $state({ name: '', position: '', phone: '', email: '' });
  right: string | undefined = $state();
  from = $state('');
  to = $state('');
  paper = $state(emptyPaper());
  reason = $state('');

  constructor(list: AccountsResponse, again: AccountProposalView | null) {
    this.proposal = again?.id ?? crypto.randomUUID();
    this.place = again === null ? undefined : placeKey(again.target);
    if (list.places.length === 1) this.place = placeKey(list.places[0]);
    this.from = list.today;
    if (again === null || again.wish === 'keep') return;
    this.wish = again.wish;
    this.post = again.target.post ?? anyPost;
    this.whose = again.holder === null ? 'known' : 'new';
    this.person = again.person ?? undefined;
    if (again.holder !== null) this.holder = { ...again.holder };
    this.right = again.right ?? undefined;
    this.from = again.from;
    this.to = again.wish === 'take_back' ? '' : again.to;
    if (again.paper !== null) this.paper = { ...again.paper };
    this.reason = again.reason;
  }

  /** Null while there is nothing that could be asked. */
  toAct({ places, rights }: AccountsResponse): ProposeAccount {
    const said = {
      type: 'propose',
      wish: this.wish,
      paper: { ...this.paper },
      finding: null,
      reason: this.reason,
    } as const;
    const post = this.post === anyPost ? null : this.post;
    const nobody = { person: null, holder: null };
    if (this.wish === 'give') {
      const place = places.find((one) => placeKey(one) === this.place);
      const target: AccountTarget | null =
        place === undefined ? null : { role: place.role, facility: place.facility, district: null, post };
      const who =
        this.whose === 'known'
          ? { ...nobody, person: this.person ?? null }
          : { ...nobody, holder: { ...this.holder } };
      return { ...said, ...who, right: null, target, from: this.from, to: this.to };
    }
    const right = rights.find((one) => one.right === this.right);
    const named = { ...said, ...nobody, right: right?.right ?? null };
    if (this.wish === 'take_back' || right === undefined) return { ...named, target: null, from: '', to: '' };
    return { ...named, target: { ...right.target, post }, from: this.from, to: this.to };
  }
}

/** No post of its own: the right is over the whole place. */
export const anyPost = 'any';

export function placeKey(of: Pick<AccountTarget, 'role' | 'facility'> | AccountPlace | undefined): string {
  return of === undefined ? '' : `${of.role} ${of.facility ?? ''}`;
}

/** The rights at a place that may be changed, or taken back. */
export function rightsAt(
  list: AccountsResponse,
  place: string | undefined,
  wish: FormWish,
): readonly AccountRight[] {
  return list.rights.filter(
    ({ target, mayChange, mayTakeBack }) =>
      placeKey(target) === place && (wish === 'change' ? mayChange : mayTakeBack),
  );
}
