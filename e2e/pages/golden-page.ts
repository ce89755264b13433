import { expect, test, type Page } from '@playwright/test';
import { textThatIsCut } from './cut-text.ts';
import { noteChromium, toleranceOf } from './golden-chromium.ts';

/** The sizes that screens are used in. */
const sizes = {
  tablet: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  wall: { width: 1920, height: 1080 },
} as const;
type Size = keyof typeof sizes;

/**
 * Lets a page say the same at every hour: times, ages and days are replaced in its text before they are painted. Before anything
 * else runs. Live pictures, and what is drawn to a scale of time or of this machine's disk, are hidden.
 */
export async function holdTimes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // A sheet of the page's own: the content policy lets no other in, Playwright's neither.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `video, meter, input[type='datetime-local'], input[type='date'], .band,
       section[aria-labelledby='load'] .table { visibility: hidden !important; }
       * { caret-color: transparent !important; }`,
    );
    document.adoptedStyleSheets = [sheet];
    const unit = '(?:s|ph|giờ|ngày|min|h|d|phút|giây)(?!\\p{L})';
    const replaced: readonly (readonly [RegExp, string])[] = [
      [/(?<![\d:])\d{1,2}:\d\d:\d\d(?: \d\d\/\d\d\/\d{4})?/gu, '14:20:05'],
      [/(?<![\d:])\d{1,2}:\d\d(?!:\d)(?: \d\d\/\d\d\/\d{4})?/gu, '14:20'],
      [/^:\d\d$/u, ':05'],
      [/\d\d\/\d\d\/\d{4}/gu, '15/06/2021'],
      [/\d{4}-\d\d-\d\d/gu, '2021-06-15'],
      [new RegExp(`[\\d.,]*\\d ${unit}(?: \\d+ ${unit})?`, 'gu'), '5 ph'],
      [/Thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ Nhật/gu, 'Thứ Ba'],
      [/(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/gu, 'Tuesday'],
      [/(lần thử|attempt) \d+/gu, '$1 2'],
      [/[\d.,]+ [GM]B/gu, '1 MB'],
    ];
    const hold = (node: Node): void => {
      const before = node.nodeValue ?? '';
      if (!/\d|Thứ|Chủ|day/u.test(before)) return;
      const after = replaced.reduce((text, [pattern, held]) => text.replace(pattern, held), before);
      if (after !== before) node.nodeValue = after;
    };
    const holdWithin = (root: Node): void => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) hold(node);
    };
    // Told before the next painting: nobody sees a time that is not held.
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes)
        if (type === 'characterData') hold(target);
        else
          for (const node of addedNodes)
            if (node.nodeType === Node.TEXT_NODE) hold(node);
            else holdWithin(node);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

export type Shown = { readonly size: Size; readonly language?: 'vi' | 'en' };

/** Asks that no words are cut off at any size, and that the screen looks as its golden picture at the size it is used in. */
export async function expectGolden(
  page: Page,
  name: string,
  { size, language = 'vi' }: Shown,
): Promise<void> {
  const others = Object.entries(sizes).filter(([each]) => each !== size);
  for (const [each, viewport] of [...others, [size, sizes[size]] as const]) {
    await page.setViewportSize(viewport);
    expect.soft(await textThatIsCut(page), `${name}, ${each}`).toEqual([]);
  }
  await page.mouse.move(0, 0);
  noteChromium(page, test.info());
  await expect.soft(page).toHaveScreenshot(`${name}-${size}-${language}.png`, toleranceOf(page));
}

const languages = { vi: 'Tiếng Việt', en: 'English' } as const;

/** Chooses the language in the person's menu: what is on the screen stays there. */
export async function speak(page: Page, person: string, language: keyof typeof languages): Promise<void> {
  await page.getByRole('button', { name: person }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: languages[language] }).check({ force: true });
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

/** Follows a link to this address within the application: a load of the page would ask for the PIN. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.locator('#main').evaluate((main, href) => {
    const link = document.createElement('a');
    link.href = href;
    main.append(link);
    link.click();
    link.remove();
  }, path);
  await expect(page).toHaveURL(path);
}
