export { default as Mark } from './brand/Mark.svelte';
export { default as Wordmark } from './brand/Wordmark.svelte';

export { default as Button } from './controls/Button.svelte';
export { default as CheckList } from './controls/CheckList.svelte';
export { default as ChoiceList } from './controls/ChoiceList.svelte';
export { default as Dialog } from './controls/Dialog.svelte';
export { default as IconButton } from './controls/IconButton.svelte';
export { default as ListChoice } from './controls/ListChoice.svelte';
export { default as SegmentedControl } from './controls/SegmentedControl.svelte';
export { default as Select } from './controls/Select.svelte';
export { default as TextArea } from './controls/TextArea.svelte';
export { default as TextField } from './controls/TextField.svelte';

export { default as Badge } from './feedback/Badge.svelte';
export { default as Banner } from './feedback/Banner.svelte';
export { default as DataAge } from './feedback/DataAge.svelte';
export { default as EmptyState } from './feedback/EmptyState.svelte';
export { default as Skeleton } from './feedback/Skeleton.svelte';
export { default as ToastRegion, type ToastItem } from './feedback/ToastRegion.svelte';

export { default as Feed } from './feed/Feed.svelte';

export { formatAge, type AgeOptions, type AgeUnits } from './format/age.ts';
export { clockText } from './format/clock-text.ts';

export { default as HeatGrid } from './load/HeatGrid.svelte';

export { default as AddendumRow } from './log/AddendumRow.svelte';
export { default as LogComposer } from './log/LogComposer.svelte';
export { default as LogEntryRow } from './log/LogEntryRow.svelte';
export { default as PhraseChip } from './log/PhraseChip.svelte';

export { default as ActionBar } from './shell/ActionBar.svelte';
export { default as AppShell } from './shell/AppShell.svelte';
export { default as Clock } from './shell/Clock.svelte';
export { default as NavRail, type NavItem } from './shell/NavRail.svelte';
export { default as FactList } from './shell/FactList.svelte';
export { default as ItemCard } from './shell/ItemCard.svelte';
export { default as Panel } from './shell/Panel.svelte';
export { default as SkipLink } from './shell/SkipLink.svelte';
export { default as SyncBar } from './shell/SyncBar.svelte';
export { default as TopBar } from './shell/TopBar.svelte';

export { default as FactState } from './states/FactState.svelte';
export { default as PictureState } from './states/PictureState.svelte';
export { default as SeverityMark } from './states/SeverityMark.svelte';
export { default as SeverityShape } from './states/SeverityShape.svelte';
export {
  factSeverity,
  pictureSeverity,
  type FactStateName,
  type PictureStateName,
  type Severity,
  type StateSize,
} from './states/state-types.ts';

export { wallCapitalPx, wallTextPx, type WallTextOptions } from './type/wall-text.ts';

export { chooseGrid, type Grid, type GridOptions } from './wall/choose-grid.ts';
export { default as Tile } from './wall/Tile.svelte';
export { default as Watermark } from './wall/Watermark.svelte';
export { default as WallGrid, type WallCell } from './wall/WallGrid.svelte';
