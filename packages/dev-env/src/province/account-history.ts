/**
 * Thirty-eight proposals about accounts of the demonstration (GL-10, GL-11, GL-20, GL-37), and the watcher whom a paper moved to
 * another site while his old right stands.
 */
import type { AccountAct, AccountTarget, ProposeAccount } from '@truc/domain/account-proposal';
import { facilityId, postId, two } from './ids.ts';
import { iocDesks, posts } from './posts.ts';
import { sites, type Site } from './sites.ts';

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;

/** Moved from the second post of site 3 to site 12; nobody took his old right back. */
export const movedWatcher = 'truc-03-6';
const [oldPost, newPost] = [postId(3, 2), postId(12, 1)];
/** An account that lay unused for so many days. */
export const unusedAccount = { person: 'noc-10', days: 45 } as const;
/** Of an ended site: taken back by a paper, and ended in the register too. */
export const takenBack = { person: 'truc-24-6', facility: facilityId(24) } as const;

export type DayOf = (at: number) => string;

/** `post`: its first document ended when the second one, without him, began. */
export function movingPapers(
  now: number,
  { dayOf, watchOf }: { dayOf: DayOf; watchOf: (post: string) => readonly string[] },
) {
  const moved = now - 6 * day;
  const paper = (post: string, number: string, from: string) => ({
    post,
    number,
    signedOn: from,
    signatory: 'Trưởng cơ sở (ví dụ)',
    content: `Phân công tổ thường trực theo dõi camera 24/24 giờ tại ${posts.find(({ id }) => id === post)?.name ?? post}`,
    from,
  });
  const before = watchOf(oldPost);
  return [
    { ...paper(oldPost, '32/PC-CSCL', '2021-06-01'), to: dayOf(moved - day), people: before },
    {
      ...paper(oldPost, '33/PC-CSCL', dayOf(moved)),
      people: before.filter((person) => person !== movedWatcher),
    },
    { ...paper(newPost, '34/PC-CSCL', dayOf(moved)), people: [...watchOf(newPost), movedWatcher] },
  ].map((document) => ({ ...document, people: [...new Set(document.people)] }));
}

/** Where the ordinary documents leave the watch to `movingPapers`. */
export function isOfMovingPapers(post: string): boolean {
  return post === oldPost;
}

/** `held`: whose right over what is meant, where the act is about one that stands. */
export type ToldAccount = {
  readonly at: number;
  readonly by: string;
  readonly number: number;
  readonly act: AccountAct;
  readonly held: { readonly person: string; readonly target: AccountTarget } | null;
};

type Draft = {
  readonly by: string;
  readonly daysAgo: number;
  readonly target: AccountTarget;
  readonly person: string;
  readonly wish?: 'give' | 'take_back';
  readonly reason: string;
  readonly steps: readonly (readonly [by: string, act: (paper: ReturnType<typeof paperOf>) => AccountAct])[];
};

export function pastProposals(now: number, dayOf: DayOf): readonly ToldAccount[] {
  return drafts().flatMap(({ by, daysAgo, target, person, wish = 'give', reason, steps }, at) => {
    const number = at + 1;
    const begun = now - daysAgo * day - (at % 7) * hour;
    const held = wish === 'take_back' ? { person, target } : null;
    const paper = (moment: number, issuer: string) => paperOf(`${number + 40}/ĐX-TK`, dayOf(moment), issuer);
    const propose: ProposeAccount = {
      type: 'propose',
      wish,
      // The register's own number is put in when it is told.
      right: wish === 'take_back' ? '1' : null,
      person: wish === 'give' ? person : null,
      holder: null,
      target: wish === 'give' ? target : null,
      from: wish === 'give' ? dayOf(begun) : '',
      to: '',
      paper: paper(begun, 'Trưởng cơ sở (ví dụ)'),
      finding: null,
      reason,
    };
    const told = (who: string, act: AccountAct, moment: number) => ({
      at: moment,
      by: who,
      number,
      act,
      held,
    });
    return [
      told(by, propose, begun),
      ...steps.map(([who, act], step) => {
        const moment = begun + (step + 1) * 5 * hour;
        return told(
          who,
          act({ ...paper(moment, 'Người có thẩm quyền (ví dụ)'), number: `${number + 90}/QĐ-TK` }),
          moment,
        );
      }),
    ];
  });
}

function paperOf(number: string, signedOn: string, issuer: string) {
  return { number, signedOn, issuer };
}

type Step = Draft['steps'][number];
const approve = (by: string): Step => [
  by,
  (paper) => ({ type: 'decide', verdict: 'approved', paper, reason: '' }),
];
const turnDown = (by: string, reason: string): Step => [
  by,
  () => ({ type: 'decide', verdict: 'refused', paper: null, reason }),
];
const carryOut: Step = [
  'quantri',
  ({ signedOn }) => ({ type: 'carry_out', signedOn, person: null, username: '' }),
];
const suspend: Step = ['quantri', () => ({ type: 'suspend', reason: 'Cơ sở đã kết thúc nhiệm vụ' })];
const consolidate: Step = ['yt-1', () => ({ type: 'consolidate' })];
const forward: Step = ['yt-1', (paper) => ({ type: 'forward', paper })];
const giveBack: Step = ['yt-1', () => ({ type: 'return', reason: 'Thiếu văn bản phân công của đơn vị' })];

