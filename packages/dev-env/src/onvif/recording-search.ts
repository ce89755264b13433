import type { DeviceBehaviour, DeviceRecording } from './device-spec.ts';
import { escapeXml } from './soap-message.ts';
import type { SoapMessage } from './soap-message.ts';

type Search = {
  readonly kind: 'recordings' | 'events';
  readonly recording: string | undefined;
  readonly from: number;
  readonly until: number;
  asked: number;
};
type Answer = { readonly body: string } | { readonly fault: string; readonly reason: string };

const unknown: Answer = { fault: 'ActionNotSupported', reason: 'Optional Action Not Implemented' };

/** Profile G of a simulated recorder: searches that are begun, asked for their results, and forgotten. */
export class RecordingSearch {
  readonly #recordings: readonly DeviceRecording[];
  readonly #searches = new Map<string, Search>();

  constructor(recordings: readonly DeviceRecording[]) {
    this.#recordings = recordings;
  }

  /** Undefined: the question is for another service. */
  answer(message: SoapMessage, { search }: DeviceBehaviour): Answer | undefined {
    switch (message.operation) {
      case 'FindRecordings':
        return search === 'fault' ? unknown : this.#begin('FindRecordings', message, 'recordings');
      case 'FindEvents':
        return search === 'fault' ? unknown : this.#begin('FindEvents', message, 'events');
      case 'GetRecordingSearchResults':
        return this.#results(message, search, 'GetRecordingSearchResults');
      case 'GetEventSearchResults':
        return this.#results(message, search, 'GetEventSearchResults');
      case 'GetReplayUri':
        return this.#replayUri(message.textOf('RecordingToken'));
      default:
        return undefined;
    }
  }

  #begin(operation: string, message: SoapMessage, kind: Search['kind']): Answer {
    const token = `search-${this.#searches.size + 1}`;
    const at = (name: string) => Date.parse(message.textOf(name) ?? '');
    const recording = message.textOf('IncludedRecordings');
    this.#searches.set(token, { kind, recording, from: at('StartPoint'), until: at('EndPoint'), asked: 0 });
    return {
      body: `<tse:${operation}Response><tse:SearchToken>${token}</tse:SearchToken></tse:${operation}Response>`,
    };
  }

  #results(message: SoapMessage, behaviour: DeviceBehaviour['search'], operation: string): Answer {
    const search = this.#searches.get(message.textOf('SearchToken') ?? '');
    if (search === undefined) return { fault: 'InvalidToken', reason: 'No such search' };
    search.asked += 1;
    const isSearching = behaviour === 'delay' && search.asked === 1;
    const found = isSearching || behaviour === 'empty' ? '' : this.#found(search);
    const state = isSearching ? 'Searching' : 'Completed';
    return {
      body: `<tse:${operation}Response><tse:ResultList><tt:SearchState>${state}</tt:SearchState>${found}</tse:ResultList></tse:${operation}Response>`,
    };
  }

  #found({ kind, recording, from, until }: Search): string {
    if (kind === 'recordings')
      return this.#recordings
        .map(
          ({ token }) =>
            `<tt:RecordingInformation><tt:RecordingToken>${escapeXml(token)}</tt:RecordingToken></tt:RecordingInformation>`,
        )
        .join('');
    const recorded = this.#recordings.find(({ token }) => token === recording)?.recorded() ?? [];
    const isThere = recorded.some((stretch) => stretch[0] <= from && stretch[1] > from);
    const changes = recorded
      .flatMap(([begin, end]) => [[begin, true] as const, [end, false] as const])
      .filter(([at]) => at > from && at < until);
    return [[from, isThere] as const, ...changes]
      .map(([at, is], place) => change(recording ?? '', { at, is, isStart: place === 0 }))
      .join('');
  }

  #replayUri(token: string | undefined): Answer {
    const url = this.#recordings.find((each) => each.token === token)?.url;
    if (url === undefined) return { fault: 'InvalidToken', reason: 'No such recording' };
    return {
      body: `<trp:GetReplayUriResponse><trp:Uri>${escapeXml(url)}</trp:Uri></trp:GetReplayUriResponse>`,
    };
  }
}

function change(
  recording: string,
  { at, is, isStart }: { at: number; is: boolean; isStart: boolean },
): string {
  const time = new Date(at).toISOString();
  return (
    `<tt:Result><tt:RecordingToken>${escapeXml(recording)}</tt:RecordingToken><tt:TrackToken>VIDEO001</tt:TrackToken><tt:Time>${time}</tt:Time>` +
    `<tt:Event><wsnt:Topic>tns1:RecordingHistory/Track/State</wsnt:Topic><wsnt:Message><tt:Message UtcTime="${time}"><tt:Source/>` +
    `<tt:Data><tt:SimpleItem Name="IsDataPresent" Value="${is}"/></tt:Data></tt:Message></wsnt:Message></tt:Event>` +
    `<tt:StartStateEvent>${isStart}</tt:StartStateEvent></tt:Result>`
  );
}
