import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from './bounded-cam.ts';
import { isOvergrown } from './measure-xml.ts';

const envelope = (body: string) =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${body}</s:Body></s:Envelope>`;
const profiles = envelope(
  '<trt:GetProfilesResponse xmlns:trt="t"><trt:Profiles token="main"><tt:Name>m &amp; n</tt:Name>' +
    "<tt:Video x='1'><![CDATA[a<b]]><!-- c --></tt:Video></trt:Profiles></trt:GetProfilesResponse>",
);
/** The event loop stands still for no longer; a busy machine is given ten times that. */
const patienceMs = 1_500;

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('an answer over SOAP', () => {
  it.each([
    ['nested elements', '<a>'.repeat(300_000)],
    ['nested elements whose names are of other letters', '<é b="/>">'.repeat(60_000)],
    ['nested elements behind closing tags that are text', '<a c="</a></a>"><!--</a>-->'.repeat(30_000)],
    ['more elements than a recorder has to tell of', '<a/>'.repeat(200_000)],
    ['attributes without end', `<a ${'b="c" '.repeat(150_000)}/>`],
    ['a text without end', `<a>${'x'.repeat(900_000)}</a>`],
    ['a comment without end', `<!--${'x'.repeat(900_000)}`],
    ['a name without end', `<${'x'.repeat(900_000)}>`],
    ['quotes that do not close', '<a b="'.repeat(150_000)],
    ['namespaces', `<a ${'xmlns'.repeat(150_000)}/>`],
    ['halves of namespaces', ' xmlns="<'.repeat(100_000)],
    ['entities that name each other', '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'],
    ['entities that nobody defined', `<a>${'&x;'.repeat(200_000)}</a>`],
  ])('with %s is refused at once', (_name, body) => {
    let read: unknown = 'unread';
    expect(cpuMs(() => (read = readAnswer(envelope(body))))).toBeLessThan(patienceMs);
    expect(read).toBeUndefined();
  });

  it('may be as large as that of a recorder of 64 channels', () => {
    const profile = '<P token="p"><Name>n</Name><V><E>H264</E><W>640</W><H>360</H></V></P>'.repeat(1_200);
    expect(cpuMs(() => expect(readAnswer(envelope(profile))).toBeDefined())).toBeLessThan(patienceMs);
  });

  it('that was cut, changed or put together of pieces is read or refused, and never throws', () => {
    const pieces = [
      '<',
      '>',
      '/',
      '</',
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '"',
      '&',
      '&#0;',
      ' xmlns:a="',
    ];
    const change = fc.record({
      at: fc.nat(profiles.length),
      cut: fc.nat(6),
      put: fc.constantFrom(...pieces),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const text = changes.reduce(
          (xml, { at, cut, put }) => xml.slice(0, at) + put + xml.slice(at + cut),
          profiles,
        );
        readAnswer(text);
      }),
    );
  });
});

it('counts every element and every level of a document', () => {
  const tree = fc.letrec<{ node: { xml: string; parts: number; depth: number } }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constant({ xml: '<a/>', parts: 1, depth: 0 }),
      fc.constant({ xml: '<!-- <b> --><a c=">"/>', parts: 2, depth: 0 }),
      fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes) => ({
        xml: `<a>${nodes.map(({ xml }) => xml).join('t')}</a>`,
        parts: nodes.reduce((sum, { parts }) => sum + parts, 2),
        depth: 1 + Math.max(...nodes.map(({ depth }) => depth)),
      })),
    ),
  })).node;
  fc.assert(
    fc.property(tree, ({ xml, parts, depth }) => {
      expect(isOvergrown(xml, { parts, depth, text: 100 })).toBe(false);
      expect(isOvergrown(xml, { parts: parts - 1, depth, text: 100 })).toBe(true);
      if (depth > 0) expect(isOvergrown(xml, { parts, depth: depth - 1, text: 100 })).toBe(true);
    }),
  );
});