function drafts(): readonly Draft[] {
  const operating = sites.filter(({ state, connection }) => state === 'operating' && connection === 'both');
  return [
    ...operating.map((site, at): Draft => ({
      by: manager(site.number),
      daysAgo: 28 - at,
      target: watch(site, site.secondPost ? 2 : 1),
      person: site.number === 3 ? 'truc-03-5' : watcher(site.number, 6),
      reason: 'Bổ sung người trực cho đủ ba ca',
      steps: [approve(deciderOf(site)), carryOut],
    })),
    ...sites.slice(13, 21).map((site, at): Draft => ({
      by: site.authority === 'military' ? 'qs-2' : 'yt-2',
      daysAgo: 26 - at,
      target: { ...nowhere, role: 'facility_manager', facility: facilityId(site.number) },
      person: manager(site.number),
      reason: 'Giao quản lý, vận hành hệ thống camera của cơ sở',
      steps: [approve(deciderOf(site)), carryOut],
    })),
    central('qs-1', 'pmc', {
      daysAgo: 25,
      person: 'qs-2',
      steps: [consolidate, forward, approve('yt-1'), carryOut],
    }),
    central('qs-1', 'pmc', {
      daysAgo: 24,
      person: 'qs-3',
      steps: [consolidate, forward, approve('yt-1'), carryOut],
    }),
    central('vp-1', 'pc_office', {
      daysAgo: 23,
      person: 'vp-2',
      steps: [consolidate, forward, approve('yt-1'), carryOut],
    }),
    central('vp-1', 'pc_office', { daysAgo: 9, person: 'vp-3', steps: [giveBack] }),
    central('yt-2', 'doh', {
      daysAgo: 14,
      person: 'yt-3',
      steps: [
        consolidate,
        forward,
        turnDown('yt-1', 'Bộ Y tế đề nghị dùng tài khoản đã cấp cho phòng nghiệp vụ'),
      ],
    }),
    central('qs-2', 'pmc', { daysAgo: 3, person: 'qs-1', steps: [consolidate, forward] }),
    ...[1, 2, 3].map((at): Draft => ioc(at, 22 - at, [approve('vp-1'), carryOut])),
    ioc(4, 1, []),
    takeBackAt(23, 1, { daysAgo: 2, steps: [] }),
    takeBackAt(23, 2, { daysAgo: 2, steps: [suspend] }),
    takeBackAt(24, 6, { daysAgo: 5, steps: [approve('yt-1'), carryOut] }),
    takeBackAt(24, 5, { daysAgo: 0.5, steps: [approve('yt-1')] }),
    {
      by: manager(12),
      daysAgo: 6,
      target: { ...nowhere, role: 'facility_watch', facility: facilityId(12), post: newPost },
      person: movedWatcher,
      reason: 'Điều động từ cơ sở số 03 sang trực tại đây',
      steps: [approve('qs-1'), carryOut],
    },
    waiting(5, []),
    waiting(8, [approve('qs-1')]),
  ];
}

const nowhere = { facility: null, district: null, post: null };

function manager(site: number): string {
  return `ql-${two(site)}`;
}

function watcher(site: number, number: number): string {
  return `truc-${two(site)}-${number}`;
}

function watch(site: Pick<Site, 'number'>, post: 1 | 2): AccountTarget {
  const { number } = site;
  return { role: 'facility_watch', facility: facilityId(number), district: null, post: postId(number, post) };
}

function deciderOf({ authority }: Pick<Site, 'authority'>): string {
  return authority === 'military' ? 'qs-1' : 'yt-1';
}

function central(
  by: string,
  role: 'pmc' | 'pc_office' | 'doh',
  more: Pick<Draft, 'daysAgo' | 'person' | 'steps'>,
): Draft {
  return {
    by,
    target: { ...nowhere, role },
    reason: 'Cá nhân được trao quyền truy cập hệ thống tập trung',
    ...more,
  };
}

function ioc(number: number, daysAgo: number, steps: Draft['steps']): Draft {
  const post = iocDesks[(number - 1) % 2] ?? null;
  return {
    by: 'tt-1',
    daysAgo,
    target: { ...nowhere, role: 'ioc', post },
    person: `ioc-${number}`,
    reason: 'Bổ sung trực ban IOC',
    steps,
  };
}

function takeBackAt(site: number, number: number, more: Pick<Draft, 'daysAgo' | 'steps'>): Draft {
  return {
    by: manager(site),
    target: watch({ number: site }, 1),
    person: watcher(site, number),
    wish: 'take_back',
    reason: 'Cơ sở đã kết thúc nhiệm vụ',
    ...more,
  };
}

/** A second right of somebody of that site, which waits for its decision or to be carried out. */
function waiting(site: number, steps: Draft['steps']): Draft {
  return {
    by: manager(site),
    daysAgo: 0.6,
    target: { ...nowhere, role: 'facility_watch', facility: facilityId(site) },
    person: watcher(site, 2),
    reason: 'Trực thay khi người trực chính nghỉ ốm',
    steps,
  };
}
