import type { AccountAct } from '@truc/domain/account-proposal';
import {
  AccountAnswerSchema,
  AccountsResponseSchema,
  type AccountAnswer,
  type AccountsResponse,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { PaperDesk } from '../paper-desk.svelte.ts';

type Saved = Extract<AccountAnswer, { readonly outcome: 'saved' }>;
type Refused = Extract<AccountAnswer, { readonly outcome: 'refused' }>;

/** `about`: what a refusal is shown beside, where that is not the proposal. */
type Asked = { readonly proposal: string; readonly id: string; readonly about?: string };

/** Rights that are reviewed, and what is proposed about them. */
export class AccountsController extends PaperDesk<AccountsResponse, Saved, Refused> {
  /** A new account with its first password, until it was handed over: nothing keeps it. */
  made: Saved['account'] = $state.raw(null);
  /** What the trouble is about: the right or the proposal that was acted on last. */
  about: string | null = $state(null);

  constructor(http: HttpClient) {
    super({ http, path: '/api/accounts', list: AccountsResponseSchema, answer: AccountAnswerSchema });
  }

  /** Both ids are made once for one form, so that a second try writes nothing twice. */
  async act({ proposal, id, about = proposal }: Asked, act: AccountAct): Promise<boolean> {
    this.about = about;
    const saved = await this.send('/api/accounts/act', { proposal, id, act });
    if (saved === null) return false;
    this.made = saved.account ?? this.made;
    await this.load();
    return true;
  }
}
