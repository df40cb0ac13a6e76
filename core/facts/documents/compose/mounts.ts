import type { Span, TextEdit } from '../../../text.js';
import type { Setting } from '../../fact.js';
import { memo } from '../../memo.js';
import type { Mount } from '../../views/container.js';
import { replaceScalar, setAt } from '../yaml/edit.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { constantSetting, settingAt } from '../yaml/setting.js';
import { booleanOf, textOf } from '../yaml/values.js';
import { latestOf } from './latest.js';
import type { ComposeService } from './service.js';

/** A mount with what Compose alone knows. */
export interface ComposeMount extends Mount {
  /** SELinux relabelling: `z` for all containers, `Z` for this one. */
  readonly relabel: 'z' | 'Z' | undefined;
  /** Edits that label the files for all containers, or leave their label as it is. */
  relabelAs(wanted: 'z' | undefined): readonly TextEdit[] | null;
  /** The part of a `tmpfs` item behind its path: `size=64m,exec`. */
  readonly options: string;
  /** Edits that write other options. `null`: it is no `tmpfs` item, or a variable brings its text. */
  setOptions(options: readonly string[]): readonly TextEdit[] | null;
  /** Edits that limit a tmpfs. */
  setSize(size: string): readonly TextEdit[] | null;
}

/** `volumes` in both syntaxes and `tmpfs`. Source: Compose specification. */
export const mountsOf = memo((service: ComposeService): readonly ComposeMount[] => {
  const volumes = service
    .all('volumes')
    .map(({ value }) =>
      (value?.type === 'seq' ? value.items() : []).flatMap((item, index) =>
        item?.type === 'map' ? [longMount(service, item, index)] : item ? shortMount(service, item, index) : [],
      ),
    );
  const tmpfs = service
    .all('tmpfs')
    .map(({ value }) =>
      (value?.type === 'seq' ? value.items() : [value]).flatMap((item, index) =>
        item?.type === 'scalar' ? [tmpfsMount(service, item, index)] : [],
      ),
    );
  const target = (mount: ComposeMount) => mount.target;
  return [...latestOf(volumes.map(lastAtEachTarget), target), ...latestOf(tmpfs, target)];
});

/** Of several volumes at one place the engine takes the last. */
function lastAtEachTarget(mounts: readonly ComposeMount[]): readonly ComposeMount[] {
  const last = new Map(mounts.map(mount => [mount.target, mount]));
  return mounts.filter(mount => mount.target === undefined || last.get(mount.target) === mount);
}

/** What a login sets for everybody, and so what nobody writes a default for. */
const OF_THE_LOGIN: Readonly<Record<string, string>> = { HOME: '~', PWD: '.', XDG_RUNTIME_DIR: '/run/user/1000' };

const resolvePath = (service: ComposeService, text: string): string | undefined =>
  text.includes('$')
    ? service.resolve(
        text.replace(
          /^(?:\$(HOME|PWD|XDG_RUNTIME_DIR)\b|\$\{(HOME|PWD|XDG_RUNTIME_DIR)(?::?[-?][^{}]*)?\})(?=[/:]|$)/,
          (_, plain, braced) => OF_THE_LOGIN[plain ?? braced]!,
        ),
      )
    : text;

/** Whether a mount at `target` holds `path`. */
export const tmpfsCovers = (target: string, path: string): boolean => {
  const folder = target.replace(/\/+$/, '');
  return path === folder || path.startsWith(`${folder}/`);
};

/** `[source:]target[:mode,...]`. A Windows drive letter keeps its colon. A source that starts like a path is a bind, else a volume. */
function shortMount(service: ComposeService, item: YamlNode, index: number): readonly ComposeMount[] {
  const text = resolvePath(service, textOf(item) ?? '');
  if (text === undefined || item.type !== 'scalar') return [];
  const match = /^(?:((?:[A-Za-z]:)?[^:]*):)?((?:[A-Za-z]:)?[^:]+)(?::([^:]*))?$/.exec(text);
  if (!match) return [];
  const [, source, target, mode = ''] = match;
  const modes = mode.split(',');
  const place = `${service.place}.volumes.${target ?? index}`;
  const readOnly = modes.includes('ro');
  const bind = source !== undefined && /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
  const device = bind ? undefined : boundDevice(service, source);
  const propagation = modes.find(m => /^r?(?:shared|slave|private)$/.test(m));
  const relabel = modes.find(m => m === 'z' || m === 'Z') as 'z' | 'Z' | undefined;
  /** The item with other modes: they stand at its end, whatever variables there are in its source. */
  const withModes = (wanted: readonly string[]) => {
    const written = textOf(item)!;
    const end = mode === '' ? '' : `:${mode}`;
    if (written !== text && !written.endsWith(`:${target}${end}`)) return null;
    return replaceScalar(item, [written.slice(0, written.length - end.length), wanted.filter(Boolean).join(',')].filter(Boolean).join(':'));
  };
  return [
    {
      type: bind || device !== undefined ? 'bind' : 'volume',
      source: device?.path ?? source,
      target,
      relabel,
      options: '',
      ...NO_OPTIONS,
      relabelAs: wanted => withModes([...modes.filter(m => m !== relabel), wanted ?? '']),
      readOnly: {
        value: readOnly,
        origin: 'here',
        span: item.span,
        place: `${place}.ro`,
        set: value => {
          if (value === readOnly || source === undefined) return [];
          return withModes([...(value ? ['ro'] : []), ...modes.filter(m => m !== 'rw' && m !== 'ro')]);
        },
        remove: () => null,
      },
      propagation: {
        ...constantSetting(propagation ?? '', item.span, `${place}.propagation`, {
          remove: () => withModes(modes.filter(m => m !== propagation)),
        }),
        ...(propagation === undefined ? { value: undefined, origin: 'default' as const } : {}),
      },
      span: device?.span ?? item.span,
      place,
      units: service.units,
    },
  ];
}

