import * as v from 'valibot';
import { listOf, shortText, text } from './answers.ts';
import { escapeXml } from './bounded-cam.ts';
import type { RecordedStretch } from './device-port.ts';

const searchWsdl = 'http://www.onvif.org/ver10/search/wsdl';
const schema = 'http://www.onvif.org/ver10/schema';
const longestWait = 'PT2S';
const keptAlive = 'PT10S';
export const resultsAtOnce = 100;

const moment = v.pipe(
  v.union([v.date(), v.string()]),
  v.transform((value) => new Date(value).getTime()),
  v.finite(),
  v.minValue(0),
);
const Token = v.pipe(text, v.minLength(1), v.maxLength(64));

export function findRecordingsBody(): string {
  return `<FindRecordings xmlns="${searchWsdl}"><Scope/><KeepAliveTime>${keptAlive}</KeepAliveTime></FindRecordings>`;
}

/** Changes of what is recorded, and how it stood at the beginning. */
export function findChangesBody(recording: string, [from, until]: RecordedStretch): string {
  const at = (ms: number) => new Date(ms).toISOString();
  return (
    `<FindEvents xmlns="${searchWsdl}"><StartPoint>${at(from)}</StartPoint><EndPoint>${at(until)}</EndPoint>` +
    `<Scope><IncludedRecordings xmlns="${schema}">${escapeXml(recording)}</IncludedRecordings></Scope>` +
    `<SearchFilter><TopicExpression xmlns="http://docs.oasis-open.org/wsn/b-2" xmlns:tns1="http://www.onvif.org/ver10/topics" Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:RecordingHistory/Track/State</TopicExpression></SearchFilter>` +
    `<IncludeStartState>true</IncludeStartState><KeepAliveTime>${keptAlive}</KeepAliveTime></FindEvents>`
  );
}

export function resultsBody(kind: 'Recording' | 'Event', search: string): string {
  const name = `Get${kind}SearchResults`;
  return (
    `<${name} xmlns="${searchWsdl}"><SearchToken>${escapeXml(search)}</SearchToken>` +
    `<MaxResults>${resultsAtOnce}</MaxResults><WaitTime>${longestWait}</WaitTime></${name}>`
  );
}

/** A search's token, whichever search it was. */
export const SearchSchema = v.union([
  v.pipe(
    v.looseObject({ findRecordingsResponse: v.looseObject({ searchToken: Token }) }),
    v.transform(({ findRecordingsResponse }) => findRecordingsResponse.searchToken),
  ),
  v.pipe(
    v.looseObject({ findEventsResponse: v.looseObject({ searchToken: Token }) }),
    v.transform(({ findEventsResponse }) => findEventsResponse.searchToken),
  ),
]);

export const FoundRecordingsSchema = v.pipe(
  v.looseObject({
    getRecordingSearchResultsResponse: v.looseObject({
      resultList: v.looseObject({
        searchState: shortText,
        recordingInformation: v.optional(listOf(v.looseObject({ recordingToken: Token })), []),
      }),
    }),
  }),
  v.transform(({ getRecordingSearchResultsResponse: { resultList } }) => ({
    isComplete: resultList.searchState === 'Completed',
    found: resultList.recordingInformation.map(({ recordingToken }) => recordingToken),
  })),
);

export type RecordedChange = { readonly track: string; readonly at: number; readonly isRecorded: boolean };

const ChangeSchema = v.pipe(
  v.looseObject({
    trackToken: Token,
    time: moment,
    event: v.looseObject({
      message: v.looseObject({
        message: v.looseObject({
          data: v.looseObject({
            simpleItem: listOf(v.looseObject({ $: v.looseObject({ Name: shortText, Value: text }) })),
          }),
        }),
      }),
    }),
  }),
  v.transform(({ trackToken, time, event }): RecordedChange => {
    const items = event.message.message.data.simpleItem;
    const isRecorded = items.some(({ $ }) => $.Name === 'IsDataPresent' && $.Value === 'true');
    return { track: trackToken, at: time, isRecorded };
  }),
);
export const FoundChangesSchema = v.pipe(
  v.looseObject({
    getEventSearchResultsResponse: v.looseObject({
      resultList: v.looseObject({ searchState: shortText, result: v.optional(listOf(ChangeSchema), []) }),
    }),
  }),
  v.transform(({ getEventSearchResultsResponse: { resultList } }) => ({
    isComplete: resultList.searchState === 'Completed',
    found: resultList.result,
  })),
);

/** What lies within `within`, of the picture's track where the recorder tells several apart. */
export function toStretches(
  changes: readonly RecordedChange[],
  [from, until]: RecordedStretch,
): readonly RecordedStretch[] {
  const track = (changes.find((change) => /video/i.test(change.track)) ?? changes[0])?.track;
  const own = changes.filter((change) => change.track === track).toSorted((a, b) => a.at - b.at);
  const stretches: RecordedStretch[] = [];
  let begun: number | undefined;
  for (const { at, isRecorded } of own) {
    if (isRecorded) begun ??= Math.max(from, at);
    else if (begun !== undefined) {
      if (Math.min(until, at) > begun) stretches.push([begun, Math.min(until, at)]);
      begun = undefined;
    }
  }
  if (begun !== undefined && begun < until) stretches.push([begun, until]);
  return stretches;
}
