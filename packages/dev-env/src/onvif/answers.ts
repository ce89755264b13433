import type { DeviceBehaviour, DeviceProfile } from './device-spec.ts';
import { escapeXml } from './soap-message.ts';

const namespaces = {
  device: 'http://www.onvif.org/ver10/device/wsdl',
  media: 'http://www.onvif.org/ver10/media/wsdl',
  media2: 'http://www.onvif.org/ver20/media/wsdl',
  ptz: 'http://www.onvif.org/ver20/ptz/wsdl',
  events: 'http://www.onvif.org/ver10/events/wsdl',
  search: 'http://www.onvif.org/ver10/search/wsdl',
  replay: 'http://www.onvif.org/ver10/replay/wsdl',
} as const;
export type ServiceName = keyof typeof namespaces;

function offered({ hasMedia2, hasPtz }: DeviceBehaviour, records: boolean): readonly ServiceName[] {
  return [
    'device',
    'media',
    ...(hasMedia2 ? ['media2' as const] : []),
    ...(hasPtz ? ['ptz' as const] : []),
    'events',
    ...(records ? (['search', 'replay'] as const) : []),
  ];
}

export function servicesAnswer(behaviour: DeviceBehaviour, base: string, records: boolean): string {
  const service = (name: ServiceName) =>
    `<tds:Service><tds:Namespace>${namespaces[name]}</tds:Namespace><tds:XAddr>${base}/${name}</tds:XAddr>` +
    `<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>`;
  return `<tds:GetServicesResponse>${offered(behaviour, records).map(service).join('')}</tds:GetServicesResponse>`;
}

export function capabilitiesAnswer(behaviour: DeviceBehaviour, base: string): string {
  const one = (element: string, name: ServiceName) =>
    `<tt:${element}><tt:XAddr>${base}/${name}</tt:XAddr></tt:${element}>`;
  const ptz = behaviour.hasPtz ? one('PTZ', 'ptz') : '';
  return `<tds:GetCapabilitiesResponse><tds:Capabilities>${one('Device', 'device')}${one('Events', 'events')}${one('Media', 'media')}${ptz}</tds:Capabilities></tds:GetCapabilitiesResponse>`;
}

export function clockAnswer(now: Date): string {
  const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
  const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
  return (
    `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>` +
    `<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>${time}${date}</tt:UTCDateTime>` +
    `</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`
  );
}

/** Media2's, where H.265 has a place. */
export function profiles2Answer(profiles: readonly DeviceProfile[], hasPtz: boolean): string {
  const one = (profile: DeviceProfile) =>
    `<tr2:Profiles token="${profile.token}" fixed="true"><tr2:Name>${escapeXml(profile.name)}</tr2:Name><tr2:Configurations>` +
    `<tr2:VideoEncoder token="e-${profile.token}" GovLength="${profile.gop}" Profile="${profile.codecProfile ?? 'Baseline'}">` +
    `<tt:Name>e</tt:Name><tt:Encoding>${profile.codec.toUpperCase()}</tt:Encoding>${resolution(profile)}` +
    `<tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>${profile.fps}</tt:FrameRateLimit></tt:RateControl></tr2:VideoEncoder>` +
    `${hasPtz ? '<tr2:PTZ token="ptz"><tt:Name>ptz</tt:Name></tr2:PTZ>' : ''}</tr2:Configurations></tr2:Profiles>`;
  return `<tr2:GetProfilesResponse>${profiles.map(one).join('')}</tr2:GetProfilesResponse>`;
}

/** The older service's: what is not H.264 has no encoder that it could describe. */
export function profiles1Answer(profiles: readonly DeviceProfile[], hasPtz: boolean): string {
  const one = (profile: DeviceProfile) => {
    const encoder =
      profile.codec === 'h264'
        ? `<tt:VideoEncoderConfiguration token="e-${profile.token}"><tt:Name>e</tt:Name><tt:Encoding>H264</tt:Encoding>${resolution(profile)}` +
          `<tt:RateControl><tt:FrameRateLimit>${profile.fps}</tt:FrameRateLimit></tt:RateControl><tt:H264><tt:GovLength>${profile.gop}</tt:GovLength>` +
          `<tt:H264Profile>${profile.codecProfile ?? 'Baseline'}</tt:H264Profile></tt:H264></tt:VideoEncoderConfiguration>`
        : '';
    const ptz = hasPtz ? '<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name></tt:PTZConfiguration>' : '';
    return `<trt:Profiles token="${profile.token}" fixed="true"><tt:Name>${escapeXml(profile.name)}</tt:Name>${encoder}${ptz}</trt:Profiles>`;
  };
  return `<trt:GetProfilesResponse>${profiles.map(one).join('')}</trt:GetProfilesResponse>`;
}

function resolution({ width, height }: DeviceProfile): string {
  return `<tt:Resolution><tt:Width>${width}</tt:Width><tt:Height>${height}</tt:Height></tt:Resolution>`;
}

export function streamUriAnswer(url: string, isMedia2: boolean): string {
  const uri = escapeXml(url);
  return isMedia2
    ? `<tr2:GetStreamUriResponse><tr2:Uri>${uri}</tr2:Uri></tr2:GetStreamUriResponse>`
    : `<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>${uri}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect></trt:MediaUri></trt:GetStreamUriResponse>`;
}

export function presetsAnswer(presets: readonly { readonly token: string; readonly name: string }[]): string {
  const one = ({ token, name }: { token: string; name: string }) =>
    `<tptz:Preset token="${escapeXml(token)}"><tt:Name>${escapeXml(name)}</tt:Name></tptz:Preset>`;
  return `<tptz:GetPresetsResponse>${presets.map(one).join('')}</tptz:GetPresetsResponse>`;
}

/** `topic` as `VideoSource/MotionAlarm`. */
export type DeviceEvent = {
  readonly topic: string;
  readonly values: Readonly<Record<string, string>>;
  readonly at: Date;
};

export function subscriptionAnswer(address: string, now: Date): string {
  return (
    `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><a:Address>${address}</a:Address></tev:SubscriptionReference>` +
    `${times(now)}</tev:CreatePullPointSubscriptionResponse>`
  );
}

export function messagesAnswer(events: readonly DeviceEvent[], now: Date): string {
  const one = ({ topic, values, at }: DeviceEvent) => {
    const items = Object.entries(values).map(
      ([name, value]) => `<tt:SimpleItem Name="${name}" Value="${escapeXml(value)}"/>`,
    );
    return (
      `<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:${topic}</wsnt:Topic>` +
      `<wsnt:Message><tt:Message UtcTime="${seconds(at)}" PropertyOperation="Changed"><tt:Source><tt:SimpleItem Name="Source" Value="1"/></tt:Source>` +
      `<tt:Data>${items.join('')}</tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>`
    );
  };
  return `<tev:PullMessagesResponse><tev:CurrentTime>${seconds(now)}</tev:CurrentTime><tev:TerminationTime>${seconds(minutesLater(now))}</tev:TerminationTime>${events.map(one).join('')}</tev:PullMessagesResponse>`;
}

function times(now: Date): string {
  return `<wsnt:CurrentTime>${seconds(now)}</wsnt:CurrentTime><wsnt:TerminationTime>${seconds(minutesLater(now))}</wsnt:TerminationTime>`;
}

function minutesLater(now: Date): Date {
  return new Date(now.getTime() + 120_000);
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