function longMount(service: ComposeService, map: YamlMap, index: number): ComposeMount {
  const target = service.resolve(textOf(map.get('target')?.value) ?? '');
  const type = textOf(map.get('type')?.value);
  const source = map.get('source')?.value ?? map.get('src')?.value;
  const place = `${service.place}.volumes.${target || index}`;
  const name = source === undefined ? undefined : resolvePath(service, textOf(source) ?? '');
  const device = type === 'volume' ? boundDevice(service, name) : undefined;
  const selinux = textOf(map.at('bind', 'selinux'));
  const setting = <T>(path: readonly string[], read: (node: YamlNode) => T | undefined) =>
    settingAt<T>({
      map,
      path,
      place: `${place}.${path.join('.')}`,
      owner: source?.span ?? map.span,
      partial: false,
      read,
      write: value => value as string | boolean,
    });
  return {
    type: device !== undefined ? 'bind' : type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other',
    source: device?.path ?? name,
    target,
    relabel: selinux === 'z' || selinux === 'Z' ? selinux : undefined,
    ...NO_OPTIONS,
    setSize: size => (type === 'tmpfs' ? setAt(map, ['tmpfs', 'size'], size) : null),
    relabelAs: wanted => {
      const label = setting(['bind', 'selinux'], textOf);
      return wanted === undefined ? label.remove() : label.set(wanted);
    },
    options: type === 'tmpfs' && map.at('tmpfs', 'size') ? 'size' : '',
    readOnly: setting(['read_only'], booleanOf),
    propagation: setting(['bind', 'propagation'], textOf),
    span: device?.span ?? source?.span ?? map.span,
    place,
    units: service.units,
  };
}

function tmpfsMount(service: ComposeService, item: YamlNode, index: number): ComposeMount {
  const [target, options = ''] = service.resolve(textOf(item) ?? '')?.split(':') ?? [];
  const place = `${service.place}.tmpfs.${target ?? index}`;
  const setOptions = (wanted: readonly string[]) =>
    target !== undefined && service.resolve(textOf(item) ?? '') === textOf(item)
      ? replaceScalar(item, [target, wanted.filter(Boolean).join(',')].filter(Boolean).join(':'))
      : null;
  return {
    type: 'tmpfs',
    source: undefined,
    target,
    readOnly: { value: false, origin: 'default', span: item.span, place, set: () => null, remove: () => null },
    propagation: unset(item.span, place),
    relabel: undefined,
    relabelAs: () => null,
    options,
    setOptions,
    setSize: size => setOptions([...options.split(','), `size=${size}`]),
    span: item.span,
    place,
    units: service.units,
  };
}

const unset = (span: Span, place: string): Setting<string> => ({
  value: undefined,
  origin: 'default',
  span,
  place,
  set: () => null,
  remove: () => [],
});

const NO_OPTIONS = { setOptions: () => null, setSize: () => null };

interface BoundDevice {
  readonly path: string;
  /** Where the path is written: at the volume, not at the service that mounts it. */
  readonly span: Span;
}

/** The host path behind a volume whose driver binds one: `driver_opts: { o: bind, device: /srv }`. */
function boundDevice({ project }: ComposeService, name: string | undefined): BoundDevice | undefined {
  if (name === undefined) return undefined;
  let options: YamlNode | undefined;
  for (const volumes of project.section('volumes')) options ??= volumes.at(name, 'driver_opts');
  if (options?.type !== 'map' || !/(?:^|,)r?bind(?:,|$)/.test(textOf(options.get('o')?.value) ?? '')) return undefined;
  const node = options.get('device')?.value;
  const path = node && project.resolve(textOf(node) ?? '');
  return node && path ? { path, span: node.useSpan } : undefined;
}
